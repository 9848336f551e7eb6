"""One project root: its files, its configuration, its index, and what the rules say about it."""

from collections.abc import Callable, Iterable

import msgspec

from driftlint.analysis.config import Config
from driftlint.diagnostic.model import Diagnostic, Finding, Fix
from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database


class Unknown(msgspec.Struct, frozen=True):
    """What a rule could not decide, and what stopped it; never a finding."""

    rule: str
    path: str
    line: int
    message: str


class Report(msgspec.Struct, frozen=True):
    """What a check of several files found; `problems` are files that could not be read, with a clear message each."""

    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    files: int = 0
    endpoints: int = 0
    seconds: float = 0.0


class Project:
    """The one mutable object over a project root. Paths are absolute, as the operating system writes them.

    Unsaved texts (*overlays*) stand over the disk until they are closed. Findings and endpoints are always of the
    current texts: whatever changed is recomputed when they are next asked for, and nothing else is.
    """

    root: str
    config: Config
    db: Database

    def __init__(self, root: str) -> None:
        """Reads the configuration and lists the files below `root`; reads no Python file yet."""
        raise NotImplementedError

    def open(self, path: str, text: str) -> None:
        """Makes `text` what `path` says, whatever is on the disk; also for every later change of an open document."""
        raise NotImplementedError

    def close(self, path: str) -> None:
        """Lets the disk speak for `path` again."""
        raise NotImplementedError

    def refresh(self, paths: Iterable[str]) -> None:
        """Takes note that files were created, changed or deleted on the disk (also `constraints.yaml`)."""
        raise NotImplementedError

    def files(self) -> tuple[str, ...]:
        """The Python files that are checked: below the root, not excluded, no tests, sorted."""
        raise NotImplementedError

    def text(self, path: str) -> str:
        """What `path` says now: its overlay, else the disk. Raises `text.files.UnreadableFileError`."""
        raise NotImplementedError

    def findings(self, path: str) -> tuple[Finding, ...]:
        """Every finding in one file, sorted by place; for `constraints.yaml` and rule files, what is wrong in them."""
        raise NotImplementedError

    def check(self, paths: Iterable[str] | None = None, *, progress: Callable[[int, int], None] | None = None) -> Report:
        """The findings of all files, or of those below `paths`; `progress` is told how many of how many are done."""
        raise NotImplementedError

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every endpoint of the project, sorted by path and method."""
        raise NotImplementedError

    def fixes(self, diagnostic: Diagnostic) -> tuple[Fix, ...]:
        """The verified fixes of a diagnostic: each parses, makes the diagnostic go away, and brings no new one."""
        raise NotImplementedError
