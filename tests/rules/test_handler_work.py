"""What counts as work of a handler's own, and what does not."""

import pytest

from driftlint.facts.extract import extract
from driftlint.rules.handler_work import work
from driftlint.syntax.tree import parse


def kinds(text: str) -> list[str]:
    facts = extract(parse(text)).facts
    return [it.kind for it in work(facts.functions["view"])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "def view(request):\n    note = form.save(commit=False)\n"
            "    note.author = request.user.id + 1\n    note.save()\n",
            [],
        ),
        pytest.param(
            "def view(request):\n    note = form.save(commit=False)\n"
            "    if order.kind == 'a':\n        note.price = compute(order)\n    note.save()\n",
            ["branch", "change"],
        ),
        pytest.param(
            "def view(request, order):\n    if order.kind == 'a':\n"
            "        has_permission_or_403(order)\n        tab = 'a'\n",
            [],
        ),
        ("def view(result):\n    if result.status == Status.OLD:\n        cookie = Clear('a')\n", []),
        ("def view(result):\n    if result.status == Status.OLD:\n        price = work_out(result)\n", ["branch"]),
        ("def view(order):\n    if order.kind == 'a':\n        order.state = compute(order)\n", ["branch", "change"]),
    ],
)
def test_what_counts(text: str, found: list[str]) -> None:
    assert kinds(text) == found
