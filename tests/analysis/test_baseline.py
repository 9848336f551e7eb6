"""The file of a baseline: sorted, one line an entry, readable whatever a merge made of it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from driftlint.analysis.baseline import NAME, Baseline, Entry, read_baseline
from driftlint.analysis.baseline import written as written_
from driftlint.analysis.project import Project
from driftlint.analysis.upkeep import recordable
from driftlint.diagnostic.model import Status
from tests.analysis.test_sample_projects import NAMES, PROJECTS

ENTRIES = (
    Entry("http-in-transaction", "shop/a.py", "Shop.pay", "self.post → httpx.post"),
    Entry("http-in-transaction", "shop/b.py", "", 'odd "name" \\ {} → x', 3),
    Entry("unguarded-endpoint", "shop/a.py", "delete", "DELETE /orders/{id}"),
)


def written(entries: Iterable[Entry], recorded: int = 0) -> str:
    return written_(Baseline(tuple(entries), dict.fromkeys(("http-in-transaction", "unguarded-endpoint"), recorded)))


def test_what_is_written_is_read() -> None:
    text = written(reversed(ENTRIES), 7)
    assert read_baseline(text) == (Baseline(ENTRIES, {"http-in-transaction": 7, "unguarded-endpoint": 7}), ())
    shown = yaml.safe_load(text)
    assert [*shown] == ["version", "http-in-transaction", "unguarded-endpoint"]
    assert shown["http-in-transaction"] == {
        "recorded": 7,
        "findings": [
            {"rule": it.rule, "path": it.path, "about": it.subject}
            | ({"in": it.owner} if it.owner else {})
            | ({"times": it.times} if it.times > 1 else {})
            for it in ENTRIES[:2]
        ],
    }
    assert read_baseline(written(())) == (Baseline(), ())
    assert read_baseline("") == (Baseline(), ())


def merged(folder: Path, base: str, ours: str, theirs: str) -> tuple[int, str]:
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text(text, encoding="utf-8")
    ended = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"],  # noqa: S607  whichever git there is
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout.decode()


def many(*numbers: int, rule: str = "http-in-transaction") -> list[Entry]:
    return [Entry(rule, f"shop/{number:03}.py", "pay", "post → httpx.post") for number in numbers]


def test_growth_of_one_rule_and_removals_merge(tmp_path: Path) -> None:
    others = many(*range(20), rule="unguarded-endpoint")
    base, ours, theirs = (many(*range(start, stop)) + others for start, stop in ((0, 20), (0, 21), (5, 20)))
    conflicts, text = merged(tmp_path, written(base, 20), written(ours, 21), written(theirs[:-1], 20))
    assert conflicts == 0
    baseline, _ = read_baseline(text)
    assert baseline.entries == tuple(many(*range(5, 21)) + others[:-1])
    assert baseline.recorded["http-in-transaction"] == 21


def test_growth_of_two_rules_merges(tmp_path: Path) -> None:
    others = many(*range(20), rule="unguarded-endpoint")
    grown = many(*range(22), rule="unguarded-endpoint")
    base, ours, theirs = many(*range(20)) + others, many(*range(21)) + others, many(*range(20)) + grown
    conflicts, text = merged(tmp_path, *map(written, (base, ours, theirs)))
    assert conflicts == 0
    assert text == written(many(*range(21)) + grown)


def test_both_sides_of_a_conflict_are_read(tmp_path: Path) -> None:
    base, ours, theirs = many(*range(10)), many(*range(11)), many(*range(9), 12, 13)
    conflicts, text = merged(tmp_path, *map(written, (base, ours, theirs)))
    assert conflicts
    baseline, mistakes = read_baseline(text)
    assert {*ours, *theirs} <= {*baseline.entries}
    assert baseline.recorded == {"http-in-transaction": 11}
    assert ["a merge left both sides here" in it.message for it in mistakes] == [True]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("- {rule: x}", "this is no entry of a baseline"),
        ('- {"rule": "x"}', "this is no entry of a baseline: Object missing required field `path`"),
        ('- {"rule": "x", "path": "a.py", "line": 3}', "this is no entry of a baseline: Object contains unknown"),
        ("allow everything", "this belongs to no baseline"),
    ],
)
def test_line_that_is_no_entry_is_told_at_its_place(tmp_path: Path, line: str, message: str) -> None:
    text = written(ENTRIES) + line + "\n"
    project = Project(str(tmp_path))
    project.open(str(tmp_path / NAME), text)
    (found,) = project.findings(str(tmp_path / NAME))
    assert found.diagnostic.rule == "invalid-baseline"
    assert found.diagnostic.message.startswith(message)
    assert found.diagnostic.location.range.start.line == len(text.splitlines()) - 1
    assert project.recorded.entries == ENTRIES


@pytest.mark.parametrize("name", NAMES)
def test_everything_recorded_is_known(name: str) -> None:
    project = Project(str(PROJECTS / name))
    before = [it for it in project.check().findings if it.status is Status.NEW]
    project.open(project.recorded.path, written_(Baseline(recordable(project, before))))
    after = project.check().findings
    assert [it for it in after if it.status is Status.NEW] == []
    assert [it.fingerprint for it in after if it.status is Status.KNOWN] == [it.fingerprint for it in before]
