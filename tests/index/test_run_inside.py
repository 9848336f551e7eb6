"""Functions that are handed to one of the project which runs them inside its own transaction."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

RUNNERS = """
    from django.db import transaction
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

    Sessions = async_sessionmaker(create_async_engine("x"))


    def in_tx(work, *args):
        with transaction.atomic():
            return work(*args)


    @transaction.atomic
    def decorated(work):
        return work()


    def nested(work):
        @transaction.atomic
        def inner():
            return work()
        return inner()


    def outer(work):
        return in_tx(work)


    def retried(work, tries=3):
        for _ in range(tries):
            try:
                with transaction.atomic():
                    return work()
            except ValueError:
                continue


    def around(first, second):
        first()
        with transaction.atomic():
            second()


    def switched(work, atomic=True):
        if atomic:
            with transaction.atomic():
                return work()
        return work()


    def later(work):
        with transaction.atomic():
            transaction.on_commit(work)


    async def with_session(work, *args, **kwargs):
        async with Sessions() as session, session.begin():
            return await work(session, *args, **kwargs)


    class UnitOfWork:
        def run(self, work):
            with transaction.atomic():
                work()


    def atomically(function):
        def wrapper(*args):
            with transaction.atomic():
                return function(*args)
        return wrapper
"""

HEAD = """
    from functools import partial
    import httpx
    import requests
    from django.db import transaction
    import runners
    from runners import *

    def charge(order=None):
        requests.post("/charge")

    async def send(session, order):
        await httpx.AsyncClient().post("/charge")

    class Gateway:
        def charge(self):
            requests.post("/charge")

    class Checkout:
        def __init__(self, gateway: Gateway):
            self.gateway = gateway

        def _pay(self):
            self.gateway.charge()
"""


def held(text: str) -> list[str]:
    texts = {"api.py": dedent(HEAD) + dedent(text), "runners.py": RUNNERS}
    return [it.partition("http: ")[2] for it in Workspace(texts).held()]


@pytest.mark.parametrize(
    ("statement", "route"),
    [
        ("in_tx(charge)", "runners.in_tx > api.charge > requests.post"),
        ("in_tx(charge, x)", "runners.in_tx > api.charge > requests.post"),
        ("runners.in_tx(work=charge)", "runners.in_tx > api.charge > requests.post"),
        ("in_tx(partial(charge, x))", "runners.in_tx > api.charge > requests.post"),
        ("job = partial(charge, x)\n    in_tx(job)", "runners.in_tx > api.charge > requests.post"),
        ("in_tx(lambda: requests.post('/'))", "runners.in_tx > requests.post"),
        ("in_tx(lambda: charge(x))", "runners.in_tx > api.charge > requests.post"),
        ("in_tx(x.charge)", "runners.in_tx > api.Gateway.charge > requests.post"),
        ("def work():\n        charge()\n    in_tx(work)", "runners.in_tx > api.f.work > api.charge > requests.post"),
        ("decorated(charge)", "runners.decorated > api.charge > requests.post"),
        ("nested(charge)", "runners.nested > runners.nested.inner > api.charge > requests.post"),
        ("outer(charge)", "runners.outer > runners.in_tx > api.charge > requests.post"),
        ("retried(charge)", "runners.retried > api.charge > requests.post"),
        ("around(print, charge)", "runners.around > api.charge > requests.post"),
        ("switched(charge)", "runners.switched > api.charge > requests.post"),
        ("UnitOfWork().run(charge)", "runners.UnitOfWork.run > api.charge > requests.post"),
        ("for it in x:\n        in_tx(charge, it)", "runners.in_tx > api.charge > requests.post"),
    ],
)
def test_what_is_handed_over_runs_inside(statement: str, route: str) -> None:
    assert held(f"def f(x: Gateway):\n    {statement}\n") == [f"{route} in django.db.transaction.atomic"]


@pytest.mark.parametrize("call", ["with_session(send, order)", "runners.with_session(work=send, order=order)"])
def test_a_coroutine_function_is_handed_to_one_that_waits_for_it(call: str) -> None:
    opener = "sqlalchemy.ext.asyncio.AsyncSession.begin"
    route = f"runners.with_session > api.send > httpx.AsyncClient.post in {opener}"
    assert held(f"async def f(order):\n    return await {call}\n") == [route]


def test_a_method_of_the_same_object_or_of_a_base() -> None:
    text = """
        class Express(Checkout):
            def run(self):
                in_tx(self._pay)
    """
    route = "runners.in_tx > api.Checkout._pay > api.Gateway.charge > requests.post"
    assert held(text) == [f"{route} in django.db.transaction.atomic"]


@pytest.mark.parametrize(
    "statement",
    [
        "in_tx(print)",
        "in_tx(lambda: x.pk)",
        "in_tx(x)",
        "around(charge, print)",
        "switched(charge, atomic=False)",
        "later(charge)",
        "in_tx(lambda: transaction.on_commit(charge))",
        "in_tx(lambda: transaction.on_commit(lambda: requests.post('/')))",
        "in_tx(partial(transaction.on_commit, charge))",
        "charge = unheard_of()\n    in_tx(charge)",
    ],
)
def test_what_does_not_run_inside(statement: str) -> None:
    assert held(f"def f(x):\n    {statement}\n") == []


def test_it_is_told_once_where_it_is_handed_over() -> None:
    text = """
        def f():
            with transaction.atomic():
                pay()

        def pay():
            in_tx(charge)
    """
    assert held(text) == ["runners.in_tx > api.charge > requests.post in django.db.transaction.atomic"]


def test_what_the_caller_holds_open_itself_is_told_of_it() -> None:
    text = """
        def f():
            with transaction.atomic():
                in_tx(charge)
    """
    assert held(text) == ["api.charge > requests.post in django.db.transaction.atomic"]


def test_a_decorator_is_told_of_where_it_stands_only() -> None:
    text = """
        @atomically
        def pay():
            charge()

        def f():
            pay()
    """
    assert held(text) == ["api.charge > requests.post in runners.atomically"]


def test_an_edit_of_the_runner_is_noticed() -> None:
    workspace = Workspace({"api.py": dedent(HEAD) + "def f():\n    in_tx(charge)\n", "runners.py": RUNNERS})
    assert len(workspace.held()) == 1
    inside = "    with transaction.atomic():\n        return work(*args)\n"
    workspace.replace("runners.py", inside, inside.replace("transaction.atomic()", "open(args)"))
    assert workspace.held() == []
