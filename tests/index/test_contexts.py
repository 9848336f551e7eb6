"""What opens a transaction, and what only looks like it."""

from textwrap import dedent

import pytest

from driftlint.index.teaching import Teaching
from tests.harness.workspace import Workspace

DB = """
    import functools
    from contextlib import contextmanager, asynccontextmanager

    from django.db import transaction
    from flask_sqlalchemy import SQLAlchemy
    from sqlalchemy import create_engine
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine, AsyncSession
    from sqlalchemy.orm import Session, scoped_session, sessionmaker

    engine = create_engine("x")
    async_engine = create_async_engine("x")
    SessionLocal = sessionmaker(engine)
    AsyncSessionLocal = async_sessionmaker(async_engine)
    Scoped = scoped_session(sessionmaker())
    flask_db = SQLAlchemy()


    @contextmanager
    def unit_of_work():
        with transaction.atomic():
            yield


    @contextmanager
    def session_scope():
        with SessionLocal() as session, session.begin():
            yield session


    @asynccontextmanager
    async def async_scope():
        async with AsyncSessionLocal() as session:
            async with session.begin():
                yield session


    @contextmanager
    def not_around_yield():
        with transaction.atomic():
            prepare()
        yield


    @contextmanager
    def twice():
        with unit_of_work():
            yield


    def returning(using=None):
        return transaction.atomic(using=using)


    def get_session():
        with SessionLocal() as session:
            yield session


    def in_transaction(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            with transaction.atomic():
                return function(*args, **kwargs)
        return wrapper


    def with_arguments(using):
        def decorator(function):
            def wrapper(*args, **kwargs):
                with unit_of_work():
                    return function(*args, **kwargs)
            return wrapper
        return decorator


    def logged(function):
        def wrapper(*args, **kwargs):
            with transaction.atomic():
                audit()
            return function(*args, **kwargs)
        return wrapper
"""


def opened(text: str, teaching: Teaching | None = None) -> list[str]:
    text = "from db import *\nimport db, contextlib\nfrom sqlalchemy.orm import Session\n" + dedent(text)
    workspace = Workspace({"api.py": text, "db.py": DB})
    if teaching is not None:
        workspace.teach(teaching)
    return [it.partition(" ")[2] for it in workspace.opened() if it.startswith("api.py")]


ATOMIC = "django.db.transaction.atomic"


@pytest.mark.parametrize(
    ("item", "opener"),
    [
        ("transaction.atomic()", ATOMIC),
        ("transaction.atomic", ATOMIC),
        ("transaction.atomic(using='x', durable=True)", ATOMIC),
        ("x, transaction.atomic()", ATOMIC),
        ("unit_of_work()", "db.unit_of_work"),
        ("db.unit_of_work()", "db.unit_of_work"),
        ("session_scope() as s", "db.session_scope"),
        ("twice()", "db.twice"),
        ("returning()", "db.returning"),
        ("Session(engine) as s, s.begin()", "sqlalchemy.orm.Session.begin"),
        ("SessionLocal() as s, s.begin()", "sqlalchemy.orm.Session.begin"),
        ("SessionLocal() as s, s.begin_nested()", "sqlalchemy.orm.Session.begin_nested"),
        ("SessionLocal.begin() as s", "sqlalchemy.orm.sessionmaker.begin"),
        ("Scoped() as s, s.begin()", "sqlalchemy.orm.Session.begin"),
        ("Scoped.begin()", "sqlalchemy.orm.scoped_session.begin"),
        ("flask_db.session.begin()", "sqlalchemy.orm.scoped_session.begin"),
        ("flask_db.session.begin_nested()", "sqlalchemy.orm.scoped_session.begin_nested"),
        ("engine.begin() as c", "sqlalchemy.engine.Engine.begin"),
        ("engine.connect() as c, c.begin()", "sqlalchemy.engine.Connection.begin"),
    ],
)
def test_a_with_that_opens_a_transaction(item: str, opener: str) -> None:
    assert opened(f"def f(x):\n    with {item}:\n        pass\n") == [opener]


@pytest.mark.parametrize(
    ("item", "opener"),
    [
        ("AsyncSessionLocal() as s, s.begin()", "sqlalchemy.ext.asyncio.AsyncSession.begin"),
        ("AsyncSessionLocal.begin() as s", "sqlalchemy.ext.asyncio.async_sessionmaker.begin"),
        ("async_engine.begin() as c", "sqlalchemy.ext.asyncio.AsyncEngine.begin"),
        ("async_scope() as s", "db.async_scope"),
    ],
)
def test_an_async_with_that_opens_a_transaction(item: str, opener: str) -> None:
    assert opened(f"async def f(x):\n    async with {item}:\n        pass\n") == [opener]


@pytest.mark.parametrize(
    "parameter",
    ["session: Session", "session: Session = Depends(get_session)", "session=Depends(get_session)"],
)
def test_a_session_that_is_handed_in(parameter: str) -> None:
    text = f"from fastapi import Depends\ndef f({parameter}):\n    with session.begin():\n        pass\n"
    assert opened(text) == ["sqlalchemy.orm.Session.begin"]


@pytest.mark.parametrize(
    "statement",
    [
        "tx = transaction.atomic()\n    with tx:\n        pass",
        "with transaction.atomic() if x else transaction.atomic('y'):\n        pass",
        "with (\n        transaction.atomic()\n    ):\n        pass",
    ],
)
def test_other_ways_to_write_it(statement: str) -> None:
    assert opened(f"def f(x):\n    {statement}\n") == [ATOMIC]


@pytest.mark.parametrize(
    ("decorated", "opener"),
    [
        ("@transaction.atomic\ndef f(): ...", ATOMIC),
        ("@transaction.atomic()\ndef f(): ...", ATOMIC),
        ("@transaction.atomic(using='x')\nasync def f(): ...", ATOMIC),
        ("@other\n@transaction.atomic\ndef f(): ...", ATOMIC),
        ("@unit_of_work()\ndef f(): ...", "db.unit_of_work"),
        ("@in_transaction\ndef f(): ...", "db.in_transaction"),
        ("@with_arguments('x')\ndef f(): ...", "db.with_arguments"),
        ("class A:\n    @transaction.atomic\n    def f(self): ...", ATOMIC),
        ("class A:\n    @staticmethod\n    @transaction.atomic\n    def f(): ...", ATOMIC),
        ("class A:\n    @method_decorator(transaction.atomic)\n    def f(self): ...", ATOMIC),
        ("@method_decorator(transaction.atomic, name='f')\nclass A:\n    def f(self): ...\n    g = f", ATOMIC),
        ("@method_decorator(transaction.atomic, name='dispatch')\nclass A:\n    def post(self): ...", ATOMIC),
        ("@method_decorator(decorator=transaction.atomic, name='f')\nclass A:\n    def f(self): ...", ATOMIC),
    ],
)  # fmt: skip
def test_a_decorator_that_opens_a_transaction(decorated: str, opener: str) -> None:
    assert opened(f"from django.utils.decorators import method_decorator\n{decorated}\n") == [opener]


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    with contextlib.suppress(E):\n        pass",
        "def f():\n    with not_around_yield():\n        pass",
        "def f():\n    with open('a') as g:\n        pass",
        "def f():\n    with SessionLocal() as s:\n        pass",
        "def f(s):\n    with s.begin():\n        pass",
        "def f(transaction):\n    with transaction.atomic():\n        pass",
        "def f():\n    transaction = load()\n    with transaction.atomic():\n        pass",
        "def f(x):\n    with transaction.atomic() if x else contextlib.nullcontext():\n        pass",
        "@logged\ndef f(): ...",
        "@contextlib.contextmanager\ndef f():\n    yield",
        "import sentry_sdk\ndef f():\n    with sentry_sdk.start_transaction():\n        pass",
        "from prefect.transactions import transaction\ndef f():\n    with transaction():\n        pass",
        "import requests\ndef f():\n    with requests.Session() as s:\n        pass",
        "@transaction.non_atomic_requests\ndef f(): ...",
        "def f():\n    transaction.atomic()",
    ],
)
def test_what_opens_no_transaction(text: str) -> None:
    assert opened(text) == []


def test_nested_transactions_are_both_known() -> None:
    text = "@transaction.atomic\ndef f():\n    with transaction.atomic():\n        with engine.begin(): ...\n"
    assert opened(text) == [ATOMIC, ATOMIC, "sqlalchemy.engine.Engine.begin"]


def test_a_project_teaches_what_opens_its_transactions() -> None:
    text = """
        import legacy

        @legacy.autocommit
        def f():
            with legacy.Work() as work, contextlib.suppress(E):
                pass
    """
    assert opened(text) == []
    teaching = Teaching(transactions=("legacy.autocommit", "legacy.Wor*"))
    assert opened(text, teaching) == ["legacy.autocommit", "legacy.Work"]


def test_a_method_decorator_is_for_the_method_it_names() -> None:
    text = """
        from django.utils.decorators import method_decorator

        @method_decorator(transaction.atomic, name="post")
        class View:
            def get(self): ...

            def post(self): ...

        @method_decorator(transaction.atomic, name="dispatch")
        class Other:
            def get(self): ...

            def helper(self): ...
    """
    assert opened(text) == [ATOMIC, ATOMIC]
