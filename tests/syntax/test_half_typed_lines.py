"""Whoever types a line has not touched the others: all that is said elsewhere in the file stays known."""

import pytest

from driftlint.facts.extract import extract
from driftlint.facts.model import ModuleFacts
from driftlint.syntax.tree import parse
from tests.harness.sources import PLAIN

HALF_TYPED = (
    "total = compute(", "total = compute(first, ", "total = [1, 2", 'total = {"a": ', "requests.post(url, json={",
    "requests.post(url, json={'a': [1, (2", "return (", "with open(url", "from shop import (", "print(f'{", "x = y[",
    "x = y[1:", 'name = "shop', "name = 'it", 'name = f"{answer', 'name = f"{answer.', "x = (a, (b, [c", "x = [y for",
    "x = [y for y in", ")", "]", "}", "x = 1)", "def inner(", "def inner(a, b", "class Inner(", "@app.get(", "@app.",
    "@", "if ", "if answer", "if answer:", "for good in", "for good in goods:", "while", "with open(url) as",
    "async with a", "try:", "else:", "except:", "finally:", "elif x:", "match answer:", "case 1:", "def inner(a):",
    "def", "class", "self.", "x = ", "x: ", "x = y.", "x = lambda", "x = not", "x +", "x = \\", "x = a if b",
    "lambda", "await", "yield", "del", "raise ", "assert", "global", "import", "from shop import", "not", "1a",
    "x = $", "?", "x ! y", "a b c",
)  # fmt: skip


def facts(text: str) -> ModuleFacts:
    return extract(parse(text)).facts


@pytest.mark.parametrize("typed", HALF_TYPED)
@pytest.mark.parametrize(
    ("after", "indent", "touched"),
    [
        ("    answer = requests.get(url)\n", "    ", "first"),
        ("        self.count = len(self.goods)\n", "        ", "Shop.open"),
        ("            good.put_away()\n", "            ", "Shop.close"),
        ('        return first("/again")\n', "    ", "last"),
        ("import requests\n", "", ""),
        ('    name = "shop"\n', "    ", ""),
        ("    return None\n", "", ""),
        ("    return None\n", "    ", "last"),
        ("    return answer.json()\n", "", ""),
    ],
)
def test_a_half_typed_line_leaves_the_other_functions_as_they_were(
    typed: str, after: str, indent: str, touched: str
) -> None:
    assert PLAIN.count(after) == 1
    said = facts(PLAIN.replace(after, f"{after}{indent}{typed}\n"))
    for name in ("first", "Shop.open", "Shop.close", "last"):
        if name != touched:
            assert said.functions.get(name) == facts(PLAIN).functions[name], name
    assert touched in said.functions or not touched
    assert "Shop" in said.classes
