"""Small FastAPI and Starlette applications, each putting routes together in other ways, listed as they are served."""

from pathlib import Path

import pytest

from tests.harness.listing import listed
from tests.harness.served import loaded, served_by_asgi
from tests.harness.workspace import Workspace

ACCESS = """
from fastapi import Depends, Header, HTTPException, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer


class NotSignedIn(HTTPException):
    def __init__(self):
        super().__init__(status_code=401, detail="Sign in")


async def current_user(authorization: str | None = Header(default=None)):
    if authorization is None:
        raise NotSignedIn
    return authorization


def optional_user(authorization: str | None = Header(default=None)):
    return authorization


def pagination(page: int = 1):
    return page


class Paging:
    def __init__(self, size: int = 10, page: int = Depends(pagination)):
        self.size = size


class Filters:
    def __init__(self, user=Depends(current_user)):
        self.user = user


class Allows:
    def __init__(self, *roles):
        self.roles = roles

    def __call__(self, request: Request):
        if request.headers.get("x-role") not in self.roles:
            raise HTTPException(status_code=403)


def requires(scope):
    denied = HTTPException(403, f"Needs {scope}")

    def check(request: Request):
        if scope not in request.headers.get("x-scopes", ""):
            raise denied

    return check


def user_of(required: bool = True):
    return current_user if required else optional_user


bearer = HTTPBearer()
soft_bearer = HTTPBearer(auto_error=False)
api_key = APIKeyHeader(name="x-key")
scheme = OAuth2PasswordBearer(tokenUrl="/token", auto_error=False)


def through(user=Depends(current_user)):
    return user


def further(user=Depends(through), page=Depends(pagination)):
    return user


def swallowing(authorization: str | None = Header(default=None)):
    try:
        if authorization is None:
            raise NotSignedIn
    except HTTPException:
        return None
    return authorization
"""

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

CLOSED = {
    "clo_app/__init__.py": "",
    "clo_app/access.py": ACCESS,
    "clo_app/checks.py": """
        from functools import wraps

        from fastapi import HTTPException, Request
        from fastapi.responses import JSONResponse
        from starlette.middleware.base import BaseHTTPMiddleware


        def signed_in(handler):
            @wraps(handler)
            async def wrapper(request: Request, *args, **kwargs):
                if "authorization" not in request.headers:
                    raise HTTPException(401)
                return await handler(request, *args, **kwargs)

            return wrapper


        def timed(handler):
            @wraps(handler)
            async def wrapper(*args, **kwargs):
                return await handler(*args, **kwargs)

            return wrapper


        class KeyMiddleware(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                if not request.headers.get("x-key"):
                    return JSONResponse({"detail": "no key"}, status_code=401)
                return await call_next(request)


        class HeaderMiddleware(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                response = await call_next(request)
                response.headers["x-served-by"] = "us"
                return response
    """,
    "clo_app/main.py": """
        from fastapi import Depends, FastAPI, HTTPException, Request
        from starlette.responses import Response
        from clo_app.access import current_user
        from clo_app.checks import HeaderMiddleware, KeyMiddleware, signed_in, timed

        app = FastAPI()
        app.add_middleware(HeaderMiddleware)


        @app.get("/decorated")
        @signed_in
        async def decorated(request: Request): ...

        @app.get("/timed")
        @timed
        async def timed_one(): ...

        @app.get("/inline")
        async def inline(request: Request):
            if request.headers.get("authorization") is None:
                raise HTTPException(status_code=401)
            return {}

        @app.get("/late")
        async def late(request: Request):
            if request.query_params.get("year") == "2020":
                raise HTTPException(status_code=403, detail="closed since")
            return {}

        keyed = FastAPI()
        keyed.add_middleware(KeyMiddleware)


        @keyed.get("/page")
        def page(): ...

        by_function = FastAPI()


        @by_function.middleware("http")
        async def check(request: Request, call_next):
            token = request.cookies.get("session")
            if not token:
                return Response(status_code=403)
            return await call_next(request)


        @by_function.get("/page")
        def other(): ...

        app.mount("/keyed", keyed)
        app.mount("/by-function", by_function)

        whole = FastAPI(dependencies=[Depends(current_user)])
        whole_inner = FastAPI()


        @whole.get("/page")
        def closed_page(): ...

        @whole_inner.get("/page")
        def open_page(): ...

        whole.mount("/inner", whole_inner)
        app.mount("/whole", whole)
    """,
}

STARLETTE = {
    "sta_app/__init__.py": "",
    "sta_app/pages.py": """
        from starlette.endpoints import HTTPEndpoint
        from starlette.exceptions import HTTPException
        from starlette.responses import PlainTextResponse


        async def home(request):
            return PlainTextResponse("home")

        async def save(request):
            if "authorization" not in request.headers:
                raise HTTPException(401)
            return PlainTextResponse("saved")

        class Orders(HTTPEndpoint):
            async def get(self, request):
                return PlainTextResponse("orders")

            async def post(self, request):
                if not request.headers.get("x-token"):
                    return PlainTextResponse("", status_code=403)
                return PlainTextResponse("made")
    """,
    "sta_app/main.py": """
        from starlette.applications import Starlette
        from starlette.middleware import Middleware
        from starlette.responses import PlainTextResponse
        from starlette.routing import Mount, Route, Router

        from sta_app import pages


        class Gate:
            def __init__(self, app):
                self.app = app

            async def __call__(self, scope, receive, send):
                if scope["type"] == "http" and b"authorization" not in dict(scope["headers"]):
                    await PlainTextResponse("", status_code=401)(scope, receive, send)
                    return
                await self.app(scope, receive, send)


        staff = Router(routes=[Route("/list", pages.home)])
        inner = Starlette(routes=[Route("/safe", pages.home)], middleware=[Middleware(Gate)])
        routes = [
            Route("/", pages.home),
            Route("/save", pages.save, methods=["POST"]),
            Route("/orders", pages.Orders),
            Mount("/nested", routes=[Route("/home", endpoint=pages.home)]),
            Mount("/staff", app=staff),
            Mount("/inner", app=inner),
        ]
        app = Starlette(routes=routes)
        app.add_route("/added", pages.home)
    """,
}


@pytest.mark.parametrize(
    ("texts", "module"),
    [
        pytest.param(DEPENDENCIES, "dep_app.main", id="dependencies"),
        pytest.param(ROUTERS, "rou_app.main", id="routers"),
        pytest.param(CLOSED, "clo_app.main", id="closed"),
        pytest.param(STARLETTE, "sta_app.main", id="starlette"),
    ],
)
def test_the_list_is_what_is_served(texts: dict[str, str], module: str, tmp_path: Path) -> None:
    with loaded(tmp_path, texts, module) as application:
        served = served_by_asgi(application.app)
    assert listed(Workspace(texts, markers=["."])) == served
