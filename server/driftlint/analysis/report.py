"""What a check of several files of a project found."""

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from driftlint.analysis.driver import Unknown
from driftlint.analysis.selected import below
from driftlint.diagnostic.model import Diagnostic, Finding

if TYPE_CHECKING:
    from driftlint.analysis.project import Project


class Report(msgspec.Struct, frozen=True):
    """What a check of several files found; `problems` are files that could not be read, with a clear message each."""

    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: int = 0
    endpoints: int = 0
    seconds: float = 0.0


def report(
    project: "Project", paths: Iterable[str] | None, progress: Callable[[int, int], None] | None = None
) -> Report:
    """The findings of all files, or of those below `paths`; `progress` is told how many of how many are done."""
    started = time.perf_counter()
    asked = None if paths is None else tuple(paths)
    checked = project.files_below(asked)
    found: list[Finding] = []
    unknown: list[Unknown] = []
    for number, path in enumerate(checked):
        if progress is not None:
            progress(number, len(checked))
        found.extend(project.findings(path))
        unknown.extend(project.unknown(path))
    if progress is not None:
        progress(len(checked), len(checked))
    found.extend(it for path in below((project.config_path,), asked) for it in project.findings(path))
    wanted = frozenset(checked)
    return Report(
        findings=tuple(found),
        unknown=tuple(unknown),
        problems=tuple(it for it in project.problems() if it.location.path in wanted or it.rule == "rule-failed"),
        files=len(checked),
        endpoints=len(project.endpoints(checked)),
        seconds=time.perf_counter() - started,
    )
