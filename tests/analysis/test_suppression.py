"""`# driftlint: allow[rule-id] reason` excuses what it stands at, and nothing else."""

from pathlib import Path

import pytest

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Safety, Status
from driftlint.syntax.rewrite import apply_edits

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


def findings(
    tmp_path: Path, above: str = "pass", end: str = "", *, constraints: str = ""
) -> list[tuple[str, Status, str]]:
    project = Project(str(tmp_path))
    project.open(project.config_path, constraints)
    path = str(tmp_path / "a.py")
    project.open(path, CODE.replace("{above}", above).replace("{end}", end))
    return [(it.diagnostic.rule, it.status, it.reason) for it in project.findings(path)]


@pytest.mark.parametrize(
    "comment",
    [
        "# driftlint: allow[http-in-transaction] a stub",
        "#driftlint: allow[http-in-transaction] a stub",
        "# driftlint: allow[http-in-transaction, http-in-transaction] a stub",
        "# driftlint: allow[http-in-transaction] a stub until=2999-12-31",
        "# driftlint: allow[http-in-transaction]: a stub",
        "# Driftlint: Allow[http-in-transaction] a stub UNTIL=2999-12-31",
        "# DRIFTLINT : allow[http-in-transaction] a stub",
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
        ("# driftlint: allow[http-in-transaction] a stub until=soon", "invalid-until"),
        ("# driftlint: allow[http-in-transaction] a stub until=2999-13-01", "invalid-until"),
        ("# driftlint: allow a stub", "unknown-rule-in-suppression"),
        ("# driftlint: alow[http-in-transaction] a stub", "unknown-directive"),
    ],
)
def test_mistaken_comment_excuses_nothing_and_is_told(tmp_path: Path, comment: str, rule: str) -> None:
    assert findings(tmp_path, above=comment) == [(rule, Status.NEW, ""), ("http-in-transaction", Status.NEW, "")]


@pytest.mark.parametrize(
    ("comment", "meant"),
    [
        ("# driftlint: allow a stub", "http-in-transaction"),
        ("# driftlint: allow: a stub", "http-in-transaction"),
        ("# driftlint: allow unguarded-endpoint a stub", "unguarded-endpoint"),
        ("# driftlint: allow(unguarded-endpoint) a stub", "unguarded-endpoint"),
    ],
)
def test_allow_without_a_rule_says_what_to_write(tmp_path: Path, comment: str, meant: str) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    project.open(path, CODE.replace("{above}", comment).replace("{end}", ""))
    told = project.findings(path)[0].diagnostic
    message = f"`allow` names no rule, and excuses nothing; write `allow[{meant}] reason`"
    assert (told.rule, told.message) == ("unknown-rule-in-suppression", message)
    project.open(path, f"x = 1  {comment}\n")
    named = meant if meant in comment else "rule-id"
    assert [it.diagnostic.message for it in project.findings(path)] == [message.replace(meant, named)]


def test_what_is_no_date_has_not_run_out_and_keeps_its_comment(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    project.open(path, "x = 1  # driftlint: allow[http-in-transaction] a stub until=2027-13-01\n")
    (told,) = project.findings(path)
    assert told.diagnostic.message == "`until=2027-13-01` is not a date; write it as `until=2027-01-31`"
    assert project.fixes(told.diagnostic) == ()


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


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("x = 1  # driftlint: allow[http-in-transaction] gone\n", "x = 1\n"),
        ("x = 1  # driftlint: allow[http-in-transaction] gone", "x = 1"),
        ("# driftlint: allow[http-in-transaction] gone\r\nx = 1\r\n", "x = 1\r\n"),
        ("x = 1  # driftlint: allow[http-in-transaction] gone # noqa: E1\n", "x = 1  # noqa: E1\n"),
        ("def f():\n    # driftlint: allow[http-in-transaction] gone\n    pass\n", "def f():\n    pass\n"),
        ("x = 1  # driftlint: allow[http-in-transaction] gone until=2001-01-01\n", "x = 1\n"),
    ],
)
def test_comment_that_excuses_nothing_is_told_and_removed(tmp_path: Path, text: str, after: str) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    project.open(path, text)
    (finding,) = project.findings(path)
    expired = "until=" in text
    assert finding.diagnostic.rule == ("expired-suppression" if expired else "unused-suppression")
    (fix,) = project.fixes(finding.diagnostic)
    assert fix.safety is (Safety.UNSAFE if expired else Safety.SAFE)
    assert apply_edits(text, fix.edits[0].edits) == after
    project.open(path, after)
    assert project.findings(path) == ()


def test_comment_beside_what_it_was_meant_for_says_where_to_stand_and_stays(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    comment = "# driftlint: allow[http-in-transaction] a stub\n\n        pass"
    project.open(path, CODE.replace("{above}", comment).replace("{end}", ""))
    unused = next(it.diagnostic for it in project.findings(path) if it.diagnostic.rule == "unused-suppression")
    assert "for the finding in line 9 write it right above that line, or at its end" in unused.message
    assert project.fixes(unused) == ()


def test_only_what_is_named_for_nothing_is_removed(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    comment = "# driftlint: allow[unguarded-endpoint, http-in-transaction] a stub"
    text = CODE.replace("{above}", comment).replace("{end}", "")
    project.open(path, text)
    (unused,) = (it.diagnostic for it in project.findings(path) if it.status is Status.NEW)
    assert unused.message == "`allow[unguarded-endpoint]` excuses nothing here"
    (fix,) = project.fixes(unused)
    after = apply_edits(text, fix.edits[0].edits)
    assert after == text.replace("unguarded-endpoint, ", "")
    project.open(path, after)
    assert [it.status for it in project.findings(path)] == [Status.SUPPRESSED]


def test_second_comment_at_one_place_is_unused(tmp_path: Path) -> None:
    comment = "# driftlint: allow[http-in-transaction] a stub"
    found = findings(tmp_path, above=comment, end=f"  {comment}")
    assert [(rule, status) for rule, status, _ in found] == [
        ("http-in-transaction", Status.SUPPRESSED),
        ("unused-suppression", Status.NEW),
    ]


@pytest.mark.parametrize(
    ("constraints", "text"),
    [
        ("rules: {http-in-transaction: off}", "x = 1  # driftlint: allow[http-in-transaction] a stub\n"),
        ("", "x = (  # driftlint: allow[http-in-transaction] a stub\n"),
    ],
)
def test_nothing_is_called_unused_without_certainty(tmp_path: Path, constraints: str, text: str) -> None:
    project = Project(str(tmp_path))
    project.open(project.config_path, constraints)
    path = str(tmp_path / "a.py")
    project.open(path, text)
    assert project.findings(path) == ()


@pytest.mark.parametrize(
    ("demand", "reason", "told"),
    [
        ("reason", "a stub", None),
        ("ticket", "a stub, SHOP-12", None),
        ("ticket", "a stub, see #12", None),
        ("ticket", "a stub, see https://tickets.example/12", None),
        ("ticket", "a stub in version-two", "suppression-without-reason"),
        ("forbidden", "a stub, SHOP-12", "forbidden-suppression"),
    ],
)
def test_rule_says_what_excuses(tmp_path: Path, demand: str, reason: str, told: str | None) -> None:
    comment = f"# driftlint: allow[http-in-transaction] {reason}"
    constraints = f"rules: {{http-in-transaction: {{suppression: {demand}}}}}"
    found = {(rule, status) for rule, status, _ in findings(tmp_path, above=comment, constraints=constraints)}
    if told is None:
        assert found == {("http-in-transaction", Status.SUPPRESSED)}
    else:
        assert found == {("http-in-transaction", Status.NEW), (told, Status.NEW)}


def test_findings_about_comments_cannot_be_excused(tmp_path: Path) -> None:
    (rule, status, _), *_ = findings(tmp_path, above="# driftlint: allow[unused-suppression] a stub")
    assert (rule, status) == ("forbidden-suppression", Status.NEW)


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1  # driftlint: public everybody\n", True),
        ("# driftlint: public everybody\n\ndef show():\n    pass\n", True),
        ("def show():\n    pass  # driftlint: public everybody\n", True),
        ("# driftlint: public everybody\ndef show():\n    pass\n", False),
        ("# driftlint: public everybody\n# driftlint: public again\n@route\ndef show():\n    pass\n", False),
        ("@route  # driftlint: public everybody\ndef show():\n    pass\n", False),
        ("@route\n# driftlint: public everybody\ndef show(\n    it,\n):\n    pass\n", False),
        ("class Show:  # driftlint: public everybody\n    pass\n", False),
    ],
)
def test_public_at_nothing_is_told(tmp_path: Path, text: str, told: bool) -> None:
    project = Project(str(tmp_path))
    path = str(tmp_path / "a.py")
    project.open(path, text)
    found = [it.diagnostic for it in project.findings(path)]
    assert [it.message for it in found] == ["`public` stands at no function or class"] * told
    for it in found:
        (fix,) = project.fixes(it)
        project.open(path, apply_edits(text, fix.edits[0].edits))
        assert project.findings(path) == ()
