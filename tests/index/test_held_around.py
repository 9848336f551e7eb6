"""Transactions that a dependency of the route, of its routers or of the application holds around a handler."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

DEPS = """
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import sessionmaker

Sessions = sessionmaker()
AsyncSessions = async_sessionmaker()

async def in_transaction():
    async with AsyncSessions() as session:
        async with session.begin():
            yield session

def commits():
    with Sessions() as session:
        yield session
        session.commit()

def only_closes():
    with Sessions() as session:
        yield session

class Scope:
    async def __call__(self):
        async with AsyncSessions() as session, session.begin():
            yield session

class Database:
    async def session(self):
        async with AsyncSessions() as session, session.begin():
            yield session

scope = Scope()
database = Database()

def service(session: AsyncSession = Depends(in_transaction)):
    return object()
"""

ROUTERS = """
    import httpx
    from fastapi import APIRouter, Depends
    from deps import *

    router = APIRouter(PLAIN)

    @router.post("/pay"ROUTE)
    async def pay():
        httpx.post("/")

    @router.post("/end")
    async def end(session=Depends(in_transaction)):
        httpx.post("/")
        await session.commit()
        httpx.post("/")
"""

APPLICATION = """
    from fastapi import Depends, FastAPI
    from api import router
    from deps import *

    app = FastAPI(APP)
    app.include_router(router, prefix="/a"INCLUDE)
"""

TWICE = "\napp.include_router(router, prefix='/b')\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ROUTE": "dependencies=[Depends(in_transaction)]"}, ["api.py:10", "api.py:14"]),
        ({"PLAIN": "dependencies=[Depends(in_transaction)]"}, ["api.py:10", "api.py:14"]),
        ({"INCLUDE": "dependencies=[Depends(in_transaction)]"}, ["api.py:10", "api.py:14"]),
        ({"APP": "dependencies=[Depends(in_transaction)]"}, ["api.py:10", "api.py:14"]),
        ({"INCLUDE": "dependencies=[Depends(service)]"}, ["api.py:10", "api.py:14"]),
        ({"INCLUDE": "dependencies=[Depends(in_transaction)]", "more": TWICE}, ["api.py:10 (likely)", "api.py:14"]),
        ({"PLAIN": "dependencies=[Depends(in_transaction)]", "more": TWICE}, ["api.py:10", "api.py:14"]),
        ({"ROUTE": "dependencies=[Depends(scope)]"}, ["api.py:10", "api.py:14"]),
        ({"ROUTE": "dependencies=[Depends(database.session)]"}, ["api.py:10", "api.py:14"]),
        ({"PLAIN": "dependencies=[Depends(only_closes)]"}, ["api.py:14"]),
        ({"PLAIN": "dependencies=[Depends(commits)]"}, ["api.py:14"]),
        ({}, ["api.py:14"]),
    ],
)
def test_a_dependency_of_the_route_its_routers_or_the_application(given: dict[str, str], said: list[str]) -> None:
    api, app = dedent(ROUTERS), dedent(APPLICATION) + given.get("more", "")
    for mark in ("ROUTE", "INCLUDE"):
        api, app = (it.replace(mark, f", {given[mark]}" if mark in given else "") for it in (api, app))
    api, app = api.replace("PLAIN", given.get("PLAIN", "")), app.replace("APP)", given.get("APP", "") + ")")
    found = Workspace({"api.py": api, "app.py": app, "deps.py": DEPS}).held()
    assert [it.partition(" ")[0] + (" (likely)" if it.endswith("(likely)") else "") for it in found] == said


def test_what_surrounds_a_mounted_application_does_not_hold_anything_around_its_handlers() -> None:
    api = dedent(ROUTERS).replace("PLAIN", "").replace("ROUTE", "").replace("APIRouter", "FastAPI")
    app = """
        from fastapi import Depends, FastAPI
        from api import router
        from deps import *

        app = FastAPI(dependencies=[Depends(in_transaction)])
        app.mount("/api", router)
    """
    found = Workspace({"api.py": api, "app.py": app, "deps.py": DEPS}).held()
    assert [it.partition(" ")[0] for it in found] == ["api.py:14"]
