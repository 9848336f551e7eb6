"""`driftlint check`: says which constraints the code breaks."""

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from driftlint.analysis import checking
from driftlint.analysis.checking import Checked
from driftlint.analysis.comparing import Comparison, compare
from driftlint.analysis.project import Unknown
from driftlint.analysis.reader import cores
from driftlint.cli.baseline import tended
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.cells import visible
from driftlint.cli.output.finding import finding_lines
from driftlint.cli.output.places import Places
from driftlint.cli.output.report import check_report, finding_entry, unknown_entry
from driftlint.cli.output.summary import counted, summary_lines, suppressed_lines
from driftlint.cli.output.wire import encoded
from driftlint.cli.since import since_lines
from driftlint.cli.targets import Target, in_order, targets
from driftlint.cli.terminal import Terminal
from driftlint.cli.verdict import exit_code, note_what_is_left_out, rules_named
from driftlint.diagnostic.model import Finding, Status
from driftlint.rules.registry import registry
from driftlint.text.git import GitError

MANY = 5
"""Of so many files that do not parse each is named."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the check of one project found, and how long it took."""

    target: Target
    checked: Checked
    seconds: float
    notes: tuple[str, ...] = ()
    """What has changed besides the findings, since the revision that was compared with."""

    @property
    def findings(self) -> list[Finding]:
        """All of them, by place."""
        return [it.finding for it in self.checked.findings]


def check(options: argparse.Namespace, terminal: Terminal) -> int:
    """Checks the projects that the paths belong to; returns the exit code."""
    wanted = rules_named(options.rule)
    asked = targets(options.paths, remembering=options.cache)
    in_order(asked, terminal)
    results = [_checked(it, wanted, options, terminal) for it in asked]
    if options.format == "json":
        terminal.show_bytes(_json(results))
        for note in (note for it in results for note in it.notes):
            terminal.warn(f"driftlint: note: {note}")
    else:
        terminal.show("\n".join(_text(results, terminal, show_unknown=options.show_unknown)))
    return exit_code([it.diagnostic for result in results for it in result.findings if it.status is Status.NEW])


def _checked(target: Target, wanted: frozenset[str], options: argparse.Namespace, terminal: Terminal) -> Result:
    started = time.perf_counter()
    project = target.project
    note_what_is_left_out(target, terminal)
    in_force = {it.rule.id for it in project.rules}
    for name in sorted(wanted & registry().rules.keys() - in_force):
        terminal.warn(f"driftlint: note: the rule `{name}` is not in force in this project and says nothing")
    then: list[Comparison] = []

    def compared() -> Comparison:
        terminal.progress(f"comparing with {options.since}", 0, 1)
        then.append(compare(project, options.since))
        return then[0]

    try:
        checked = checking.check(
            project, target.paths, wanted, cores(), terminal.progress, compared if options.since is not None else None
        )
    except GitError as error:
        raise CannotRunError(f"`--since`: {error}") from error
    notes = tuple(it for comparison in then for it in since_lines(target, checked, comparison))
    project.reader.close()
    if project.recorded.entries or project.recorded.mistakes:
        checked = tended(target, checked, wanted, options, terminal)
    broken = [path for path, it in checked.files.items() if it.broken]
    for path in broken[:MANY]:
        terminal.warn(f"driftlint: note: lines of `{visible(project.name(path))}` do not parse, and were not checked")
    if len(broken) > MANY:
        terminal.warn(f"driftlint: note: so do lines of {counted(len(broken) - MANY, 'other file')}")
    for failed in checked.notes:
        terminal.warn(f"driftlint: note: {visible(failed.message)}")
    return Result(target, checked, time.perf_counter() - started, notes)


def _json(results: Sequence[Result]) -> bytes:
    roots = [it.target.project.root for it in results]
    top = roots[0] if len(roots) == 1 else os.path.commonpath(roots)

    def naming(path: str) -> str:
        pure = PurePath(path)
        return (pure.relative_to(top) if pure.is_relative_to(top) else pure).as_posix()

    findings = [finding_entry(it.finding, it.fixes, naming) for result in results for it in result.checked.findings]
    unknown = [unknown_entry(it, naming) for result in results for it in result.checked.unknown]
    return encoded(
        check_report(
            findings,
            unknown,
            files=sum(len(it.checked.files) for it in results),
            endpoints=sum(it.checked.endpoints for it in results),
            seconds=sum(it.seconds for it in results),
        )
    )


def _text(results: Sequence[Result], terminal: Terminal, *, show_unknown: bool) -> list[str]:
    out: list[str] = []
    ends: list[str] = []
    for result in results:
        places = Places(result.target.project)
        said: set[tuple[str, str]] = set()
        for mended in result.checked.findings:
            if mended.finding.status is Status.NEW:
                it = mended.finding.diagnostic
                kind = (it.rule, it.location.path)
                out += [*finding_lines(terminal, places, it, mended.fixes, why=kind not in said), ""]
                said.add(kind)
        ends += suppressed_lines(terminal, places, result.findings)
        ends += [terminal.paint(it, "bold") for it in result.notes]
        if show_unknown:
            ends += _unknown_lines(terminal, places, result.checked.unknown)
    everything = [it for result in results for it in result.findings]
    ends += summary_lines(
        terminal,
        everything,
        files=sum(len(it.checked.files) for it in results),
        endpoints=sum(it.checked.endpoints for it in results),
        seconds=sum(it.seconds for it in results),
    )
    undecided = sum(len(it.checked.unknown) for it in results)
    if undecided and not show_unknown:
        ends.append(terminal.paint(f"{counted(undecided, 'place')} not decided: --show-unknown lists them", "dim"))
    return out + ends


def _unknown_lines(terminal: Terminal, places: Places, unknown: Sequence[Unknown]) -> list[str]:
    shown = [f"  {places.file(it.path)}:{it.line + 1}  {it.rule}: {visible(it.message)}" for it in unknown]
    return [terminal.paint("unknown:", "bold"), *shown] if shown else []
