"""Small FastAPI and Starlette applications guarded by more than dependencies, listed as they are served."""

from pathlib import Path

import pytest

from tests.harness.access import ACCESS
from tests.harness.listing import listed
from tests.harness.served import loaded, served_by_asgi
from tests.harness.workspace import Workspace

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
        pytest.param(CLOSED, "clo_app.main", id="closed"),
        pytest.param(STARLETTE, "sta_app.main", id="starlette"),
    ],
)
def test_the_list_is_what_is_served(texts: dict[str, str], module: str, tmp_path: Path) -> None:
    with loaded(tmp_path, texts, module) as application:
        served = served_by_asgi(application.app)
    assert listed(Workspace(texts, markers=["."])) == served
