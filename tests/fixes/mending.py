"""Applies a fix to texts held in memory, the way an editor would, and says what they say afterwards."""

import textwrap
from collections.abc import Mapping
from pathlib import Path

from driftlint.analysis.fixing import edited_texts
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Finding, Fix, Status

Texts = Mapping[str, str]


class Backend:
    """A project at `root`, a folder without files, whose texts are all unsaved."""

    def __init__(self, root: Path, texts: Texts) -> None:
        self.root = root
        self.texts = dict(texts)
        self.project = Project(str(root))
        for path, text in texts.items():
            self.project.open(str(root / path), text)

    def findings(self, rule: str | None = None) -> list[Finding]:
        """The new findings, of one rule or of all, in order."""
        found = [it for path in self.texts for it in self.project.findings(str(self.root / path))]
        return [it for it in found if it.status is Status.NEW and rule in (None, it.diagnostic.rule)]

    def fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """What is offered for a finding."""
        found = self.project.fixes(finding.diagnostic)
        assert self.project.problems() == ()
        return found

    def mended(self, fix: Fix) -> dict[str, str]:
        """The texts after `fix`, by path."""
        before = {str(self.root / path): text for path, text in self.texts.items()}
        after = {**before, **edited_texts(fix.edits, before)}
        return {Path(path).relative_to(self.root).as_posix(): text for path, text in after.items()}


def mended(root: Path, texts: Texts | str, rule: str, fix: str) -> dict[str, str] | None:
    """The texts after the fix of that id for the first finding of `rule`; None where it is not offered."""
    backend = Backend(root, {"example.py": dedented(texts)} if isinstance(texts, str) else texts)
    findings = backend.findings(rule)
    assert findings, "the example has no finding to mend"
    offered = next((it for it in backend.fixes(findings[0]) if it.id == fix), None)
    return None if offered is None else backend.mended(offered)


def dedented(text: str) -> str:
    """A text as it is written in a test, without its indentation."""
    return textwrap.dedent(text).lstrip("\n")
