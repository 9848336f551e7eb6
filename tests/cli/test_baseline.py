"""`driftlint baseline`, and what `driftlint check` makes of one."""

import json
from pathlib import Path

from driftlint.analysis.baseline import NAME
from tests.cli.backends import API, PAY, ROUTED
from tests.harness.command import driftlint, write

AGAIN = '        requests.post("https://psp.example/again")\n'


def test_recorded_findings_are_known_and_fail_nothing(tmp_path: Path) -> None:
    write(tmp_path, {**API, **ROUTED})
    assert driftlint("check", folder=tmp_path).code == 1
    recorded = driftlint("baseline", folder=tmp_path)
    assert recorded.out == (
        f"Recorded 2 findings in {NAME}:\n  http-in-transaction  0 → 1\n  unguarded-endpoint   0 → 1\n"
    )
    assert recorded.code == 0
    ended = driftlint("check", folder=tmp_path)
    assert ended.out.endswith("no constraint is broken, 2 known\n")
    assert "error[" not in ended.out
    assert (ended.code, ended.err) == (0, "")
    report = json.loads(driftlint("check", "--format", "json", folder=tmp_path).out)
    assert [it["status"] for it in report["findings"]] == ["known", "known"]
    assert {it: report["summary"][it] for it in ("new", "known", "suppressed")} == {
        "new": 0, "known": 2, "suppressed": 0,
    }  # fmt: skip


def test_new_finding_beside_known_ones_fails(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    (tmp_path / "pay.py").write_text((tmp_path / "pay.py").read_text() + AGAIN)
    ended = driftlint("check", folder=tmp_path)
    assert ended.out.count("error[") == 1
    assert "--> pay.py:9:9" in ended.out, "the last of equal ones counts as the new one"
    assert "1 finding (1 error), 1 known" in ended.out
    assert ended.code == 1


def test_growth_takes_a_command_and_is_told_by_rule(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    (tmp_path / "pay.py").write_text((tmp_path / "pay.py").read_text() + AGAIN)
    before = (tmp_path / NAME).read_text()
    driftlint("check", "--prune", folder=tmp_path)
    assert (tmp_path / NAME).read_text() == before
    assert "http-in-transaction  1 → 2" in driftlint("baseline", folder=tmp_path).out
    after = (tmp_path / NAME).read_text()
    assert "\n  recorded: 2\n" in after
    assert driftlint("check", folder=tmp_path).code == 0
    assert "has them all already: 2 findings" in driftlint("baseline", folder=tmp_path).out


def test_lines_that_do_not_parse_are_noted_and_lose_no_entry(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    before = (tmp_path / NAME).read_text()
    (tmp_path / "pay.py").write_text(PAY.replace("transaction.atomic():", "transaction.atomic( as x:"))
    ended = driftlint("check", "--prune", folder=tmp_path)
    assert "lines of `pay.py` do not parse, and were not checked" in ended.err
    assert (tmp_path / NAME).read_text() == before
    again = driftlint("check", folder=tmp_path)
    assert "do not parse" in again.err


def test_fix_says_that_it_leaves_known_findings_alone(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    before = (tmp_path / "pay.py").read_text()
    ended = driftlint("fix", "--unsafe", folder=tmp_path)
    assert "1 finding is left alone, which the baseline knows" in ended.err
    assert (tmp_path / "pay.py").read_text() == before


def test_entry_that_is_gone_is_noted_reported_and_removed(tmp_path: Path) -> None:
    write(tmp_path, {**ROUTED, "pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    (tmp_path / "pay.py").write_text("x = 1\n")
    noted = driftlint("check", folder=tmp_path)
    assert noted.err == (
        f"driftlint: note: 1 finding of the baseline is gone; `driftlint check --prune` removes it from `{NAME}`\n"
    )
    assert noted.code == 0
    strict = driftlint("check", "--fail-on-stale", folder=tmp_path)
    assert "error[stale-baseline-entry]: `http-in-transaction` is gone from `pay` of `pay.py`;" in strict.out
    lines = (tmp_path / NAME).read_text().splitlines()
    (line,) = (number for number, it in enumerate(lines, 1) if "pay.py" in it)
    assert f"--> {NAME}:{line}:1" in strict.out
    assert strict.code == 1
    pruned = driftlint("check", "--prune", "--fail-on-stale", folder=tmp_path)
    assert "http-in-transaction  2 → 1" in pruned.err
    assert pruned.code == 0
    assert "pay.py" not in (tmp_path / NAME).read_text()
    assert driftlint("check", "--fail-on-stale", folder=tmp_path).code == 0


def test_pruning_follows_what_was_renamed_and_never_grows(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    (tmp_path / "pay.py").rename(tmp_path / "billing.py")
    assert driftlint("check", "--fail-on-stale", folder=tmp_path).code == 0
    driftlint("check", "--prune", folder=tmp_path)
    assert '"path": "billing.py"' in (tmp_path / NAME).read_text()
    assert "recorded: 1" in (tmp_path / NAME).read_text()


def test_what_was_not_looked_for_is_not_gone(tmp_path: Path) -> None:
    write(tmp_path, {**API, **ROUTED})
    driftlint("baseline", folder=tmp_path)
    text = (tmp_path / NAME).read_text()
    for arguments in (("--rule", "unguarded-endpoint"), ("shop/db.py",)):
        assert driftlint("check", "--prune", "--fail-on-stale", *arguments, folder=tmp_path).code == 0
        assert (tmp_path / NAME).read_text() == text
    write(tmp_path, {"constraints.yaml": "rules: {http-in-transaction: off}"})
    assert driftlint("check", "--prune", folder=tmp_path).code == 0
    driftlint("baseline", folder=tmp_path)
    assert (tmp_path / NAME).read_text() == text


def test_conflict_of_a_merge_is_told_and_pruned(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    driftlint("baseline", folder=tmp_path)
    text = (tmp_path / NAME).read_text()
    head, _, entry = text.partition("\n  - ")
    gone = entry.replace("pay.py", "gone.py")
    (tmp_path / NAME).write_text(f"{head}\n<<<<<<< ours\n  - {entry}=======\n  - {gone}>>>>>>> theirs\n")
    ended = driftlint("check", folder=tmp_path)
    assert "warning[invalid-baseline]: a merge left both sides here" in ended.out
    assert ended.code == 1
    driftlint("check", "--prune", folder=tmp_path)
    assert (tmp_path / NAME).read_text() == text


def test_one_new_finding_does_not_hide_behind_two_that_are_gone(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY, "refund.py": PAY, "tip.py": PAY})
    driftlint("baseline", folder=tmp_path)
    for gone in ("refund.py", "tip.py"):
        (tmp_path / gone).write_text("def pay(order):\n    return order\n")
    (tmp_path / "pay.py").write_text((tmp_path / "pay.py").read_text() + AGAIN)
    assert "http-in-transaction  3 → 2" in driftlint("baseline", folder=tmp_path).out
    assert "\n  recorded: 4\n" in (tmp_path / NAME).read_text()


def test_pattern_that_means_nothing_is_reported_with_the_findings(tmp_path: Path) -> None:
    write(tmp_path, {**ROUTED, "constraints.yaml": "teach: {transactions: [shop.orders.unit_of_work]}"})
    assert "[unmatched-pattern]" in driftlint("check", folder=tmp_path).out
