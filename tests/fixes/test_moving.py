"""`move-before-context` and `move-after-context`: out of the block where the order does not matter, else left alone."""

from pathlib import Path

import pytest

from tests.fixes.mending import dedented, mended

RULE = "http-in-transaction"
TOP = "import httpx\nimport requests\nfrom django.db import transaction\nfrom sqlalchemy.orm import Session\n\n\n"

BEFORE = {
    "what is asked for is asked for first": (
        """
        def price(order):
            order.check()

            # all or nothing
            with transaction.atomic():
                # the rate of the day
                rate = requests.get("https://bank.example/rate")

                order.total = rate.json()
                order.save()
        """,
        """
        def price(order):
            order.check()

            # the rate of the day
            rate = requests.get("https://bank.example/rate")
            # all or nothing
            with transaction.atomic():
                order.total = rate.json()
                order.save()
        """,
    ),
    "what only prepares the request goes with it": (
        """
        def price(order, currency):
            with transaction.atomic():
                order.lock()
                query = {"currency": currency}
                rate = requests.get("https://bank.example/rate", params=query)
                order.save(rate)
        """,
        """
        def price(order, currency):
            query = {"currency": currency}
            rate = requests.get("https://bank.example/rate", params=query)
            with transaction.atomic():
                order.lock()
                order.save(rate)
        """,
    ),
    "an awaited request out of an async block": (
        """
        async def price(session: AsyncSession, client: httpx.AsyncClient, order_id: int):
            async with session.begin():
                rate = await client.get(
                    "https://bank.example/rate",
                    timeout=3,
                )
                await session.execute(order_id, rate)
        """,
        """
        async def price(session: AsyncSession, client: httpx.AsyncClient, order_id: int):
            rate = await client.get(
                "https://bank.example/rate",
                timeout=3,
            )
            async with session.begin():
                await session.execute(order_id, rate)
        """,
    ),
}

NOT_BEFORE = {
    "it reads what the block binds": "order = find()\nrate = requests.get(URL, order)\norder.save(rate)",
    "it reads what the block may have changed": "order.save()\nrate = requests.get(URL, order.id)\norder.save(rate)",
    "a check stands before it": "if order.closed:\n    raise ValueError\nrate = requests.get(URL)\nuse(rate)",
    "it only tells of what was written": "order.save()\nrequests.post(URL)\norder.log()",
    "it is done on a condition": "if order.open:\n    rate = requests.get(URL)\norder.save()",
    "there is nothing else in the block": "requests.get(URL)",
    "its name is read before": "use(rate)\nrate = requests.get(URL)\nuse(rate)",
}

AFTER = {
    "the last thing done": (
        """
        def pay(order):
            with transaction.atomic():
                order.save()
                # tell the bank
                answer = requests.post("https://psp.example/charge", order.id)

            return answer
        """,
        """
        def pay(order):
            with transaction.atomic():
                order.save()
            # tell the bank
            answer = requests.post("https://psp.example/charge", order.id)

            return answer
        """,
    ),
    "what follows has nothing to do with it": (
        """
        def pay(order, basket):
            with transaction.atomic():
                order.save()
                requests.post("https://psp.example/charge", order.id)
                basket.empty()
        """,
        """
        def pay(order, basket):
            with transaction.atomic():
                order.save()
                basket.empty()
            requests.post("https://psp.example/charge", order.id)
        """,
    ),
    "a plain value outlives the session": (
        """
        def pay(order_id: int):
            with Session() as session, session.begin():
                session.execute(order_id)
                requests.post("https://psp.example/charge", json=order_id)
        """,
        """
        def pay(order_id: int):
            with Session() as session, session.begin():
                session.execute(order_id)
            requests.post("https://psp.example/charge", json=order_id)
        """,
    ),
}

NOT_AFTER = {
    "its result is used in the block": "answer = requests.post(URL)\norder.save(answer)",
    "its object is saved after it": "order.lock()\nrequests.post(URL, order)\norder.save()",
    "the block may end before it": "order.save()\nrequests.post(URL)\nif order.bad:\n    raise ValueError",
    "the transaction may be undone": "transaction.set_rollback(order.bad)\nrequests.post(URL)",
}


@pytest.mark.parametrize(("before", "after"), BEFORE.values(), ids=BEFORE.keys())
def test_request_moves_before_the_block(tmp_path: Path, before: str, after: str) -> None:
    top = TOP.replace("import Session", "import Session\nfrom sqlalchemy.ext.asyncio import AsyncSession")
    after = top + dedented(after)
    assert mended(tmp_path, {"a.py": top + dedented(before)}, RULE, "move-before-context") == {"a.py": after}


@pytest.mark.parametrize("body", NOT_BEFORE.values(), ids=NOT_BEFORE.keys())
def test_request_does_not_move_before_the_block_where(tmp_path: Path, body: str) -> None:
    assert mended(tmp_path, {"a.py": _in_block(body)}, RULE, "move-before-context") is None


@pytest.mark.parametrize(("before", "after"), AFTER.values(), ids=AFTER.keys())
def test_request_moves_after_the_block(tmp_path: Path, before: str, after: str) -> None:
    after = TOP + dedented(after)
    assert mended(tmp_path, {"a.py": TOP + dedented(before)}, RULE, "move-after-context") == {"a.py": after}


@pytest.mark.parametrize("body", NOT_AFTER.values(), ids=NOT_AFTER.keys())
def test_request_does_not_move_after_the_block_where(tmp_path: Path, body: str) -> None:
    assert mended(tmp_path, {"a.py": _in_block(body)}, RULE, "move-after-context") is None


@pytest.mark.parametrize("fix", ["move-before-context", "move-after-context"])
def test_row_of_the_session_is_not_read_outside_it(tmp_path: Path, fix: str) -> None:
    before = """
        import requests
        from sqlalchemy.orm import Session


        def pay(session: Session, order_id: int):
            with session.begin():
                order = session.get(object, order_id)
                requests.post("https://psp.example/charge", json=order.id)
        """
    assert mended(tmp_path, before, RULE, fix) is None


@pytest.mark.parametrize("fix", ["move-before-context", "move-after-context"])
def test_lock_around_the_block_still_holds(tmp_path: Path, fix: str) -> None:
    before = """
        import requests
        from django.db import transaction


        def price(order, lock):
            with lock, transaction.atomic():
                rate = requests.get("https://bank.example/rate")
                order.save()
        """
    assert mended(tmp_path, before, RULE, fix) is None


def _in_block(body: str) -> str:
    lines = "\n        ".join(body.split("\n"))
    return f"{TOP}URL = 'https://psp.example'\n\n\ndef pay(order):\n    with transaction.atomic():\n        {lines}\n"
