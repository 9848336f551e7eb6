"""What each call reaches."""

from textwrap import dedent

import pytest

from driftlint.facts.expression import dotted
from driftlint.index.calls import callees
from driftlint.index.files import body
from tests.harness.workspace import Workspace, path_of

SHOP = """
    import abc, functools, asyncio
    from typing import Protocol
    from contextlib import contextmanager


    class Gateway(abc.ABC):
        @abc.abstractmethod
        def send(self): ...

        def ping(self):
            raise NotImplementedError

        def whole(self):
            return 1


    class Bank(Gateway):
        def __init__(self, url):
            self.url = url

        def send(self):
            return 1

        def ping(self):
            return 1

        def whole(self):
            return 2


    class Card(Bank):
        def send(self):
            return 2


    class Callable:
        def __call__(self):
            return 1


    class Sender(Protocol):
        def send(self): ...


    def made():
        yield 1


    @contextmanager
    def opened():
        yield 1


    def helper(): return 1
"""


def reached(text: str) -> list[str]:
    """What the calls of the function `f` of `text` reach: "call: name", with a question mark for one of several."""
    text = "from shop import *\nimport shop\n" + dedent(text)
    workspace = Workspace({"api.py": text, "shop.py": SHOP})
    path = path_of("api.py")
    own = body(workspace.db, path, "f")
    assert own is not None
    return [
        f"{dotted(own.calls[it.call].call.function)}: {it.name}{'?' if it.may else ''}"
        for it in callees(workspace.db, path, "f")
    ]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("helper()", ["helper: shop.helper"]),
        ("shop.helper()", ["shop.helper: shop.helper"]),
        ("Bank('u')", ["Bank: shop.Bank.__init__"]),
        ("Card('u')", ["Card: shop.Bank.__init__"]),
        ("Callable()", []),
        ("Callable()()", ["None: shop.Callable.__call__"]),
        ("b = Bank('u')\n    b.send()", ["Bank: shop.Bank.__init__", "b.send: shop.Bank.send"]),
        ("Bank.send(x)", ["Bank.send: shop.Bank.send"]),
        ("functools.partial(helper, 1)()", ["functools.partial: functools.partial", "None: shop.helper"]),
        ("print(x)", ["print: builtins.print"]),
        ("x.y()", []),
        ("x(helper)", []),
        ("x(lambda: helper())", []),
        ("[helper() for it in x]", ["helper: shop.helper"]),
        ("y = (helper() for it in x)", []),
        ("any(helper() for it in x)", ["helper: shop.helper", "any: builtins.any"]),
        ("for it in made(): pass", ["made: shop.made"]),
        ("it = made()", []),
        ("list(made())", ["made: shop.made", "list: builtins.list"]),
        ("with opened(): pass", ["opened: shop.opened"]),
    ],
)
def test_what_a_call_reaches(call: str, said: list[str]) -> None:
    text = f"import functools\ndef f(x):\n    {call}\n"
    assert reached(text) == said


@pytest.mark.parametrize(
    ("annotation", "call", "said"),
    [
        ("Gateway", "g.send()", ["shop.Gateway.send", "shop.Bank.send?", "shop.Card.send?"]),
        ("Gateway", "g.ping()", ["shop.Gateway.ping", "shop.Bank.ping?"]),
        ("Gateway", "g.whole()", ["shop.Gateway.whole"]),
        ("Bank", "g.send()", ["shop.Bank.send"]),
    ],
)
def test_the_overrides_of_an_abstract_method_are_possible(annotation: str, call: str, said: list[str]) -> None:
    found = [it.partition(": ")[2] for it in reached(f"def f(g: {annotation}):\n    {call}\n")]
    assert found == said


@pytest.mark.parametrize(
    "call",
    [
        "asyncio.to_thread(helper)",
        "await asyncio.to_thread(helper, 1)",
        "await loop.run_in_executor(None, helper)",
        "await sync_to_async(helper)()",
        "await run_in_threadpool(helper, 1)",
        "await anyio.to_thread.run_sync(helper)",
        "async_to_sync(helper)()",
    ],
)
def test_what_is_handed_to_a_thread_runs(call: str) -> None:
    text = f"""
        import asyncio, anyio
        from asgiref.sync import sync_to_async, async_to_sync
        from fastapi.concurrency import run_in_threadpool

        async def f(loop):
            {call}
    """
    assert "shop.helper" in [it.partition(": ")[2] for it in reached(text)]
