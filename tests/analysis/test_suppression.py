"""`# driftlint: allow[rule-id] reason` excuses what it stands at, and nothing else."""

from pathlib import Path

import pytest

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Status

CODE = """\
import requests
from django.db import transaction

def pay(order):
    with transaction.atomic():
        {above}
        requests.post(
            "https://psp.example",
        ){end}
"""


def findings(tmp_path: Path, above: str = "pass", end: str = "") -> list[tuple[str, Status, str]]:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    project.open(path, CODE.replace("{above}", above).replace("{end}", end))
    return [(it.diagnostic.rule, it.status, it.reason) for it in project.findings(path)]


@pytest.mark.parametrize(
    "comment",
    [
        "# driftlint: allow[http-in-transaction] a stub",
        "#driftlint: allow[http-in-transaction] a stub",
        "# driftlint: allow[unguarded-endpoint, http-in-transaction] a stub",
        "# driftlint: allow[http-in-transaction] a stub until=2999-12-31",
        "# driftlint: allow[http-in-transaction]: a stub",
    ],
)
def test_reason_excuses(tmp_path: Path, comment: str) -> None:
    expected = [("http-in-transaction", Status.SUPPRESSED, "a stub")]
    assert findings(tmp_path, above=comment) == expected
    assert findings(tmp_path, end=f"  {comment}") == expected


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("# driftlint: allow[http-in-transaction]", "suppression-without-reason"),
        ("# driftlint: allow[http-in-transacton] a stub", "unknown-rule-in-suppression"),
        ("# driftlint: allow[] a stub", "unknown-rule-in-suppression"),
        ("# driftlint: allow[http-in-transaction] a stub until=2001-01-01", "expired-suppression"),
        ("# driftlint: allow[http-in-transaction] a stub until=soon", "expired-suppression"),
        ("# driftlint: alow[http-in-transaction] a stub", "unknown-directive"),
    ],
)
def test_mistaken_comment_excuses_nothing_and_is_told(tmp_path: Path, comment: str, rule: str) -> None:
    assert findings(tmp_path, above=comment) == [(rule, Status.NEW, ""), ("http-in-transaction", Status.NEW, "")]


@pytest.mark.parametrize(
    "comment",
    [
        "# driftlint: allow[unguarded-endpoint] another rule",
        "# see driftlint: allow[http-in-transaction] a stub",
        "# driftlint",
        '"# driftlint: allow[http-in-transaction] a string"',
    ],
)
def test_other_comment_excuses_nothing(tmp_path: Path, comment: str) -> None:
    assert ("http-in-transaction", Status.NEW, "") in findings(tmp_path, above=comment)


def test_comment_excuses_its_own_line_only(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    call = '        requests.post("https://psp.example")'
    start = CODE.partition("        {above}")[0]
    project.open(path, f"{start}{call}  # driftlint: allow[http-in-transaction] stub\n{call}\n")
    assert [it.status for it in project.findings(path)] == [Status.SUPPRESSED, Status.NEW]


def test_unknown_rule_is_told_with_the_nearest(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    project.open(path, "x = 1  # driftlint: allow[http-in-transacton] why not\n")
    (finding,) = project.findings(path)
    assert finding.diagnostic.message == "unknown rule `http-in-transacton`; did you mean `http-in-transaction`?"
    assert finding.diagnostic.location.range.start.column == 7
