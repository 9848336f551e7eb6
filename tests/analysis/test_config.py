"""Every mistake in `constraints.yaml` is told at its line in that file, while the last good one stays in force."""

from pathlib import Path

import pytest

from driftlint.analysis.config import read_config
from driftlint.analysis.project import Project

SENDING = """\
import requests
from django.db import transaction

def pay(order):
    with transaction.atomic():
        requests.post("https://psp.example")
"""


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("layer: {}", 1, 1, "unknown key `layer`; did you mean `layers`?"),
        (
            "contracts:\n  - {id: layered, layers: [api, domain]}",
            1,
            1,
            "unknown key `contracts`",
        ),  # nothing holds them yet
        ("version: 2", 1, 10, "`version` must be 1, not 2"),
        ("version: one", 1, 10, "`version` must be a whole number, not text"),
        (
            "extends: [driftlint:recomended]",
            1,
            11,
            "unknown pack `driftlint:recomended`; did you mean `driftlint:recommended`?",
        ),
        (
            "rules:\n  http-in-transacton: off",
            2,
            3,
            "unknown rule `http-in-transacton`; did you mean `http-in-transaction`?",
        ),
        ("rules:\n  http-in-transaction: of", 2, 24, "`rules.http-in-transaction` must be"),
        (
            "rules:\n  http-in-transaction: {public: [/a]}",
            2,
            25,
            "`http-in-transaction` has no public endpoints to declare",
        ),
        ("rules:\n  unguarded-endpoint: {public: [a]}", 2, 33, "`a` matches nothing: a path starts with `/`"),
        (
            "rules:\n  unguarded-endpoint: {severty: error}",
            2,
            24,
            "unknown key `severty` in `rules.unguarded-endpoint`",
        ),
        ("teach:\n  effects: {htp: [a.b]}", 2, 13, "unknown key `htp` in `teach.effects`; did you mean `http`?"),
        ("teach:\n  transactions: [shop..uow]", 2, 18, "`shop..uow` matches nothing"),
        ("source: src", 1, 9, "`source` must be a list, not text"),
        ("exclude: [/etc]", 1, 11, "`/etc` is no path below the project's root"),
        ("version: 1\nversion: 1", 2, 1, "`version` is given twice"),
        ("rules: [", 2, 1, "invalid YAML"),
        (
            "rules: &a {http-in-transaction: *a}",
            1,
            12,
            "unknown key `http-in-transaction` in `rules.http-in-transaction`",
        ),
    ],
)
def test_mistake_is_told_at_its_place(text: str, line: int, column: int, message: str) -> None:
    config, mistakes = read_config(text)
    assert config is None
    found = [(it.range.start.line + 1, it.range.start.column + 1) for it in mistakes if it.message.startswith(message)]
    assert found[:1] == [(line, column)], mistakes


@pytest.mark.parametrize(
    "text", ["", "{}", "# nothing", "rules: {http-in-transaction: off, unguarded-endpoint: warning}"]
)
def test_good_text_has_no_mistakes(text: str) -> None:
    config, mistakes = read_config(text)
    assert mistakes == ()
    assert config is not None


def test_last_good_configuration_stays_in_force(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    code, constraints = str(tmp_path / "a.py"), str(tmp_path / "constraints.yaml")
    project.open(code, SENDING)
    assert [it.diagnostic.severity for it in project.findings(code)] == ["error"]

    project.open(constraints, "rules: {http-in-transaction: warning}")
    assert [it.diagnostic.severity for it in project.findings(code)] == ["warning"]
    assert project.findings(constraints) == ()

    project.open(constraints, "rules: {http-in-transaction: wrning}")
    assert [it.diagnostic.severity for it in project.findings(code)] == ["warning"]
    (mistake,) = project.findings(constraints)
    assert "did you mean `warning`?" in mistake.diagnostic.message
    assert mistake.diagnostic.location.path == constraints

    project.open(constraints, "rules: {http-in-transaction: off}")
    assert project.findings(code) == ()
    project.close(constraints)
    assert [it.diagnostic.severity for it in project.findings(code)] == ["error"]


def test_teaching_takes_effect_at_once(tmp_path: Path) -> None:
    project = Project(str(tmp_path))
    code = str(tmp_path / "a.py")
    project.open(code, SENDING.replace("django.db import transaction", "legacy import transaction"))
    assert project.findings(code) == ()
    project.open(str(tmp_path / "constraints.yaml"), "teach: {transactions: [legacy.transaction.atomic]}")
    assert [it.diagnostic.rule for it in project.findings(code)] == ["http-in-transaction"]


def test_yml_is_found_too(tmp_path: Path) -> None:
    (tmp_path / "constraints.yml").write_text("rules: {http-in-transaction: off}", encoding="utf-8")
    (tmp_path / "a.py").write_text(SENDING, encoding="utf-8")
    assert Project(str(tmp_path)).check().findings == ()
