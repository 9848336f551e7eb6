"""A check of a project with the fixes of what it finds; an earlier one is told again while nothing at all has changed.

What is told again must be what a new check would say. So it is kept under a digest of everything a check rests on: this
very driftlint (in the store's name), every text, which files there are, the configuration, and the day.
"""

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import msgspec

from driftlint.analysis.comparing import Comparison, marked_since
from driftlint.analysis.project import Project, Report, Unknown
from driftlint.analysis.selected import today
from driftlint.analysis.told_again import keep_results, results
from driftlint.analysis.triage import triage
from driftlint.diagnostic.model import Diagnostic, Finding, Fix, Status

RULE_FAILED = "rule-failed"

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many are done."""


class Mended(msgspec.Struct, frozen=True):
    """A finding with its verified fixes, none where it is excused."""

    finding: Finding
    fixes: tuple[Fix, ...] = ()


class FileResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of one file, and how many endpoints it has."""

    findings: tuple[Mended, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    endpoints: int = 0
    broken: bool = False
    """Whether some of its lines do not parse, of which nothing is said."""


class Checked(msgspec.Struct, frozen=True):
    """What is said of several files by their paths, and `notes`: what failed and cost no more than a fix."""

    files: dict[str, FileResult]
    elsewhere: tuple[Mended, ...] = ()
    """What is said of no file that was asked for: rules that failed."""
    notes: tuple[Diagnostic, ...] = ()

    @property
    def findings(self) -> list[Mended]:
        """All findings, by place."""
        found = [*self.elsewhere, *(it for result in self.files.values() for it in result.findings)]
        return sorted(found, key=lambda it: it.finding.diagnostic.location)

    @property
    def unknown(self) -> list[Unknown]:
        """All that could not be decided."""
        return [it for result in self.files.values() for it in result.unknown]

    @property
    def endpoints(self) -> int:
        """How many endpoints the files have."""
        return sum(it.endpoints for it in self.files.values())


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(FileResult).decode


def check(
    project: Project,
    paths: Sequence[str],
    wanted: frozenset[str],
    workers: int,
    progress: Progress,
    then: Callable[[], Comparison] | None = None,
) -> Checked:
    """What is said of the files below `paths`, by the rules `wanted` alone where any is named.

    What `then` gives as there before is known. Asked once everything has been read, it may raise what it likes.
    """
    asked = project.files_below(paths)
    day = today()
    known = _remembered(project, asked)
    if known is None:
        read(project, workers, progress)
        report = project.check(paths, progress=lambda done, total: progress("checking files", done, total))
        before = then() if then is not None else None
        known = _made(project, report, asked, wanted, before, progress)
        whole = not wanted and not known.elsewhere and not known.notes and before is None
        if whole and all(it.rule != RULE_FAILED for it in project.problems()) and today() == day:
            keep_results(project, {path: _encode(_kept(it)) for path, it in known.files.items()})
    elif then is not None:
        read(project, workers, progress)
        known = _marked(project, known, then())
    project.remember()
    return _only(known, wanted) if wanted else known


def read(project: Project, workers: int, progress: Progress) -> None:
    """Has the files read that are not known from an earlier run."""
    done, total = 0, len(project.files())
    project.begin_reading(workers)
    try:
        while project.reader.busy:
            progress("reading files", done, total)
            done += project.reader.take(None)
    finally:
        project.reader.stop()
        progress("reading files", total, total)


def _made(
    project: Project,
    report: Report,
    asked: tuple[str, ...],
    wanted: frozenset[str],
    then: Comparison | None,
    progress: Progress,
) -> Checked:
    before = project.problems()
    problems = triage(((it, None) for it in report.problems), project.name)
    findings = [*problems, *(it for it in report.findings if not wanted or it.diagnostic.rule in wanted)]
    findings.sort(key=lambda it: it.diagnostic.location)
    if then is not None:
        known = marked_since(project, findings, then)
        findings = [known.get(id(it), it) for it in findings]
    gc.freeze()
    gc.enable()  # the command line runs without; what trying out fixes makes is garbage
    mended: dict[str, list[Mended]] = defaultdict(list)
    for number, it in enumerate(findings):
        progress("trying fixes", number, len(findings))
        fixes = project.fixes(it.diagnostic) if it.status is Status.NEW else ()
        mended[it.diagnostic.location.path].append(Mended(it, fixes))
    progress("trying fixes", len(findings), len(findings))
    endpoints = Counter(it.anchor.path for it in project.endpoints(asked))
    files = {
        it: FileResult(
            tuple(mended.pop(it, ())), project.unknown(it), endpoints[it], broken=bool(project.facts(it).broken)
        )
        for it in asked
    }
    return Checked(
        files,
        tuple(it for found in mended.values() for it in found),
        tuple(it for it in project.problems() if it not in before),
    )


def _remembered(project: Project, asked: tuple[str, ...]) -> Checked | None:
    """What an earlier check said, None where there was none of just these texts that looked at all of `asked`."""
    found = results(project)
    try:
        return Checked({path: _decode(found[path]) for path in asked})
    except (KeyError, msgspec.MsgspecError):
        return None


def _marked(project: Project, checked: Checked, then: Comparison) -> Checked:
    """What was said, and what of it was there then as known."""
    known = marked_since(project, [it.finding for it in checked.findings], then)

    def marked(it: Mended) -> Mended:
        return Mended(known[id(it.finding)]) if id(it.finding) in known else it

    files = {
        path: msgspec.structs.replace(result, findings=tuple(map(marked, result.findings)))
        for path, result in checked.files.items()
    }
    return msgspec.structs.replace(checked, files=files)


def _kept(result: FileResult) -> FileResult:
    """The result without what only fixers read: they have had their say."""
    replace = msgspec.structs.replace
    return replace(
        result,
        findings=tuple(
            replace(it, finding=replace(it.finding, diagnostic=replace(it.finding.diagnostic, data={})))
            for it in result.findings
        ),
    )


def _only(checked: Checked, wanted: frozenset[str]) -> Checked:
    """What the rules `wanted` say, and what could not be done."""
    keep = wanted | {RULE_FAILED, "unreadable-file"}
    files = {
        path: FileResult(
            tuple(it for it in result.findings if it.finding.diagnostic.rule in keep),
            tuple(it for it in result.unknown if it.rule in wanted),
            result.endpoints,
            result.broken,
        )
        for path, result in checked.files.items()
    }
    return msgspec.structs.replace(checked, files=files)
