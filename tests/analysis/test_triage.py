"""Fingerprints hold no line number, and tell equal findings apart."""

from pathlib import Path

from driftlint.analysis.project import Project

PAY = """\
import requests
from django.db import transaction

def pay(order):
    with transaction.atomic():
        requests.post("https://psp.example/a")
        requests.post("https://psp.example/b")
"""


def fingerprints(root: Path, text: str, name: str = "a.py") -> list[str]:
    project = Project(str(root))
    path = str(root / name)
    project.open(path, text)
    return [it.fingerprint for it in project.findings(path)]


def test_fingerprints_survive_edits_elsewhere(tmp_path: Path) -> None:
    before = fingerprints(tmp_path, PAY)
    assert len(set(before)) == 2
    assert fingerprints(tmp_path, "import os\n\n\n" + PAY) == before
    assert fingerprints(tmp_path, PAY.replace("def pay", "def other():\n    pass\n\n\ndef pay")) == before
    assert fingerprints(tmp_path, PAY.replace("psp.example/a", "psp.example/longer/path")) == before


def test_fingerprints_do_not_depend_on_where_the_project_is(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    assert fingerprints(tmp_path, PAY) == fingerprints(other, PAY)
    assert fingerprints(tmp_path, PAY, "b.py") != fingerprints(tmp_path, PAY)


def test_findings_are_sorted_by_place(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    project.open(path, PAY + "\n\n# driftlint: what\n" + PAY.replace("def pay", "def refund"))
    lines = [it.diagnostic.location.range.start.line for it in project.findings(path)]
    assert lines == sorted(lines)
    assert len(lines) == 5
