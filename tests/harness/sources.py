"""Sources as people write them, for properties that must hold of any."""

SERVICE = '''\
"""Orders: placing, paying, and telling the warehouse. 😀"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import httpx
from django.db import transaction

from .models import Order, Payment as Paid

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT: float = 2.5
client = httpx.Client(timeout=TIMEOUT)
RATES = {"de": 19, "fr": 20, **{"at": 20}}


@contextmanager
def unit_of_work(using: str | None = None) -> Iterator[None]:
    with transaction.atomic(using=using):
        yield


class Gateway(BaseGateway, timeout=3):
    """What talks to the bank."""

    retries = 3
    headers: dict[str, str] = {}

    def __init__(self, *, session=None):
        self.session = session or httpx.Client()

    @property
    def url(self) -> str:
        return f"https://{self.host}/v{self.version!r}/{'x' if self.test else 'y'}"

    async def charge(self, amount: int, /, note: str = "é😀", *rest, key, **more) -> Paid:
        async with self.lock, httpx.AsyncClient() as http:
            answer = await http.post(self.url, json={"amount": amount, "note": note})
        if answer.status_code != 200 and not answer.json().get("ok"):
            raise PaymentError(answer.text) from None
        elif amount > 10_000:
            await asyncio.sleep(0.1)
        else:
            pass
        return Paid(**answer.json())

    class Meta:
        ordering = ["-created"]

        def nested(self): return self.ordering[0]


@transaction.atomic
def place(order: Annotated[Order, Depends(load)], items=(), *args: int):
    total = sum(item.price * item.count for item in items if item.count)
    names = [line.name.title() for line in order.lines]
    try:
        order.total, rest = total, names[1:]
        if (found := Order.objects.filter(total__gte=total).first()) is not None:
            found.touch()
    except (ValueError, KeyError) as error:
        log.warning("no order: %s", error)
    else:
        for line in order.lines:
            line.save()
        while order.open:
            order.step()
    finally:
        order.save()
    transaction.on_commit(lambda: client.post("/placed", json={"id": order.pk}))
    return order


def describe(value):
    match value:
        case {"kind": "order", **rest} if rest:
            return rest.get("name")
        case [first, *_]:
            return str(first)
        case _:
            return None


async def stream(source):
    async for part in source:
        yield part.decode()


def counted():
    count = 0

    def inner() -> int:
        nonlocal count
        count += 1
        return count

    return inner


if __name__ == "__main__":
    place(Order())
'''

PLAIN = """\
import requests


def first(url):
    answer = requests.get(url)
    return answer.json()


class Shop:
    name = "shop"

    def open(self):
        self.count = len(self.goods)
        return self.count

    def close(self):
        for good in self.goods:
            good.put_away()


def last(*, again=False):
    if again:
        return first("/again")
    return None
"""

FRAGMENTS = (
    "(", ")", "[", "]", "{", "}", '"', "'", '"""', "'''", 'f"{', ":", "\n", "    ", "\t", "\\", "#", ",", ".", "=",
    "@", "def f(", "class A", "@app.", "else:", "if x:\n", "with a as b, ", "lambda ", "import ", "from x import (",
    "return", "async ", "await ", "é", "😀", "\r", "\r\n", "\x0c", "match x:\n", "case 1:", "\ufeff", "\ud800", "\x00",
)  # fmt: skip
"""What someone types, pastes or leaves half done."""
