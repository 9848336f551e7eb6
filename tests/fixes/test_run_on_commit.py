"""`run-on-commit`: registered with Django, or left alone where that would change what happens."""

from pathlib import Path

import pytest

from tests.fixes.mending import dedented, mended

RULE, FIX = "http-in-transaction", "run-on-commit"

REGISTERED = {
    "arguments are bound where the call stood": (
        """
        import requests
        from django.db import transaction


        def pay(order):
            with transaction.atomic():
                order.save()
                # tell the bank
                requests.post("https://psp.example/pay", json={"id": order.id})  # now
        """,
        """
        from functools import partial

        import requests
        from django.db import transaction


        def pay(order):
            with transaction.atomic():
                order.save()
                # tell the bank
                transaction.on_commit(partial(requests.post, "https://psp.example/pay", json={"id": order.id}))  # now
        """,
    ),
    "a call without arguments is passed as it is": (
        """
        import requests
        from django.db import transaction


        def ping():
            requests.get("https://psp.example/ping")


        def pay(order):
            with transaction.atomic():
                order.save()
                ping()
        """,
        """
        import requests
        from django.db import transaction


        def ping():
            requests.get("https://psp.example/ping")


        def pay(order):
            with transaction.atomic():
                order.save()
                transaction.on_commit(ping)
        """,
    ),
    "in a loop each round binds its own": (
        """
        import functools

        import requests
        from django.db import transaction


        def pay(orders):
            with transaction.atomic():
                for order in orders:
                    order.save()
                    requests.post("https://psp.example/pay", json=order.total)
        """,
        """
        import functools

        import requests
        from django.db import transaction


        def pay(orders):
            with transaction.atomic():
                for order in orders:
                    order.save()
                    transaction.on_commit(functools.partial(requests.post, "https://psp.example/pay", json=order.total))
        """,
    ),
    "a decorated function, and names imported one by one": (
        """
        import requests
        from django.db.transaction import atomic


        @atomic
        def pay(order):
            order.save()
            requests.post("https://psp.example/charge", order.id)
            return order
        """,
        """
        from functools import partial

        import requests
        from django.db.transaction import atomic, on_commit


        @atomic
        def pay(order):
            order.save()
            on_commit(partial(requests.post, "https://psp.example/charge", order.id))
            return order
        """,
    ),
    "the database of the transaction is named": (
        """
        from functools import partial

        import requests
        from django.db import transaction as tx


        class Payments:
        \tdef pay(self, order):
        \t\twith tx.atomic(using="ledger"):
        \t\t\torder.save()
        \t\t\trequests.post(
        \t\t\t\t"https://psp.example/charge",
        \t\t\t\torder.id,
        \t\t\t)
        """,
        """
        from functools import partial

        import requests
        from django.db import transaction as tx


        class Payments:
        \tdef pay(self, order):
        \t\twith tx.atomic(using="ledger"):
        \t\t\torder.save()
        \t\t\ttx.on_commit(partial(
        \t\t\t\trequests.post,
        \t\t\t\t"https://psp.example/charge",
        \t\t\t\torder.id,
        \t\t\t), using="ledger")
        """,
    ),
    "another `partial` is not taken for that of functools": (
        """
        import requests
        from django.db import transaction
        from toolbox import partial


        def pay(order):
            with transaction.atomic():
                order.save()
                requests.post("https://psp.example/charge", partial)
        """,
        """
        import functools

        import requests
        from django.db import transaction
        from toolbox import partial


        def pay(order):
            with transaction.atomic():
                order.save()
                transaction.on_commit(functools.partial(requests.post, "https://psp.example/charge", partial))
        """,
    ),
}

LEFT_ALONE = {
    "its result is used": "answer = requests.post(URL)\nlog(answer)",
    "its answer is checked": "requests.post(URL).raise_for_status()",
    "its error is caught": "try:\n    requests.post(URL)\nexcept requests.HTTPError:\n    order.fail()",
    "something is cleaned up after it": "try:\n    requests.post(URL)\nfinally:\n    close()",
    "what it is given is over by the commit": "with open(URL) as file:\n    requests.post(URL, data=file)",
    "what it may change is saved after it": "requests.post(URL, order)\norder.save()",
    "the transaction is undone after it": "requests.post(URL)\ntransaction.set_rollback(True)",
    "an error follows it": "requests.post(URL)\nraise ValueError(order)",
    "a generator would be read too late": "requests.post(URL, data=(it for it in order.lines))",
    "it is one of two things in an expression": "ready and requests.post(URL)",
}


@pytest.mark.parametrize(("before", "after"), REGISTERED.values(), ids=REGISTERED.keys())
def test_call_is_registered(tmp_path: Path, before: str, after: str) -> None:
    assert mended(tmp_path, before, RULE, FIX) == {"example.py": dedented(after)}


@pytest.mark.parametrize("body", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_call_stays_where(tmp_path: Path, body: str) -> None:
    lines = "\n        ".join(body.split("\n"))
    text = (
        "import requests\nfrom django.db import transaction\n\nURL = 'https://psp.example'\n\n\n"
        f"def pay(order, ready):\n    with transaction.atomic():\n        order.total = 1\n        {lines}\n"
    )
    assert mended(tmp_path, {"example.py": text}, RULE, FIX) is None


def test_sqlalchemy_has_no_hook_of_that_kind(tmp_path: Path) -> None:
    before = """
        import requests
        from sqlalchemy.orm import Session


        def pay(session: Session, order_id: int):
            with session.begin():
                session.execute("...")
                requests.post("https://psp.example/charge", order_id)
        """
    assert mended(tmp_path, before, RULE, FIX) is None


def test_async_function_would_never_be_awaited(tmp_path: Path) -> None:
    before = """
        import httpx
        from django.db import transaction


        async def pay(order):
            with transaction.atomic():
                order.save()
                httpx.post("https://psp.example/charge", order.id)
        """
    assert mended(tmp_path, before, RULE, FIX) is None


def test_call_that_also_writes_belongs_to_the_transaction(tmp_path: Path) -> None:
    before = """
        import requests
        from django.db import transaction


        def charge(order):
            order.charge = requests.post("https://psp.example/charge").text
            order.save()


        def pay(order):
            with transaction.atomic():
                order.lock()
                charge(order)
        """
    assert mended(tmp_path, before, RULE, FIX) is None
