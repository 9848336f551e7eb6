"""Wrappers around wrappers of other files, renamed, re-exported and chosen on import, in one small backend."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

FILES = {
    "shop/__init__.py": "",
    "shop/db/__init__.py": """
        from .scopes import *
        from .scopes import atomically as transactional
        try:
            from .fast import tx
        except ImportError:
            from .core import tx
        __all__ = ["unit", "transactional", "tx", "UnitOfWork", "Quiet", "after", "in_mode"]
    """,
    "shop/db/core.py": """
        from contextlib import contextmanager
        from django.db import transaction

        @contextmanager
        def tx(**options):
            with transaction.atomic(**options):
                yield

        @contextmanager
        def either(atomic=True):
            if atomic:
                with transaction.atomic():
                    yield
            else:
                yield
    """,
    "shop/db/fast.py": """
        from shop.db.core import tx as _tx

        def tx(**options):
            return _tx(durable=True, **options)
    """,
    "shop/db/scopes.py": """
        import contextlib
        import functools
        from contextlib import ExitStack, contextmanager
        from django.db import transaction
        from .core import either, tx
        __all__ = ["unit", "atomically", "UnitOfWork", "Quiet", "after", "in_mode"]

        @contextmanager
        def unit():
            with ExitStack() as stack:
                stack.enter_context(tx())
                yield stack

        def atomically(*, using=None, retries=1):
            def decorate(function):
                @functools.wraps(function)
                def inner(*args, **kwargs):
                    for _ in range(retries):
                        with unit():
                            return function(*args, **kwargs)
                return inner
            return decorate

        class UnitOfWork:
            def __enter__(self):
                self._scope = unit()
                self._scope.__enter__()
                return self

            def __exit__(self, *args):
                self._scope.__exit__(*args)

        class Quiet:
            def __enter__(self):
                self._scope = unit()
                self._scope = contextlib.nullcontext()
                self._scope.__enter__()

        def after(work, *args):
            transaction.on_commit(functools.partial(work, *args))

        in_mode = either
    """,
}
HEAD = """
import asyncio
import requests
from shop import db
from shop.db import *

def charge():
    requests.post("/")

async def charge_later():
    charge()
"""


def held(text: str) -> list[str]:
    found = Workspace({**FILES, "api.py": HEAD + dedent(text)}).held()
    return [it.partition(" in ")[2] for it in found]


@pytest.mark.parametrize(
    ("item", "opener"),
    [
        ("db.unit()", "shop.db.scopes.unit"),
        ("UnitOfWork()", "shop.db.scopes.UnitOfWork"),
        ("in_mode()", "shop.db.core.either"),
        ("tx()", "shop.db.core.tx (likely)"),
    ],
)
def test_entered(item: str, opener: str) -> None:
    assert held(f"def f():\n    with {item}:\n        charge()\n") == [opener]


@pytest.mark.parametrize("item", ["in_mode(atomic=False)", "Quiet()"])
def test_entered_without_a_transaction(item: str) -> None:
    assert held(f"def f():\n    with {item}:\n        charge()\n") == []


@pytest.mark.parametrize("decorator", ["transactional(retries=3)", "db.transactional(using='other')"])
def test_decorated(decorator: str) -> None:
    assert held(f"@{decorator}\ndef f():\n    charge()\n") == ["shop.db.scopes.atomically"]


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("await asyncio.gather(*[asyncio.to_thread(charge) for _ in range(3)])", 1),
        ("asyncio.create_task(charge_later())", 1),
        ("after(charge)", 0),
        ("db.after(lambda: charge())", 0),
    ],
)
def test_what_is_handed_on_inside(statement: str, number: int) -> None:
    assert held(f"async def f():\n    with unit():\n        {statement}\n") == ["shop.db.scopes.unit"] * number
