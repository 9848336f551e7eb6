"""Makes every fix that may be made, one after the other, until none is left to make."""

import contextlib
import difflib
from collections.abc import Callable, Iterable, Iterator

import msgspec

from driftlint.analysis.fixing import edited_texts
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Finding, Fix, Safety, Status
from driftlint.rules.fixes.registry import COMMENTS
from driftlint.text.position import lines_of

MOST_ROUNDS = 20
"""After so many passes over all files, what is left is left."""

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


class Made(msgspec.Struct, frozen=True):
    """A fix that was made, and the finding that it mends; `line` is where that stood before any, zero-based."""

    finding: Finding
    fix: Fix
    line: int


class Left(msgspec.Struct, frozen=True):
    """A finding that is still there, where it stands now, and why; `line` is where it stood before any fix."""

    finding: Finding
    why: str
    line: int


class Mended(msgspec.Struct, frozen=True):
    """The texts of all files that are other ones now, by path, None standing for a file that was not there.

    `findings` is all that is said of the files that were asked for once everything is made, `left` what of it was to be
    mended and could not be.
    """

    before: dict[str, str | None]
    after: dict[str, str]
    made: tuple[Made, ...]
    left: tuple[Left, ...]
    findings: tuple[Finding, ...]


def mend(
    project: Project,
    paths: Iterable[str],
    rules: frozenset[str],
    safeties: frozenset[Safety],
    progress: Progress = lambda done, total: None,  # noqa: ARG005  the signature of one that does
) -> Mended:
    """What the project says after all fixes of one of `safeties` in the files `paths`, of the rules named or all.

    Each fix is made on the texts that those before it left, so two that overlap are made in order or the second is made
    anew. The project itself is as it was afterwards.
    """
    with _restored(project) as workshop:
        asked = tuple(paths)
        made: list[Made] = []
        for _ in range(MOST_ROUNDS):
            count = len(made)
            for number, path in enumerate(asked):
                progress(number, len(asked))
                made.extend(workshop.mended(path, rules, safeties))
            if len(made) == count:
                break
        progress(len(asked), len(asked))
        findings = [it for path in asked for it in project.findings(path)]
        left = [
            Left(it, workshop.reason(it, safeties), workshop.line_before(it))
            for it in findings
            if it.status is Status.NEW and _wanted(it, rules)
        ]
        changed = {path: text for path, text in workshop.after.items() if text != workshop.before[path]}
        before = {path: workshop.before[path] for path in changed}
        return Mended(before, changed, tuple(made), tuple(left), tuple(findings))


def allowed(fixes: Iterable[Fix], safeties: frozenset[Safety]) -> Fix | None:
    """The fix that is made where nobody chooses; never one that leaves something open, or only comments on it."""
    found = [it for it in fixes if it.safety in safeties and it.id not in COMMENTS and not it.to_choose]
    return next((it for it in found if it.preferred), found[0] if found else None)


class _Workshop:
    """The texts as they are while fixes are made."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.before: dict[str, str | None] = {}
        self.after: dict[str, str] = {}
        self._offered: dict[tuple[int, str], tuple[Fix, ...]] = {}

    def mended(self, path: str, rules: frozenset[str], safeties: frozenset[Safety]) -> Iterator[Made]:
        """Makes the fixes of one file in the order of their findings, each of which is tried once."""
        tried: set[str] = set()
        while True:
            found = (it for it in self._project.findings(path) if it.status is Status.NEW and _wanted(it, rules))
            finding = next((it for it in found if it.fingerprint not in tried), None)
            if finding is None:
                return
            tried.add(finding.fingerprint)
            fix = allowed(self._fixes(finding), safeties)
            if fix is not None:
                line = self.line_before(finding)
                self._make(fix)
                yield Made(finding, fix, line)

    def _make(self, fix: Fix) -> None:
        present: dict[str, str] = {}
        for it in fix.edits:
            new = it.create and it.path not in self.after
            present[it.path] = "" if new else self._project.text(it.path)
            self.before.setdefault(it.path, None if it.create else present[it.path])
        for path, text in edited_texts(fix.edits, present).items():
            self.after[path] = text
            self._project.open(path, text)

    def line_before(self, finding: Finding) -> int:
        """The zero-based line in which the finding stood before any fix was made."""
        place = finding.diagnostic.location
        before, line = self.before.get(place.path), place.range.start.line
        if before is None:
            return line
        lines = lines_of(before), lines_of(self.after[place.path])
        for _, start, end, first, last in difflib.SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
            if first <= line < last:
                return min(start + line - first, max(end - 1, 0))
        return line

    def reason(self, finding: Finding, safeties: frozenset[Safety]) -> str:
        """Why a finding is left."""
        offered = self._fixes(finding)
        if allowed(offered, frozenset(Safety)) is not None and allowed(offered, safeties) is None:
            return "its fix may change what the code does and is made with --unsafe only"
        if any(it.to_choose for it in offered):
            return "its fix leaves open what else is needed, which only a person can say"
        if offered:
            return "only a person can say that it is as it should be"
        return "no edit is known to mend it without changing more than that"

    def _fixes(self, finding: Finding) -> tuple[Fix, ...]:
        key = self._project.db.revision, finding.fingerprint
        if key not in self._offered:
            self._offered[key] = self._project.fixes(finding.diagnostic)
        return self._offered[key]


@contextlib.contextmanager
def _restored(project: Project) -> Iterator[_Workshop]:
    """A workshop over the texts of `project`, which says afterwards what it said before."""
    workshop = _Workshop(project)
    overlaid = frozenset(project.overlaid)
    try:
        yield workshop
    finally:
        for path, text in workshop.before.items():
            if path in overlaid and text is not None:
                project.open(path, text)
            else:
                project.close(path)


def _wanted(finding: Finding, rules: frozenset[str]) -> bool:
    return not rules or finding.diagnostic.rule in rules
