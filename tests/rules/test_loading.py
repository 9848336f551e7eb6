"""A mistake in a rule file is told at its line and column, and costs that rule only."""

from pathlib import Path

import pytest

from driftlint.rules.loading import load_rule
from driftlint.rules.registry import load_registry

RULE = """\
id: no-http
since: 0.1.0
severity: error
pack: recommended
summary: detects HTTP
message: "`{call.name}` sends HTTP"
why: It blocks.
instead: Do not.
match:
  call:
    effect: http
    inside: transaction
fix: [run-on-commit]
tests:
  valid: ["x = 1"]
  invalid:
    - code: "x = 2  # expect: no-http"
"""


def mistakes(text: str, stem: str = "no-http") -> list[tuple[int, int, str]]:
    """One-based line and column, and message, of each mistake."""
    found = load_rule(stem, text).mistakes
    return [(it.range.start.line + 1, it.range.start.column + 1, it.message) for it in found]


def test_good_rule_has_no_mistakes() -> None:
    loaded = load_rule("no-http", RULE)
    assert loaded.mistakes == ()
    assert loaded.rule is not None
    assert loaded.rule.fix == ("run-on-commit",)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message"),
    [
        ("why:", "wy:", 7, 1, "unknown key `wy`; did you mean `why`?"),
        ("    effect:", "    efect:", 11, 5, "unknown key `efect` in `match.call`; did you mean `effect`?"),
        ("id: no-http", "id: no-mail", 1, 5, "the id `no-mail` is not the file's name, `no-http`"),
        ("since: 0.1.0\n", "", 1, 1, "the file lacks `since`"),
        ("{call.name}", "{call.nam}", 6, 12, "unknown field `call.nam`; did you mean `call.name`?"),
        ("{call.name}", "{endpoint.route}", 6, 12, "unknown field `endpoint.route`"),
        (
            "severity: error",
            "severity: eror",
            3,
            11,
            "`severity` must be `error`, `warning`, `info` or `hint`, not `eror`",
        ),
        ("since: 0.1.0\n", "since: 0.1.0\nsince: 0.2.0\n", 3, 1, "`since` is given twice"),
        ("[run-on-commit]", "[run-on-comit]", 13, 7, "an entry of `fix` must be"),
        (
            "inside: transaction",
            "inside: transaction\n    name: requests..get",
            13,
            11,
            "`requests..get` matches nothing",
        ),
        ("inside: transaction", "inside: transaction\n    name: [a.b, 'a.-']", 13, 17, "`a.-` matches nothing"),
        ("  # expect: no-http", "", 17, 7, "the example says nowhere what is reported"),
        ('["x = 1"]', "[]", 15, 10, "`tests.valid` needs at least one example"),
        ("match:\n  call:", "match:\n  endpoint: {}\n  call:", 10, 3, "`match` needs one kind of fact"),
        ("why: It blocks.", "why: [It blocks.]", 7, 6, "`why` must be text, not a list"),
        ("why: It blocks.", "why: {", 9, 6, "invalid YAML"),
    ],
)
def test_mistake_is_told_at_its_place(old: str, new: str, line: int, column: int, message: str) -> None:
    found = mistakes(RULE.replace(old, new))
    assert [(at, where) for at, where, words in found if words.startswith(message)] == [(line, column)], found


def test_every_mistake_is_told_not_only_the_first() -> None:
    found = mistakes(
        RULE.replace("why:", "wy:").replace("severity: error", "severity: eror").replace("call.name", "call.nam")
    )
    assert [line for line, _, _ in found] == [1, 3, 7]
    assert "lacks `why`" in found[0][2]


def test_broken_file_costs_its_own_rule_only(tmp_path: Path) -> None:
    good, bad = tmp_path / "no-http.yaml", tmp_path / "no-mail.yaml"
    good.write_text(RULE, encoding="utf-8")
    bad.write_text(RULE.replace("no-http", "no-mail").replace("why:", "wy:"), encoding="utf-8")
    registry = load_registry((str(good), str(bad)))
    assert list(registry.rules) == ["no-http"]
    assert list(registry.mistakes) == [str(bad)]


@pytest.mark.parametrize(
    "text", ["", "- a", "[", "\t", "a: &x [*x]", "id: *nothing", "?", "\x00", "id: !!python/object:os.system x"]
)
def test_any_text_gives_mistakes_and_never_an_exception(text: str) -> None:
    assert mistakes(text) != []
