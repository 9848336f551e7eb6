"""The baseline file of a project as it is now, and which findings it makes known."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

import msgspec

from driftlint.analysis.baseline import NAME, Baseline, Entry, read_baseline
from driftlint.analysis.known import Known
from driftlint.analysis.standing import Standing
from driftlint.diagnostic.model import Diagnostic, Finding, Severity, Status
from driftlint.rules.yaml_source import Mistake
from driftlint.text import files
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, span

Name = Callable[[str], str]
"""What a file is called: its path relative to the root, with `/`."""


class Recorded:
    """Reads the baseline below `root` again whenever told; without one nothing is known."""

    def __init__(self, root: str) -> None:
        self.path = str(PurePath(root) / NAME)
        self.baseline = Baseline()
        self.mistakes: tuple[Diagnostic, ...] = ()
        self.known = Known(())
        self.overlay: str | None = None
        self.reload()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the baseline lists, sorted."""
        return self.baseline.entries

    def reload(self, overlay: str | None = None) -> None:
        """Reads the file, or `overlay`, which stands over the disk until the next time."""
        self.overlay = overlay
        baseline = Baseline()
        wrong: tuple[Mistake, ...] = ()
        try:
            text = self.text()
            if text is not None:
                baseline, wrong = read_baseline(text)
        except UnreadableFileError as error:
            wrong = (Mistake(span(0, 0, 0, 1), str(error)),)
        if baseline.entries != self.entries:
            self.known = Known(baseline.entries)
        self.baseline = baseline
        self.mistakes = tuple(
            Diagnostic(
                "invalid-baseline", Severity.WARNING, Location(self.path, it.range), it.message, subject=it.message
            )
            for it in wrong
        )

    def text(self) -> str | None:
        """What the file says now, None where there is none. Raises `UnreadableFileError`."""
        if self.overlay is not None:
            return self.overlay
        return files.read_text(self.path) if files.exists(self.path) else None


def entry_of(diagnostic: Diagnostic, name: Name) -> Entry:
    """What stands for a diagnostic in a baseline."""
    parts = name(diagnostic.location.path), diagnostic.owner, diagnostic.subject
    # Bytes of a file name that are no UTF-8 have no place in JSON.
    path, owner, subject = (it.encode("utf-8", "backslashreplace").decode() for it in parts)
    return Entry(diagnostic.rule, path, owner, subject)


def recognised(
    known: Known, found: Sequence[Finding], name: Name, standing: Standing
) -> list[tuple[Finding, Entry, Entry | None]]:
    """The findings of one file that nothing excuses, each with its entry now and the one it was recorded as, if any."""
    open_ = [it for it in found if it.status is not Status.SUPPRESSED]
    if not open_:
        return []
    entries = [entry_of(it.diagnostic, name) for it in open_]
    was = known.recognised(entries[0].path, entries, standing)
    return list(zip(open_, entries, was, strict=True))


def marked(known: Known, found: tuple[Finding, ...], name: Name, standing: Standing) -> tuple[Finding, ...]:
    """The findings of one file, those that were there before as known ones."""
    if not known:
        return found
    there = {id(it) for it, _, was in recognised(known, found, name, standing) if was is not None}
    return tuple(msgspec.structs.replace(it, status=Status.KNOWN) if id(it) in there else it for it in found)


def by_file(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings by the path of their file."""
    files_: dict[str, list[Finding]] = {}
    for it in found:
        files_.setdefault(it.diagnostic.location.path, []).append(it)
    return files_
