"""What a type variable stands for where the method is called that gives it."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

BASE = """
    from collections.abc import Sequence
    from typing import Generic, Optional, Protocol, TypeVar

    Row = TypeVar("Row")
    Key = TypeVar("Key")
    Other = TypeVar("Other")


    class Order:
        def charge(self): ...


    class Customer: ...


    class Repository(Generic[Row, Key]):
        def get(self, key: Key) -> Row: ...
        def key(self) -> Key: ...
        async def find(self) -> Optional[Row]: ...
        async def maybe(self) -> "Row | None": ...
        def all(self) -> list[Row]: ...
        def several(self) -> Sequence["Row"]: ...
        def count(self) -> int: ...
        def kind(self) -> type[Row]: ...


    class Renamed(Repository[Other, int], Generic[Other]): ...


    class Orders(Repository[Order, Customer]): ...


    class Late(Renamed[Order]): ...


    class Unsaid(Repository): ...


    class Reading(Protocol[Row]):
        def read(self) -> Row: ...


    class Read(Reading[Order]): ...
"""

BRACKETS = """
    class Shelf[Thing: Order, Place]:
        def take(self) -> Thing: ...
        def place(self) -> Place: ...


    class OrderShelf(Shelf[Order, Customer]): ...
"""


def revealed(body: str) -> list[str]:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    text = f"from base import *\nasync def f(plain: Repository[Order, int], shelf: Shelf[Order]):\n{lines}"
    return Workspace({"base.py": dedent(BASE) + dedent(BRACKETS), "api.py": text}).revealed()


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("Orders().get(1)", "Order"),
        ("Orders().key()", "Customer"),
        ("await Orders().find()", "Order"),
        ("await Orders().maybe()", "Order"),
        ("Orders().all()[0]", "Order"),
        ("Orders().several()[0]", "Order"),
        ("Late().get(1)", "Order"),
        ("Late().all()[0]", "Order"),
        ("Read().read()", "Order"),
        ("Repository[Order, int]().get(1)", "Order"),
        ("plain.get(1)", "Order"),
        ("OrderShelf().take()", "Order"),
        ("OrderShelf().place()", "Customer"),
        ("shelf.take()", "Order"),
    ],
)
def test_type_variables(expression: str, given: str) -> None:
    assert revealed(f"reveal({expression})") == [f"instance base.{given}"]


def test_loop_over_what_a_method_gives() -> None:
    assert revealed("for order in Orders().all():\n    reveal(order)") == ["instance base.Order"]


@pytest.mark.parametrize("expression", ["Unsaid().get(1)", "Orders().count()", "plain.key()", "Orders().kind()"])
def test_what_no_type_variable_tells(expression: str) -> None:
    assert revealed(f"reveal({expression})") == ["unknown"]
