"""Django's transactions that are held because autocommit was switched off."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

HEAD = """
from contextlib import contextmanager
import requests
from django.db import transaction

@contextmanager
def by_hand():
    transaction.set_autocommit(False)
    try:
        yield
        transaction.commit()
    finally:
        transaction.set_autocommit(True)

@contextmanager
def too_late():
    transaction.set_autocommit(False)
    transaction.commit()
    yield

class UnitOfWork:
    def __enter__(self):
        transaction.set_autocommit(False)
        return self

    def __exit__(self, *args):
        self.rollback()
        transaction.set_autocommit(True)

    def commit(self):
        transaction.commit()

    def rollback(self):
        transaction.rollback()
"""


def held(text: str) -> list[int]:
    workspace = Workspace({"api.py": HEAD + dedent(text)})
    lines = (int(it.partition(" ")[0].partition(":")[2]) for it in workspace.held())
    return [it - HEAD.count("\n") for it in lines]


@pytest.mark.parametrize("off", ["False", "autocommit=False", "False, using='default'"])
def test_from_the_switch_to_the_commit(off: str) -> None:
    text = f"""
        def load(rows):
            requests.get("/before")
            transaction.set_autocommit({off})
            try:
                for row in rows:
                    row.save()
                    requests.post("/inside")
                transaction.commit()
                requests.post("/after")
            except ValueError:
                transaction.rollback()
            finally:
                transaction.set_autocommit(True)
            requests.get("/behind")
    """
    assert held(text) == [8]


def test_until_it_is_switched_on_again() -> None:
    text = """
        def load(row):
            transaction.set_autocommit(False)
            row.save()
            requests.post("/inside")
            transaction.set_autocommit(True)
            requests.post("/after")
    """
    assert held(text) == [5]


@pytest.mark.parametrize("given", ["True", "", "wanted", "not wanted"])
def test_what_switches_nothing_off_for_sure(given: str) -> None:
    assert held(f"def load(wanted):\n    transaction.set_autocommit({given})\n    requests.post('/')\n") == []


def test_only_under_the_condition() -> None:
    text = """
        def load(wanted):
            if wanted:
                transaction.set_autocommit(False)
                requests.post("/inside")
            requests.post("/perhaps")
    """
    assert held(text) == [5]


def test_another_object_with_such_a_method() -> None:
    text = "def load(connection):\n    connection.set_autocommit(False)\n    requests.post('/')\n"
    assert held(text) == []


def test_a_context_manager_and_a_unit_of_work_hold_it_around_their_block() -> None:
    text = """
        def f():
            with by_hand():
                requests.post("/inside")

        def g():
            with too_late():
                requests.post("/outside")

        def h():
            with UnitOfWork() as work:
                requests.post("/inside")
                work.commit()
                requests.post("/after")
    """
    assert held(text) == [4, 12]
