"""Which endpoints of a project on the disk are reported as unguarded."""

from collections.abc import Mapping
from pathlib import Path

from driftlint.analysis.project import Project, Report
from tests.harness.command import write


def checked(folder: Path, texts: Mapping[str, str]) -> Report:
    """What a check of the texts says, written below `folder`."""
    return Project(str(write(folder, texts))).check()


def unguarded(report: Report) -> list[str]:
    """The endpoints reported as unguarded, as `POST /orders`."""
    return [it.diagnostic.subject for it in report.findings if it.diagnostic.rule == "unguarded-endpoint"]
