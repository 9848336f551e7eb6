"""What guards an endpoint of FastAPI besides plain dependencies: controllers, middleware, wrappers, factories."""

import pytest

from driftlint.index.endpoints import endpoints
from driftlint.index.teaching import Teaching
from tests.harness.one_endpoint import ACCESS, fastapi, origins
from tests.harness.workspace import Workspace


def test_controllers_take_the_dependencies_of_their_attributes_and_bases() -> None:
    endpoint = fastapi(
        "from access import current_user\n"
        "router = APIRouter()\n"
        "class Base:\n    user: str = Depends(current_user)\n"
        "@controller(router)\nclass Orders(Base):\n    @router.get('/x')\n    def x(self): ...\n"
        "app.include_router(router)\n"
    )
    assert origins(endpoint) == [("auth", "access.current_user", "attribute `user` of `main.Base`")]
    assert endpoint.handler.owner == "Orders.x"


def test_a_guard_known_by_its_name_alone_is_not_certain() -> None:
    endpoint = fastapi("from elsewhere import current_user\n@app.get('/x')\ndef x(user=Depends(current_user)): ...")
    assert [(it.kind, it.certain) for it in endpoint.guards] == [("auth", False)]


def test_middleware_is_never_certain_to_guard_an_endpoint() -> None:
    endpoint = fastapi(
        "from starlette.responses import Response\n@app.middleware('http')\nasync def check(request, call_next):\n"
        "    if 'token' not in request.cookies:\n        return Response(status_code=401)\n"
        "    return await call_next(request)\n@app.get('/x')\ndef x(): ..."
    )
    assert [(it.kind, it.origin, it.certain) for it in endpoint.guards] == [("auth", "middleware", False)]


def test_a_guard_that_the_project_teaches_counts() -> None:
    workspace = Workspace(
        {
            "access.py": ACCESS,
            "main.py": """
        from fastapi import Depends, FastAPI
        from company.gate import visitor_badge

        app = FastAPI()

        @app.get("/x")
        def x(badge=Depends(visitor_badge)): ...
    """,
        }
    )
    assert [it.guarded for it in endpoints(workspace.db)] == [False]
    workspace.teach(Teaching(guards={"auth": ("company.gate.*",)}))
    assert [it.guarded for it in endpoints(workspace.db)] == [True]


IDENTIFIED = """
from starlette.authentication import AuthenticationBackend, AuthenticationError, requires
from starlette.middleware.authentication import AuthenticationMiddleware

class Backend(AuthenticationBackend):
    async def authenticate(self, conn):
        if "Authorization" not in conn.headers:
            GIVE_UP
        return read(conn)

app.add_middleware(AuthenticationMiddleware, backend=Backend())

@app.post("/orders")
def order(request: Request):
    return 1
"""


@pytest.mark.parametrize(
    ("gives_up", "names"),
    [
        ("return", []),
        ("return None", []),
        ('raise AuthenticationError("Who?")', ["starlette.middleware.authentication.AuthenticationMiddleware"]),
    ],
)
def test_middleware_that_finds_out_who_calls_is_a_guard_where_it_insists(gives_up: str, names: list[str]) -> None:
    endpoint = fastapi(IDENTIFIED.replace("GIVE_UP", gives_up))
    assert [it.name for it in endpoint.guards] == names
    assert endpoint.unknown == ""


WRAPPED = """
from functools import wraps
from access import current_user

def needs(scopes):
    def decorator(handler):
        @wraps(handler)
        def inner(request, *args):
            if not request.user.has(scopes):
                raise HTTPException(403)
            return handler(request, *args)
        return inner
    return decorator

def checked(method, path, scopes=None, **more):
    def decorator(handler):
        return method(path, **more)(needs(scopes or [])(handler))
    return decorator

def depending(method, path):
    return method("/api" + path, dependencies=[Depends(current_user)])

def plain(method, path):
    return method(path)

@WRAPPER
def order(request: Request):
    return 1
"""


@pytest.mark.parametrize(
    ("wrapper", "served", "names"),
    [
        ('checked(app.get, "/orders", ["orders"])', ("GET", "/orders"), ["main.checked"]),
        ('checked(app.post, path="/orders")', ("POST", "/orders"), ["main.checked"]),
        ('checked(method=app.delete, path="/orders")', ("DELETE", "/orders"), ["main.checked"]),
        ('depending(app.put, "/orders")', ("PUT", "/api/orders"), ["access.current_user"]),
    ],
)
def test_a_route_may_be_declared_through_a_function_of_the_project(
    wrapper: str, served: tuple[str, str], names: list[str]
) -> None:
    endpoint = fastapi(WRAPPED.replace("WRAPPER", wrapper))
    assert (*endpoint.methods, endpoint.path) == served
    assert [it.name for it in endpoint.guards] == names
    assert endpoint.unknown == ""


def test_a_wrapper_in_which_no_guard_is_found_leaves_the_endpoint_undecided() -> None:
    endpoint = fastapi(WRAPPED.replace("WRAPPER", 'plain(app.post, "/orders")'))
    assert endpoint.guards == ()
    assert "plain" in endpoint.unknown


VERIFIERS = """
from abc import ABC, abstractmethod

class Verifier(ABC):
    def __call__(self, request: Request):
        return self.verify(request)

    @abstractmethod
    def verify(self, request): ...

class TokenVerifier(Verifier):
    def verify(self, request):
        if "token" not in request.headers:
            raise HTTPException(401)

class Abstract(ABC):
    @abstractmethod
    def __call__(self, request: Request): ...

class Concrete(Abstract):
    def __call__(self, request: Request):
        if "token" not in request.headers:
            raise HTTPException(401)

class Pages:
    def __call__(self, page: int = 1):
        return page

def configured(*scopes) -> RETURNS:
    return load(settings.VERIFIER)(scopes)

@app.post("/orders")
def order(entity=Depends(configured("write"))):
    return 1
"""


@pytest.mark.parametrize(("returns", "kinds"), [("Verifier", ["auth"]), ("Abstract", ["auth"]), ("Pages", [])])
def test_what_a_factory_says_it_returns_is_looked_into_where_its_body_does_not_tell(
    returns: str, kinds: list[str]
) -> None:
    endpoint = fastapi(VERIFIERS.replace("RETURNS", returns))
    assert [it.kind for it in endpoint.guards] == kinds
    assert not any(it.certain for it in endpoint.guards)
    assert bool(endpoint.unknown) == (not kinds)
