"""Functions as values, and values of which there are several: the request behind them is seen inside a transaction.

Each form has a twin, as in `test_receivers`, in which a local of unknown value takes the place of the name.
"""

import pytest

from tests.harness.payments import requests_seen, requests_seen_with_a_local
from tests.harness.workspace import Workspace

FORMS = {
    "partial": (
        "send",
        """
        def f():
            send = partial(charge, '/')
            SHADOW
            with transaction.atomic():
                send()
        """,
    ),
    "partial at once": (
        "charge",
        """
        def f():
            SHADOW
            with transaction.atomic():
                functools.partial(charge, '/')()
        """,
    ),
    "to_thread": (
        "charge",
        """
        async def f():
            SHADOW
            with transaction.atomic():
                await asyncio.to_thread(charge, '/')
        """,
    ),
    "to_thread of a method": (
        "client",
        """
        async def f(client: Client):
            SHADOW
            with transaction.atomic():
                await asyncio.to_thread(client.post, '/')
        """,
    ),
    "to_thread of a partial": (
        "charge",
        """
        async def f():
            SHADOW
            with transaction.atomic():
                await asyncio.to_thread(partial(charge, '/'))
        """,
    ),
    "to_thread of a lambda": (
        "charge",
        """
        async def f():
            SHADOW
            with transaction.atomic():
                await asyncio.to_thread(lambda: charge('/'))
        """,
    ),
    "run_in_executor": (
        "charge",
        """
        async def f(loop):
            SHADOW
            with transaction.atomic():
                await loop.run_in_executor(None, charge)
        """,
    ),
    "run_in_threadpool": (
        "charge",
        """
        async def f():
            SHADOW
            with transaction.atomic():
                await run_in_threadpool(charge, '/')
        """,
    ),
    "gather": (
        "client",
        """
        async def f(client: Client):
            SHADOW
            with transaction.atomic():
                await asyncio.gather(client.send('/'), other())
        """,
    ),
    "create_task": (
        "client",
        """
        async def f(client: Client):
            SHADOW
            with transaction.atomic():
                await asyncio.create_task(client.send('/'))
        """,
    ),
    "handed to a function that calls it": (
        "charge",
        """
        def retried(call):
            return call()
        def f():
            SHADOW
            with transaction.atomic():
                retried(charge)
        """,
    ),
    "lambda handed to a function that calls it": (
        "charge",
        """
        def retried(call):
            return call()
        def f():
            SHADOW
            with transaction.atomic():
                retried(lambda: charge('/'))
        """,
    ),
    "client handed to a function": (
        "client",
        """
        def pay(c, n):
            c.post(n)
        def f():
            client = Client()
            SHADOW
            with transaction.atomic():
                pay(client, 1)
        """,
    ),
    "dict of functions": (
        "actions",
        """
        actions = {'charge': charge}
        def f():
            SHADOW
            with transaction.atomic():
                actions['charge']()
        """,
    ),
    "decorated by the project": (
        "paid",
        """
        def logged(call):
            @functools.wraps(call)
            def wrapper(*args):
                return call(*args)
            return wrapper
        @logged
        def paid():
            charge()
        def f():
            SHADOW
            with transaction.atomic():
                paid()
        """,
    ),
    "decorator that does it": (
        "paid",
        """
        def announced(call):
            def wrapper():
                charge()
                return call()
            return wrapper
        @announced
        def paid(): ...
        def f():
            SHADOW
            with transaction.atomic():
                paid()
        """,
    ),
    "nested function": (
        "inner",
        """
        def f():
            def inner():
                charge()
            SHADOW
            with transaction.atomic():
                inner()
        """,
    ),
}
MAYBE = {
    "override of an abstract method": (
        "sender",
        """
        def f(sender: Sender):
            SHADOW
            with transaction.atomic():
                sender.post('/')
        """,
    ),
    "override of a protocol's method": (
        "posts",
        """
        def f(posts: Posts):
            SHADOW
            with transaction.atomic():
                posts.post('/')
        """,
    ),
    "one branch": (
        "client",
        """
        def f(x, client=None):
            if x:
                client = Client()
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "conditional alias": (
        "send",
        """
        def quiet(): ...
        def f(x):
            send = charge if x else quiet
            SHADOW
            with transaction.atomic():
                send()
        """,
    ),
    "conditional alias, the other way round": (
        "send",
        """
        def quiet(): ...
        def f(x):
            send = quiet if x else charge
            SHADOW
            with transaction.atomic():
                send()
        """,
    ),
    "alias in branches": (
        "send",
        """
        def quiet(): ...
        def f(x):
            if x:
                send = charge
            else:
                send = quiet
            SHADOW
            with transaction.atomic():
                send()
        """,
    ),
    "or": (
        "client",
        """
        def f(given=None):
            client = given or Client()
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_request_is_seen_behind_every_form(form: str) -> None:
    assert requests_seen(FORMS[form]) == ["certain"]


@pytest.mark.parametrize("form", MAYBE)
def test_what_may_be_meant_is_likely(form: str) -> None:
    assert requests_seen(MAYBE[form]) == ["likely"]


@pytest.mark.parametrize("form", FORMS | MAYBE)
def test_a_local_in_its_place_says_nothing(form: str) -> None:
    assert requests_seen_with_a_local((FORMS | MAYBE)[form]) == []


@pytest.mark.parametrize(
    ("call", "reached"),
    [
        ("later(charge)", []),
        ("later(charge, at_once=False)", []),
        ("later(charge, at_once=True)", ["charge > requests.post"]),
        ("later(charge, x)", ["charge > requests.post"]),
    ],
)
def test_what_is_handed_to_a_function_that_is_switched_off_does_not_run(call: str, reached: list[str]) -> None:
    text = f"""
        import requests
        from django.db import transaction

        def charge():
            requests.post("/")

        def later(job, at_once=False):
            if at_once:
                job()

        def f(x):
            with transaction.atomic():
                {call}
    """
    found = [it.partition(" http: ")[2].partition(" in ")[0] for it in Workspace({"api.py": text}).held()]
    assert [it.replace("api.", "") for it in found] == reached
