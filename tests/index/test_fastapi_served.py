"""Small FastAPI applications that put routes together in many ways, listed as they are served."""

from pathlib import Path

import pytest

from tests.harness.access import ACCESS
from tests.harness.listing import listed
from tests.harness.served import loaded, served_by_asgi
from tests.harness.workspace import Workspace

DEPENDENCIES = {
    "dep_app/__init__.py": "",
    "dep_app/access.py": ACCESS,
    "dep_app/types.py": """
        from typing import Annotated, TypeVar
        from fastapi import Depends
        from dep_app.access import current_user, further, optional_user

        T = TypeVar("T")
        User = Annotated[str, Depends(current_user)]
        Visitor = Annotated[str | None, Depends(optional_user)]
        Alias = User
        Typed = Annotated[T, Depends(further)]
        COMMON = [Depends(optional_user)]
        STRICT = [Depends(current_user)]
    """,
    "dep_app/main.py": """
        from typing import Annotated, Optional

        from fastapi import Depends, FastAPI, Security
        from dep_app import access, types as kinds
        from dep_app.access import Allows, Filters, Paging, requires, user_of
        from dep_app.types import Alias, Typed, User, Visitor

        app = FastAPI()
        auth = Depends(access.current_user)
        writers = Allows("writer")


        @app.get("/open")
        def open_(): ...

        @app.get("/default")
        def default(user=Depends(access.current_user)): ...

        @app.get("/named-default")
        def named_default(user: str = auth): ...

        @app.get("/alias")
        def alias(user: User): ...

        @app.get("/alias-of-alias")
        async def alias_of_alias(user: Alias): ...

        @app.get("/generic-alias")
        def generic_alias(user: Typed[str]): ...

        @app.get("/visitor")
        def visitor(user: Visitor = None): ...

        @app.get("/quoted")
        def quoted(user: "User"): ...

        @app.get("/security")
        def security(user: Annotated[str, Security(access.current_user, scopes=["me"])]): ...

        @app.get("/bearer")
        def bearer(token=Depends(access.bearer)): ...

        @app.get("/soft-bearer")
        def soft_bearer(token=Depends(access.soft_bearer)): ...

        @app.get("/api-key")
        def api_key(key: str = Security(access.api_key)): ...

        @app.get("/scheme")
        def scheme(key: str = Depends(access.scheme)): ...

        @app.get("/transitive")
        def transitive(user=Depends(access.further)): ...

        @app.get("/class")
        def class_(filters: Filters = Depends()): ...

        @app.get("/class-annotated")
        def class_annotated(filters: Annotated[Filters, Depends()]): ...

        @app.get("/paging")
        def paging(paging: Paging = Depends(Paging)): ...

        @app.get("/instance", dependencies=[Depends(Allows("reader"))])
        def instance(): ...

        @app.get("/module-instance", dependencies=[Depends(writers)])
        def module_instance(): ...

        @app.get("/call", dependencies=[Depends(requires("read"))])
        def call(): ...

        @app.get("/required", dependencies=[Depends(user_of())])
        def required(): ...

        @app.get("/not-required", dependencies=[Depends(user_of(required=False))])
        def not_required(): ...

        @app.get("/common", dependencies=kinds.COMMON)
        def common(): ...

        @app.get("/spread", dependencies=[*kinds.COMMON, Depends(access.current_user)])
        def spread(): ...

        @app.get("/added", dependencies=kinds.COMMON + kinds.STRICT)
        def added(): ...

        @app.get("/swallowing")
        def swallowing(user=Depends(access.swallowing)): ...
    """,
}


ROUTERS = {
    "rou_app/__init__.py": "",
    "rou_app/access.py": ACCESS,
    "rou_app/routing.py": """
        from fastapi import APIRouter, Depends
        from rou_app.access import current_user


        class UserRouter(APIRouter):
            def __init__(self, prefix="", **options):
                super().__init__(prefix=prefix, dependencies=[Depends(current_user)], **options)


        class MeRouter(UserRouter):
            def __init__(self):
                super().__init__(prefix="/me")


        def versioned(version, **options):
            return APIRouter(prefix=f"/v{version}", **options)
    """,
    "rou_app/features/__init__.py": """
        from . import items
        from .people import router as people_router

        ROUTERS = (items.router, items.extra)
    """,
    "rou_app/features/items.py": """
        from fastapi import APIRouter

        router = APIRouter(prefix="/items")
        extra = APIRouter()


        @router.get("")
        def list_items(): ...

        @router.post("/{item_id}", status_code=201)
        @router.put("/{item_id}")
        def save(item_id: int): ...

        @router.api_route("/{item_id}/tags", methods=["PATCH", "DELETE"])
        def tags(item_id: int): ...

        def added(): ...

        extra.add_api_route("/extra", added)
        extra.add_api_route(path="/extra", endpoint=added, methods=["POST"])
    """,
    "rou_app/features/people.py": """
        from rou_app.routing import MeRouter, UserRouter

        router = UserRouter(prefix="/people")
        me = MeRouter()


        @router.get("/{name}")
        def show(name: str): ...

        @me.get("")
        def show_me(): ...

        router.include_router(me)
    """,
    "rou_app/main.py": """
        import os

        from fastapi import APIRouter, Depends, FastAPI
        from rou_app.access import current_user, requires
        from rou_app.features import ROUTERS, people_router
        from rou_app.features import items
        from rou_app.routing import versioned

        PREFIX = "/api"


        class Settings:
            inner: str = "/inner"


        settings = Settings()
        v2 = versioned(2)


        @v2.get("/things")
        def things(): ...


        def register(target: FastAPI) -> None:
            target.include_router(people_router, prefix=PREFIX)
            for router in ROUTERS:
                target.include_router(router, prefix=PREFIX + "/loop")


        class Server:
            def __init__(self):
                self.app = FastAPI()
                self.router = APIRouter(prefix=settings.inner)
                self.router.add_api_route("/ping", self.ping)
                self.app.include_router(self.router)

            def ping(self): ...


        def create_app() -> FastAPI:
            app = FastAPI()
            register(app)
            admin = APIRouter(prefix="/admin", dependencies=[Depends(current_user)])
            admin.include_router(items.router, prefix="/closed")
            app.include_router(admin)
            app.include_router(v2, dependencies=[Depends(requires("v2"))])
            for prefix, router in {"/one": items.extra, "/two": v2}.items():
                app.include_router(router, prefix=prefix)
            for part in [{"router": items.extra, "prefix": "/named"}, {"router": v2, "prefix": "/named/two"}]:
                app.include_router(part["router"], prefix=part["prefix"])
            for pair in [("/pair", items.extra)]:
                app.include_router(pair[1], prefix=pair[0])
            if os.environ.get("HOME") is not None or True:
                app.include_router(items.extra, prefix="/maybe")

            office = FastAPI(dependencies=[Depends(current_user)])

            @office.get("/desk")
            def desk(): ...

            lobby = FastAPI()

            @lobby.get("/door")
            def door(): ...

            @app.get("/here")
            def here(): ...

            app.mount("/office", office)
            app.mount("/lobby/", lobby)
            app.mount("/server", Server().app)
            return app


        app = create_app()
    """,
}


@pytest.mark.parametrize(
    ("texts", "module"),
    [
        pytest.param(DEPENDENCIES, "dep_app.main", id="dependencies"),
        pytest.param(ROUTERS, "rou_app.main", id="routers"),
    ],
)
def test_the_list_is_what_is_served(texts: dict[str, str], module: str, tmp_path: Path) -> None:
    with loaded(tmp_path, texts, module) as application:
        served = served_by_asgi(application.app)
    assert listed(Workspace(texts, markers=["."])) == served
