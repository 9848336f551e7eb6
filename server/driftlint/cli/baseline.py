"""What `check` does about a project's baseline: says what is gone of it, and removes that where it is asked to."""

import argparse
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from driftlint.analysis.baseline import NAME, Entry, by_rule
from driftlint.analysis.checking import Checked, Mended
from driftlint.analysis.project import Project
from driftlint.analysis.triage import triage
from driftlint.analysis.upkeep import Kept, doubt, kept, kept_in, record, stale_diagnostics
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.summary import counted
from driftlint.cli.targets import Target
from driftlint.cli.terminal import Terminal
from driftlint.diagnostic.model import Severity


def tended(
    target: Target, checked: Checked, wanted: frozenset[str], options: argparse.Namespace, terminal: Terminal
) -> Checked:
    """What was checked, and what is gone of the baseline where that is to be reported.

    `options` say whether that is removed (`prune`), or reported as errors (`fail_on_stale`); otherwise it is noted.
    """
    project = target.project
    if project.recorded.mistakes and not options.prune:
        wrong = triage(((it, None) for it in project.recorded.mistakes), project.name)
        checked = msgspec.structs.replace(checked, elsewhere=(*checked.elsewhere, *map(Mended, wrong)))
    left = _left(target, checked, wanted)
    if options.prune:
        if left.entries != project.recorded.entries or project.recorded.mistakes:
            before = project.recorded.entries
            write(project, left.entries)
            terminal.warn("\n".join(["driftlint: note: " + _removed(left.gone), *change_lines(before, left.entries)]))
    elif left.gone and options.fail_on_stale:
        stale = triage(((it, None) for it in stale_diagnostics(project, left.gone, Severity.ERROR)), project.name)
        return msgspec.structs.replace(checked, elsewhere=(*checked.elsewhere, *map(Mended, stale)))
    elif left.gone:
        number = sum(it.times for it in left.gone)
        said, them = (
            ("1 finding of the baseline is", "it") if number == 1 else (f"{number} of the baseline are", "them")
        )
        terminal.warn(f"driftlint: note: {said} gone; `driftlint check --prune` removes {them} from `{NAME}`")
    return checked


def write(project: Project, entries: Sequence[Entry], grown: Mapping[str, int] | None = None) -> None:
    """Writes the baseline, as `record` does. Raises `CannotRunError` where that cannot be done."""
    try:
        record(project, entries, grown)
    except OSError as error:
        raise CannotRunError(f"`{NAME}` cannot be written: {error.strerror or error}") from error


def change_lines(before: Iterable[Entry], after: Iterable[Entry]) -> list[str]:
    """How many findings of each rule the baseline had and has, where that is not the same."""
    had, has = by_rule(before), by_rule(after)
    width = max(map(len, {*had, *has}), default=0)
    return [f"  {it:<{width}}  {had[it]} → {has[it]}" for it in sorted({*had, *has}) if had[it] != has[it]]


def _left(target: Target, checked: Checked, wanted: frozenset[str]) -> Kept:
    project = target.project
    found = [it.finding for it in checked.findings]
    left_open = doubt(project, checked.unknown, wanted)
    if checked.files.keys() >= set(project.files()):
        return kept(project, found, left_open)
    return kept_in(project, checked.files, found, left_open)


def _removed(gone: Sequence[Entry]) -> str:
    number = sum(it.times for it in gone)
    which = "1 finding that is gone" if number == 1 else f"{counted(number, 'finding')} that are gone"
    return f"`{NAME}` is written anew" + (f", without {which}" if number else "")
