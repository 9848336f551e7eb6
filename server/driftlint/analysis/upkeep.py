"""Keeps the baseline of a project true: which entries are gone, what is left of them, what there is to record."""

import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from driftlint.analysis.baseline import Baseline, Entry, by_rule, counted, entries_of, line_of, written
from driftlint.analysis.driver import Unknown
from driftlint.analysis.recorded import by_file, entry_of, recognised
from driftlint.diagnostic.model import Diagnostic, Finding, Severity, Status
from driftlint.rules.registry import registry
from driftlint.syntax.compiling import compiles
from driftlint.text import files
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, lines_of, span

if TYPE_CHECKING:
    from driftlint.analysis.project import Project


class Kept(msgspec.Struct, frozen=True):
    """What a baseline still stands for: its entries under their present names, and those that are gone."""

    entries: tuple[Entry, ...]
    gone: tuple[Entry, ...]


class Doubt(msgspec.Struct, frozen=True):
    """Where nothing can be said of what is gone: which rules, which of them in which files (as messages call those).

    `unparsed` tells of a file whether Python does not take its text: what is half typed may have hidden anything.
    """

    rules: frozenset[str] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[str] = frozenset()
    unparsed: Callable[[str], bool] = lambda _: False

    def covers(self, it: Entry) -> bool:
        """Whether the entry may stand for a finding that was not looked for, or could not be decided."""
        return (
            it.rule in self.rules
            or (it.rule, it.path) in self.places
            or it.path in self.files
            or self.unparsed(it.path)
        )


def doubt(project: "Project", unknown: Iterable[Unknown], asked: Collection[str] = ()) -> Doubt:
    """What a check of the rules `asked`, of all where none is named, left open."""
    answered = {it.rule.id for it in project.rules if not asked or it.rule.id in asked} - project.failed
    return Doubt(
        rules=frozenset(registry().rules.keys() - answered),
        places=frozenset((it.rule, project.name(it.path)) for it in unknown),
        files=project.unreadable,
        unparsed=_unparsed(project),
    )


def _unparsed(project: "Project") -> Callable[[str], bool]:
    """Tells of a file, as messages call it, whether it is checked and does not parse."""
    checked = {project.name(it): it for it in project.files()}

    @functools.cache
    def unparsed(name: str) -> bool:
        path = checked.get(name)
        if path is None:
            return False
        try:
            return project.facts(path).broken or not compiles(project.text(path))
        except UnreadableFileError:
            return True

    return unparsed


def kept(project: "Project", found: Iterable[Finding], left_open: Doubt) -> Kept:
    """What is left of the baseline where `found` is everything that the project has."""
    return _kept(project, project.recorded.entries, by_file(found), left_open)


def kept_in(project: "Project", paths: Iterable[str], found: Iterable[Finding], left_open: Doubt) -> Kept:
    """What is left of the baseline by the findings of some files: gone is only what functions in them have no more."""
    names = {project.name(it) for it in paths if not project.facts(it).broken}
    entries = project.recorded.entries
    own = [it for it in entries if it.path in names and project.standing.in_file(it.path, it.owner)]
    result = _kept(project, own, by_file(found), left_open)
    rest = counted(entries)
    rest.subtract(counted(own))
    return Kept(entries_of(rest + counted(result.entries)), result.gone)


def shrink(project: "Project", path: str) -> bool:
    """Removes from the baseline what one file has no more; whether there was anything, and it could be written."""
    if not any(it.path == project.name(path) for it in project.recorded.entries):
        return False
    found = project.findings(path)
    left_open = doubt(project, project.unknown(path))
    if any(left_open.unparsed(project.name(it)) for it in project.overlaid):
        return False  # a chain of calls may lead through what is half typed
    left = kept_in(project, [path], found, left_open)
    if not left.gone:
        return False
    try:
        record(project, left.entries)
    except OSError:
        return False
    return True


def recordable(project: "Project", found: Iterable[Finding]) -> tuple[Entry, ...]:
    """What a baseline of all findings records: those of rules that nothing excuses."""
    rules = registry().rules
    listed = (it for it in found if it.status is not Status.SUPPRESSED and it.diagnostic.rule in rules)
    return entries_of(Counter(entry_of(it.diagnostic, project.name) for it in listed))


def is_acceptable(it: Finding) -> bool:
    """Whether a baseline can take the finding in: nothing knows or excuses it yet, and a rule found it."""
    return it.status is Status.NEW and it.diagnostic.rule in registry().rules


def accept(project: "Project", found: Iterable[Finding]) -> Counter[str]:
    """Adds what of `found` a baseline can take in to that of the project; returns how many findings of each rule.

    What was recorded before stays as it is. Raises `OSError` where it cannot be written.
    """
    new = Counter(entry_of(it.diagnostic, project.name) for it in found if is_acceptable(it))
    grown = by_rule(entries_of(new))
    if grown:
        record(project, entries_of(counted(project.recorded.entries) + new), grown)
    return grown


def record(project: "Project", entries: Sequence[Entry], grown: Mapping[str, int] | None = None) -> None:
    """Makes `entries` the baseline of the project; `grown` is by rule how many of them were not known before.

    Raises `OSError` where it cannot be written.
    """
    recorded = dict(project.recorded.baseline.recorded)
    for rule, number in (grown or {}).items():
        recorded[rule] = recorded.get(rule, 0) + number
    files.write_text(project.recorded.path, written(Baseline(tuple(entries), recorded)))
    project.refresh([project.recorded.path])


def stale_diagnostics(project: "Project", gone: Iterable[Entry], severity: Severity) -> list[Diagnostic]:
    """The entries that are gone, each at its line of the baseline."""
    lines = {line.strip(): number for number, line in enumerate(lines_of(project.recorded.text() or ""))}
    there = {it.once: it for it in project.recorded.entries}
    found: list[Diagnostic] = []
    for it in gone:
        was = there.get(it.once, it)
        number = lines.get(line_of(was), 0)
        often = "" if it.times == was.times else f" ({it.times} of {was.times})"
        where = f"`{it.owner}` of `{it.path}`" if it.owner else f"`{it.path}`"
        message = f"`{it.rule}` is gone from {where}{often}; `driftlint check --prune` removes the entry"
        place = Location(project.recorded.path, span(number, 0, number, 0))
        subject = f"{it.rule} {it.path} {it.owner} {it.subject}"
        found.append(Diagnostic("stale-baseline-entry", severity, place, message, subject=subject))
    return found


def _kept(
    project: "Project", entries: Iterable[Entry], found: Mapping[str, Sequence[Finding]], left_open: Doubt
) -> Kept:
    left = counted(entries)
    now: Counter[Entry] = Counter()
    for path in sorted(found):
        for _, entry, was in recognised(project.recorded.known, found[path], project.name, project.standing):
            if was is not None and left[was] > 0:
                left[was] -= 1
                now[entry] += 1
    gone: Counter[Entry] = Counter()
    for it, times in (+left).items():
        (now if left_open.covers(it) else gone)[it] += times
    return Kept(entries_of(now), entries_of(gone))
