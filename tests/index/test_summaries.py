"""Which calls are made at all, and while a transaction is open: switched off, deferred, after a commit."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

HEADER = """
from functools import partial, wraps
from django.db import transaction
from sqlalchemy.orm import Session, sessionmaker
import requests
import threading

Sessions = sessionmaker()

def load(x, fetch=True, *, mode=None):
    if fetch:
        requests.get("/")
    if mode == "remote":
        requests.put("/")
    return x

def early(x, fetch=False):
    if not fetch:
        return x
    return requests.get("/")

def chain(x, fetch):
    if x is None:
        pass
    elif fetch is not None:
        return load(x, True)
    else:
        requests.delete("/")

def outer(x, fetch=True):
    return inner(x, fetch=fetch)

def inner(x, fetch=True):
    return load(x, fetch)

def rebound(x, fetch=False):
    fetch = fetch or x.stale
    if fetch:
        requests.get("/")

class Loader:
    def load(self, x, fetch=False):
        if fetch:
            requests.get("/")
        elif x:
            self.load(x, fetch=True)

    @staticmethod
    def still(x, fetch=False):
        if fetch:
            requests.get("/")

loader = Loader()
"""


def held(text: str) -> list[str]:
    header = HEADER.count("\n")
    found = Workspace({"api.py": HEADER + dedent(text)}).held()
    return [
        f"{int(place.partition(':')[2]) - header} {rest.partition(' in ')[0]}"
        for place, _, rest in (it.partition(" ") for it in found)
    ]


def in_atomic(call: str) -> list[str]:
    return held(f"def f(x, y):\n    with transaction.atomic():\n        {call}\n")


@pytest.mark.parametrize(
    "call",
    [
        "load(1, False)",
        "load(1, fetch=False)",
        "load(1, fetch=None)",
        "load(1, fetch=0, mode='local')",
        "early(1)",
        "early(1, False)",
        "outer(1, fetch=False)",
        "outer(1, False)",
        "loader.still(1)",
        "Loader.still(1)",
        "chain(None, fetch=1)",
    ],
)
def test_a_constant_that_switches_the_request_off(call: str) -> None:
    assert in_atomic(call) == []


@pytest.mark.parametrize(
    ("call", "route"),
    [
        ("load(1)", "api.load > requests.get"),
        ("load(1, y)", "api.load > requests.get"),
        ("load(1, *y)", "api.load > requests.get"),
        ("load(1, **y)", "api.load > requests.get"),
        ("load(1, False, mode='remote')", "api.load > requests.put"),
        ("load(1, False, mode=y)", "api.load > requests.put"),
        ("early(1, True)", "api.early > requests.get"),
        ("early(1, fetch=y)", "api.early > requests.get"),
        ("outer(1)", "api.outer > api.inner > api.load > requests.get"),
        ("outer(1, y)", "api.outer > api.inner > api.load > requests.get"),
        ("chain(1, fetch=None)", "api.chain > requests.delete"),
        ("chain(1, fetch=y)", "api.chain > requests.delete"),
        ("chain(1, fetch=1)", "api.chain > api.load > requests.get"),
        ("rebound(1)", "api.rebound > requests.get"),
        ("loader.load(1, True)", "api.Loader.load > requests.get"),
        ("loader.load(1)", "api.Loader.load > api.Loader.load > requests.get"),
        ("Loader.load(loader, 1, True)", "api.Loader.load > requests.get"),
    ],
)
def test_what_no_constant_switches_off(call: str, route: str) -> None:
    assert in_atomic(call) == [f"3 http: {route}"]


@pytest.mark.parametrize(
    "wrapper",
    [
        "def wrapper(*a, **k):\n        transaction.on_commit(lambda: function(*a, **k))",
        "def wrapper(*a, **k):\n        return transaction.on_commit(partial(function, *a, **k))",
        "@wraps(function)\n    def wrapper(*a, **k):\n        register(partial(function, *a, **k))",
        "def wrapper(*a):\n        threading.Thread(target=function, args=a).start()",
        "def wrapper(*a):\n        if a:\n            register(function)\n        else:\n            function()",
        "def wrapper(*a):\n        def run():\n            return 1\n        transaction.on_commit(function)",
    ],
)
def test_a_decorator_that_defers(wrapper: str) -> None:
    text = f"""
def register(work):
    transaction.on_commit(work)

def later(function):
    {wrapper}
    return wrapper

@later
def notify(x):
    requests.post("/")

def f():
    with transaction.atomic():
        notify(1)
"""
    assert held(text) == []


@pytest.mark.parametrize(
    "wrapper",
    [
        "def wrapper(*a, **k):\n        return function(*a, **k)",
        "def wrapper(*a, **k):\n        transaction.on_commit(lambda: print(a))\n        return function(*a, **k)",
        "def wrapper(*a, **k):\n        return call(function, *a)",
    ],
)
def test_a_decorator_that_does_not_defer(wrapper: str) -> None:
    text = f"def d(function):\n    {wrapper}\n    return wrapper\n\n@d\ndef g():\n    requests.post('/')\n\n"
    text += "@transaction.atomic\ndef f():\n    g()\n"
    assert [it.partition(" ")[2] for it in held(text)] == ["http: api.g > requests.post"]


@pytest.mark.parametrize(
    "block",
    [
        "with session.begin():\n    session.add(x)\n    session.commit()\n    requests.get('/')",
        "with session.begin():\n    try:\n        session.commit()\n    finally:\n        requests.get('/')",
        "with Sessions.begin() as s:\n    s.rollback()\n    requests.get('/')",
        "session.begin()\nsession.add(x)\nsession.commit()\nrequests.get('/')",
        "requests.get('/')\nsession.begin()\nsession.commit()",
        "t = session.begin()\nwith t:\n    session.add(x)\nrequests.get('/')",
        "if x:\n    session.begin()\nrequests.get('/')",
        "with session.begin():\n    for it in x:\n        session.commit()\n        requests.get('/')",
    ],
)
def test_outside_of_what_is_open(block: str) -> None:
    indented = block.replace("\n", "\n    ")
    assert held(f"def f(session: Session, x):\n    {indented}\n") == []


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("with session.begin():\n    if x:\n        session.commit()\n    requests.get('/')", 5),
        ("with session.begin():\n    x.commit()\n    requests.get('/')", 4),
        ("with session.begin():\n    requests.get('/')\n    session.commit()", 3),
        (
            "with session.begin():\n    with session.begin_nested() as s:\n        s.rollback()\n    requests.get('/')",
            5,
        ),
        ("session.begin()\nsession.add(x)\nrequests.get('/')\nsession.commit()", 4),
        ("try:\n    t = session.begin()\n    requests.get('/')\n    t.commit()\nfinally:\n    session.close()", 4),
        (
            "with session.begin():\n    try:\n        x()\n    except:\n        session.close()\n    requests.get('/')",
            7,
        ),
    ],
)
def test_inside_of_what_is_open(block: str, line: int) -> None:
    indented = block.replace("\n", "\n    ")
    assert held(f"def f(session: Session, x):\n    {indented}\n") == [f"{line} http: requests.get"]


def test_the_order_of_asking_does_not_matter_in_a_circle() -> None:
    text = "def a(n): b(n)\n\ndef b(n):\n    a(n)\n    requests.get('/')\n\n"
    first = "@transaction.atomic\ndef f(): a(1)\n\n@transaction.atomic\ndef g(): b(1)\n"
    second = "@transaction.atomic\ndef g(): b(1)\n\n@transaction.atomic\ndef f(): a(1)\n"
    assert {it.partition(" ")[2] for it in held(text + first)} == {it.partition(" ")[2] for it in held(text + second)}
    assert len(held(text + first)) == 2
