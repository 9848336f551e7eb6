"""What is said of a call that runs one of several overrides, not known which."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

ATOMIC = "django.db.transaction.atomic"
HEADER = "import requests\nfrom django.db import transaction\n\n"
ACTIONS = """
class Action:
    def do(self, order):
        raise NotImplementedError

class Import(Action):
    def do(self, order):
        requests.get("https://tables.example.com")
"""


def quiet(number: int) -> str:
    """So many further actions that only print."""
    return "".join(
        f"\nclass Quiet{it}(Action):\n    def do(self, order):\n        print(order)\n" for it in range(number)
    )


def held(text: str) -> list[str]:
    """What `Workspace.held` says of `text`, without its line."""
    found = Workspace({"api.py": HEADER + dedent(text)}).held()
    return [it.partition(" ")[2] for it in found]


def test_an_override_of_an_abstract_method_is_likely() -> None:
    text = ACTIONS + "\ndef f(action: Action):\n    with transaction.atomic():\n        action.do(1)\n"
    assert held(text) == [f"http: api.Import.do > requests.get in {ATOMIC} (likely)"]


REGISTRY = """
class Registry:
    def get(self, name: str) -> Action:
        return self.registered[name]

registry = Registry()

@transaction.atomic
def create(order):
    registry.get("create").do(order)
"""


@pytest.mark.parametrize(("others", "told"), [(2, True), (3, False)])
def test_one_override_of_many_says_nothing_of_all(others: int, told: bool) -> None:
    expected = [f"http: api.Import.do > requests.get in {ATOMIC} (likely)"] if told else []
    assert held(ACTIONS + quiet(others) + REGISTRY) == expected


DETOUR = """
def act(action: Action, order):
    action.do(order)
    first(order)

def first(order):
    second(order)

def second(order):
    requests.post("https://pay.example.com")

@transaction.atomic
def create(action: Action, order):
    act(action, order)
"""


def test_a_sure_way_is_told_where_a_shorter_one_is_unlikely() -> None:
    expected = [f"http: api.act > api.first > api.second > requests.post in {ATOMIC}"]
    assert held(ACTIONS + quiet(4) + DETOUR) == expected
