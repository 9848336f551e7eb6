"""Every example of every rule file: each line marked `# expect:` is reported, and nothing else is."""

from pathlib import Path

import pytest

from driftlint.analysis.examples import Outcome, examples, run
from driftlint.rules.registry import registry
from driftlint.rules.rule import Code, Rule

EXAMPLES = [
    pytest.param(rule, code, id=f"{rule.id}-{name}")
    for rule in registry().rules.values()
    for name, code in examples(rule)
]


@pytest.mark.parametrize(("rule", "code"), EXAMPLES)
def test_example(rule: Rule, code: Code, tmp_path: Path) -> None:
    assert run(rule, code, tmp_path) == Outcome()


def test_every_rule_file_is_in_order() -> None:
    assert registry().mistakes == {}
    assert {"business-logic-in-controller", "http-in-transaction", "unguarded-endpoint"} <= registry().rules.keys()
