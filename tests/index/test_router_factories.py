"""Routers that a function of the project makes or completes, listed as FastAPI itself serves them."""

from pathlib import Path

from tests.harness.listing import listed
from tests.harness.served import loaded, served_by_asgi
from tests.harness.workspace import Workspace

APPLICATION = {
    "made_app/__init__.py": "",
    "made_app/routing.py": """
        from fastapi import APIRouter

        def completed(service, tags=None, router=None):
            router = router or APIRouter(tags=tags or [])
            return router

        def same(router):
            return router
    """,
    "made_app/users.py": """
        from fastapi import APIRouter
        from made_app.routing import completed

        router = APIRouter()

        @router.get("/me")
        def me(): ...

        completed("users", router=router)
    """,
    "made_app/orders.py": """
        from made_app.routing import completed

        router = completed("orders")

        @router.get("/open")
        def open_orders(): ...
    """,
    "made_app/items.py": """
        from fastapi import APIRouter
        from made_app.routing import completed, same

        plain = same(APIRouter(prefix="/plain"))
        router = completed("items", None, APIRouter())

        @plain.get("/all")
        def every(): ...

        @router.get("/new")
        def new(): ...
    """,
    "made_app/main.py": """
        from fastapi import FastAPI
        from made_app import items, orders, users

        app = FastAPI()
        app.include_router(users.router, prefix="/users")
        app.include_router(orders.router, prefix="/orders")
        app.include_router(items.router, prefix="/items")
        app.include_router(items.plain)
    """,
}


def test_what_one_call_hands_over_is_not_what_another_returns(tmp_path: Path) -> None:
    with loaded(tmp_path, APPLICATION, "made_app.main") as application:
        served = served_by_asgi(application.app)
    assert len(served) == 4
    assert listed(Workspace(APPLICATION, markers=["."])) == served
