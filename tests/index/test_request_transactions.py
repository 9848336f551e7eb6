"""Transactions that last as long as a request, and those that a session begins with its first use."""

from textwrap import dedent

import pytest

from driftlint.index.teaching import Teaching
from tests.harness.workspace import Workspace

SETTINGS = """
    ROOT_URLCONF = "urls"
    DATABASES = {"default": {"ENGINE": "x", "ATOMIC_REQUESTS": True}}
"""
URLS = """
    from django.db import transaction
    from django.urls import path

    import views

    urlpatterns = [
        path("pay", views.pay),
        path("order", views.Orders.as_view()),
        path("hook", transaction.non_atomic_requests(views.hook)),
        path("open", views.Open.as_view()),
        path("also", views.Also.as_view()),
        path("later", views.later),
        path("refund", views.refund),
    ]
"""
VIEWS = """
    import requests
    from django.db import transaction
    from django.utils.decorators import method_decorator
    from django.views import View
    from django.views.generic import CreateView


    def pay(request):
        charge(request)


    def charge(request):
        requests.post("/")


    class Orders(CreateView):
        def post(self, request):
            requests.post("/")

        def form_valid(self, form):
            requests.put("/")

        def unrelated(self):
            requests.get("/")


    def hook(request):
        requests.post("/")


    @transaction.non_atomic_requests
    def refund(request):
        requests.post("/")


    async def later(request):
        requests.post("/")


    @method_decorator(transaction.non_atomic_requests, name="dispatch")
    class Open(View):
        def post(self, request):
            requests.post("/")


    class NonAtomic:
        @classmethod
        def as_view(cls, **initkwargs):
            return transaction.non_atomic_requests(super().as_view(**initkwargs))


    class Also(NonAtomic, View):
        def post(self, request):
            requests.post("/")
"""


def django(settings: str, **more: str) -> list[str]:
    texts = {"settings.py": settings, "urls.py": URLS, "views.py": VIEWS}
    found = Workspace({**texts, **{f"{name}.py": text for name, text in more.items()}}).held()
    return [it.partition(" ")[0] + " " + it.partition(" http: ")[2] for it in found]


HELD = [
    "views.py:10 views.charge > requests.post in ATOMIC_REQUESTS",
    "views.py:19 requests.post in ATOMIC_REQUESTS",
    "views.py:22 requests.put in ATOMIC_REQUESTS",
]


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        'ROOT_URLCONF = "urls"\nDATABASES = {"default": env.db()}\nDATABASES["default"]["ATOMIC_REQUESTS"] = True\n',
        'ROOT_URLCONF = "urls"\nDATABASES = {}\nDATABASES["default"] = {**x, "ATOMIC_REQUESTS": True}\n',
        'ROOT_URLCONF = "urls"\nDATABASES = {"default": dict(ENGINE="x", ATOMIC_REQUESTS=True)}\n',
    ],
)
def test_every_view_is_a_transaction_where_the_settings_say_so(settings: str) -> None:
    assert django(settings) == [*HELD, "views.py:31 requests.post in ATOMIC_REQUESTS"][:3]


@pytest.mark.parametrize(
    "settings",
    [
        'ROOT_URLCONF = "urls"\nDATABASES = {"default": {"ENGINE": "x"}}\n',
        'ROOT_URLCONF = "urls"\nATOMIC_REQUESTS = True\n',
        'ROOT_URLCONF = "urls"\nDATABASES = {"default": {"ATOMIC_REQUESTS": False}}\n',
        'ROOT_URLCONF = "urls"\nDATABASES = {"default": {"ATOMIC_REQUESTS": env.bool("ATOMIC", True)}}\n',
    ],
)
def test_no_view_is_one_where_they_do_not(settings: str) -> None:
    assert django(settings) == []


def test_settings_that_disagree_say_nothing() -> None:
    other = 'from settings import *\nDATABASES = {"default": {"ATOMIC_REQUESTS": False}}\n'
    assert django(SETTINGS, production=other) == []
    assert django(SETTINGS, settings_test=other) == HELD


def test_the_settings_are_watched() -> None:
    workspace = Workspace({"settings.py": SETTINGS, "urls.py": URLS, "views.py": VIEWS})
    assert len(workspace.held()) == 3
    workspace.replace("settings.py", "True", "False")
    assert workspace.held() == []
    workspace.replace("settings.py", "False", "True")
    workspace.replace("urls.py", '    path("pay", views.pay),\n', "")
    assert len(workspace.held()) == 2


def test_a_project_names_the_handlers_of_its_request_transactions() -> None:
    text = """
        import requests
        from pyramid.view import view_config

        @view_config(route_name="pay")
        def pay(request):
            requests.post("/")

        class Orders:
            @view_config(route_name="order")
            def post(self):
                requests.post("/")
    """
    workspace = Workspace({"shop/views/pay.py": text, "shop/tasks.py": text})
    assert workspace.held() == []
    workspace.teach(Teaching(request_transactions=("shop.views.**",)))
    found = [it.partition(" ")[0] for it in workspace.held()]
    assert found == ["shop/views/pay.py:7", "shop/views/pay.py:12"]


HEADER = """
from contextlib import contextmanager
from typing import Annotated

import httpx
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

Sessions = sessionmaker()
AsyncSessions = async_sessionmaker()
router = APIRouter()

async def in_transaction():
    async with AsyncSessions() as session:
        async with session.begin():
            yield session

def either(begin: bool = False):
    if begin:
        with Sessions.begin() as session:
            yield session
    else:
        yield Sessions()

def commits():
    session = Sessions()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()

def only_closes():
    with Sessions() as session:
        yield session

scope = contextmanager(commits)

@contextmanager
def session_scope():
    session = Sessions()
    try:
        yield session
        session.commit()
    finally:
        session.close()

@contextmanager
def outer_scope():
    with session_scope() as session:
        yield session

class Service:
    def __init__(self, session: AsyncSession = Depends(in_transaction)):
        self.session = session

def service(session: AsyncSession = Depends(in_transaction)):
    return object()

def find(session, key):
    return query(session, key)

def query(session, key):
    return session.get(key)

def sometimes(session, key):
    if key:
        session.get(key)

def finish(session):
    session.get(1)
    if session.dirty:
        session.commit()

def keep(session):
    kept = session
    return kept.get(1)
"""


def held(text: str) -> list[int]:
    header = HEADER.count("\n")
    found = Workspace({"api.py": HEADER + dedent(text)}).held()
    return [int(it.partition(" ")[0].partition(":")[2]) - header for it in found]


@pytest.mark.parametrize(
    "parameter",
    [
        "session: AsyncSession = Depends(in_transaction)",
        "session: Annotated[AsyncSession, Depends(in_transaction)]",
        "session=Depends(in_transaction, use_cache=True)",
        "it=Depends(service)",
        "it: Service = Depends()",
        "it: Annotated[Service, Depends()]",
    ],
)
def test_a_dependency_that_yields_inside_a_transaction_holds_it_around_the_handler(parameter: str) -> None:
    assert held(f"@router.post('/')\ndef f({parameter}):\n    httpx.post('/')\n") == [3]


@pytest.mark.parametrize(
    "parameter",
    [
        "session: Session = Depends(only_closes)",
        "session: Session = Depends(either)",
        "session: Session = Depends(commits)",
        "session: Session",
        "session=in_transaction",
    ],
)
def test_other_dependencies_hold_none_by_themselves(parameter: str) -> None:
    assert held(f"@router.post('/')\ndef f({parameter}):\n    httpx.post('/')\n") == []


def test_a_commit_in_the_handler_ends_what_the_dependency_opened() -> None:
    text = """
        async def f(session: AsyncSession = Depends(in_transaction)):
            httpx.post('/')
            await session.commit()
            httpx.post('/')
    """
    assert held(text) == [3]


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("session.get(X, 1)\nhttpx.post('/')", [4]),
        ("session.query(X).filter(1).first()\nhttpx.post('/')", [4]),
        ("session.add(x)\nsession.flush()\nhttpx.post('/')", [5]),
        ("find(session, 1)\nhttpx.post('/')", [4]),
        ("find(key=1, session=session)\nhttpx.post('/')", [4]),
        ("try:\n    session.get(X, 1)\nfinally:\n    pass\nhttpx.post('/')", [7]),
        ("session.get(1)\nsession.commit()\nhttpx.post('/')\nsession.get(2)\nhttpx.post('/')", [7]),
        ("if x:\n    session.get(1)\n    httpx.post('/')\nhttpx.post('/')", [5]),
        ("httpx.post('/')\nsession.get(X, 1)", []),
        ("session.add(x)\nhttpx.post('/')", []),
        ("session.query(X)\nhttpx.post('/')", []),
        ("session.get(X, 1)\nif x:\n    session.commit()\nhttpx.post('/')", []),
        ("session.get(X, 1)\nfinish(session)\nhttpx.post('/')", []),
        ("session.get(X, 1)\nrepository = Repository(session)\nhttpx.post('/')", []),
        ("repository = Repository(session)\nfind(session, 1)\nrepository.save()\nhttpx.post('/')", []),
        ("sometimes(session, 1)\nhttpx.post('/')", []),
        ("keep(session)\nhttpx.post('/')", []),
        ("other = session\nsession.get(X, 1)\nhttpx.post('/')", []),
    ],
)
@pytest.mark.parametrize(
    "opened",
    [
        "def f(x, session: Session = Depends(commits)):\n    if 1:",
        "def f(x):\n    with session_scope() as session:",
        "def f(x):\n    with outer_scope() as session:",
    ],
)
def test_a_session_that_is_committed_at_the_end_holds_one_from_its_first_use(
    opened: str, block: str, lines: list[int]
) -> None:
    indented = block.replace("\n", "\n        ")
    assert held(f"{opened}\n        {indented}\n") == lines


def test_a_session_that_is_only_closed_holds_none() -> None:
    assert held("def f(s: Session = Depends(only_closes)):\n    s.get(X, 1)\n    httpx.post('/')\n") == []
    assert held("def f():\n    with Sessions() as s:\n        s.get(X, 1)\n        httpx.post('/')\n") == []
