"""The list of endpoints: what stands in it besides what is served, what does not, and what an edit costs."""

import pytest

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints, endpoints_in
from driftlint.index.teaching import Teaching
from tests.harness.workspace import Workspace, path_of

ACCESS = """
    from fastapi import Depends, Header, HTTPException

    def current_user(authorization: str = Header(None)):
        if authorization is None:
            raise HTTPException(401)
        return authorization
"""
SHOP = {
    "shop/__init__.py": "",
    "shop/access.py": ACCESS,
    "shop/orders.py": """
        from fastapi import APIRouter, Depends
        from shop.access import current_user

        router = APIRouter(prefix="/orders")

        @router.get("")
        def list_orders(user=Depends(current_user)):
            total = 1
            return total

        @router.post("/{number}/pay")
        def pay(number: int):
            return number
    """,
    "shop/main.py": """
        from fastapi import FastAPI
        from shop.orders import router

        app = FastAPI()
        app.include_router(router)
    """,
}


def found(texts: dict[str, str]) -> list[Endpoint]:
    return list(endpoints(Workspace(texts, markers=["."]).db))


def only(texts: dict[str, str]) -> Endpoint:
    (endpoint,) = found(texts)
    return endpoint


def fastapi(text: str) -> Endpoint:
    """The one endpoint of a FastAPI application in one file."""
    heading = "from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request\napp = FastAPI()\n"
    return only({"access.py": ACCESS, "main.py": heading + text})


def flask(text: str) -> Endpoint:
    """The one endpoint of a Flask application in one file."""
    return only({"main.py": "from flask import Flask, abort, redirect, request, session\napp = Flask('x')\n" + text})


def origins(endpoint: Endpoint) -> list[tuple[str, str, str]]:
    return [(it.kind, it.name, it.origin) for it in endpoint.guards]


def test_an_endpoint_says_where_its_handler_and_its_guards_stand() -> None:
    workspace = Workspace(SHOP, markers=["."])
    listed, pay = endpoints(workspace.db)
    assert (listed.framework, listed.methods, listed.path, listed.name) == (
        "fastapi",
        ("GET",),
        "/orders",
        "shop.orders.list_orders",
    )
    assert (listed.handler.path, listed.handler.owner) == (path_of("shop/orders.py"), "list_orders")
    line, start, _, end = workspace.facts("shop/orders.py").absolute(listed.anchor.owner, listed.anchor.span)
    assert SHOP["shop/orders.py"].splitlines()[line][8:][start:end] == "list_orders"
    assert origins(listed) == [("auth", "shop.access.current_user", "parameter `user`")]
    assert (listed.group, pay.group) == ("shop.orders.router", "shop.orders.router")
    assert (listed.guarded, pay.guarded) == (True, False)


@pytest.mark.parametrize("made", ["APIRouter", "FastAPI"])
def test_a_guard_of_the_whole_router_stands_where_it_is_listed(made: str) -> None:
    text = f"""
        from fastapi import APIRouter, Depends, FastAPI
        from shop.access import current_user

        it = {made}(dependencies=[Depends(current_user)])

        @it.get("/orders")
        def list_orders(): ...
    """
    workspace = Workspace({"shop/__init__.py": "", "shop/access.py": ACCESS, "shop/orders.py": text}, markers=["."])
    [endpoint] = endpoints(workspace.db)
    [guard] = endpoint.guards
    line, start, _, end = workspace.facts("shop/orders.py").absolute(guard.anchor.owner, guard.anchor.span)
    assert text.splitlines()[line][8:][start:end] == "Depends(current_user)"


def test_endpoints_in_a_file_are_those_it_handles() -> None:
    db = Workspace(SHOP, markers=["."]).db
    assert [it.name for it in endpoints_in(db, path_of("shop/orders.py"))] == [
        "shop.orders.list_orders",
        "shop.orders.pay",
    ]
    assert endpoints_in(db, path_of("shop/main.py")) == ()


def test_an_edit_in_a_handler_leaves_the_list_as_it_was() -> None:
    workspace = Workspace(SHOP, markers=["."])
    before = endpoints(workspace.db)
    workspace.replace("shop/orders.py", "total = 1", "total = 1 + 1")
    computed = workspace.db.computed
    assert endpoints(workspace.db) is before
    assert workspace.db.computed - computed < 25


def test_an_edit_above_moves_no_endpoint() -> None:
    workspace = Workspace(SHOP, markers=["."])
    before = endpoints(workspace.db)
    workspace.edit("shop/orders.py", "# Orders\n\n\n" + workspace.texts["shop/orders.py"])
    assert endpoints(workspace.db) is before


@pytest.mark.parametrize(
    ("name", "old", "new", "guarded"),
    [
        ("shop/orders.py", "(user=Depends(current_user))", "()", [False, False]),
        ("shop/orders.py", "number: int", "number: int, user=Depends(current_user)", [True, True]),
        ("shop/access.py", "raise HTTPException(401)", "return None", [False, False]),
        ("shop/main.py", "FastAPI()", "FastAPI(dependencies=[Depends(current_user)])", [True, True]),
        ("shop/orders.py", 'prefix="/orders"', "dependencies=[Depends(current_user)]", [True, True]),
    ],
)
def test_an_edit_of_what_guards_is_seen_at_the_endpoints(name: str, old: str, new: str, guarded: list[bool]) -> None:
    texts = dict(SHOP)
    texts["shop/main.py"] = texts["shop/main.py"].replace("import FastAPI", "import Depends, FastAPI")
    texts["shop/main.py"] += "\n        from shop.access import current_user\n"
    workspace = Workspace(texts, markers=["."])
    endpoints(workspace.db)
    workspace.replace(name, old, new)
    assert [it.guarded for it in endpoints(workspace.db)] == guarded
    assert endpoints(workspace.db) == tuple(found(workspace.texts))


def test_a_router_that_nothing_includes_is_listed_as_such() -> None:
    texts = {**SHOP, "shop/main.py": ""}
    assert [(it.path, it.unrouted, it.unknown) for it in found(texts)] == [
        ("/orders", True, ""),
        ("/orders/{number}/pay", True, ""),
    ]


def test_who_includes_a_router_is_unknown_where_includes_are_computed() -> None:
    main = """
        import pkgutil
        from fastapi import FastAPI

        app = FastAPI()
        for module in pkgutil.iter_modules():
            app.include_router(module.router)
    """
    listed, pay = found({**SHOP, "shop/main.py": main})
    assert (listed.guarded, listed.unknown) == (True, "")
    assert pay.unrouted
    assert pay.unknown == "what includes the router `router` is not known"


def test_a_router_included_under_a_condition_leaves_open_endpoints_unknown() -> None:
    main = """
        from fastapi import FastAPI
        from shop import orders
        from shop.settings import settings

        app = FastAPI()
        if settings.environment == "local":
            app.include_router(orders.router)
    """
    listed, pay = found({**SHOP, "shop/main.py": main})
    assert (listed.guarded, listed.unknown) == (True, "")
    assert (pay.guarded, pay.unknown) == (False, "its router is only included under a condition")


@pytest.mark.parametrize(
    "text",
    [
        "from slack_bolt import App\napp = App()\n@app.options('/menu')\ndef menu(): ...",
        "import typer\napp = typer.Typer()\n@app.get('/x')\ndef x(): ...",
        'from fastapi import FastAPI\ndef f():\n    """\n    @app.get("/x")\n    def x(): ...\n    """',
        "from fastapi import FastAPI\nimport httpx\nclient = httpx.Client()\n@client.get('/x')\ndef x(): ...",
        "import fastapi\nfrom elsewhere import router\n@router.get('/x')\ndef x(): ...",
        "import flask\nclass Map:\n    def route(self, path): ...\nmap = Map()\n@map.route('/x')\ndef x(): ...",
    ],
)
def test_what_only_looks_like_a_route_is_none(text: str) -> None:
    assert found({"main.py": text}) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "@app.post('/x')\nasync def x(request: Request):\n"
                "    if request.headers.get('x-token') != 'secret':\n        raise HTTPException(403)\n"
            ),
            [("permission", "x-token", "inline check")],
        ),
        (
            (
                "import stripe\n@app.post('/x')\nasync def x(request: Request):\n"
                "    event = stripe.Webhook.construct_event(await request.body(), request.headers['sig'], 'key')\n"
            ),
            [("signature", "construct_event", "inline check")],
        ),
        (
            (
                "import hmac\n@app.post('/x')\nasync def x(request: Request):\n"
                "    if not hmac.compare_digest(request.headers['x-signature'], signed(await request.body())):\n"
                "        raise HTTPException(400)\n"
            ),
            [("signature", "compare_digest", "inline check")],
        ),
        (
            (
                "@app.post('/x')\ndef x(form):\n    user = authenticate(form.username, form.password)\n"
                "    if user is None:\n        raise HTTPException(401)\n"
            ),
            [],
        ),
        (
            (
                "@app.post('/x')\ndef x(name):\n    member = find(name)\n"
                "    if member is None or member.password != name:\n        raise HTTPException(401)\n"
            ),
            [],
        ),
        (
            (
                "class AuthError(Exception): ...\n@app.post('/x')\ndef x(request: Request):\n"
                "    if request.state.get('client_id') is None:\n        raise AuthError('Who is it?')\n"
            ),
            [("auth", "AuthError", "inline check")],
        ),
        (
            (
                "class OutOfStock(Exception): ...\n@app.post('/x')\ndef x(request: Request):\n"
                "    if request.state.get('client_id') is None:\n        raise OutOfStock('Which?')\n"
            ),
            [],
        ),
        ("@app.post('/x')\ndef x(order):\n    if order.closed:\n        raise HTTPException(403)\n", []),
        (
            "@app.post('/x')\ndef x(user=None):\n    if user and user.blocked:\n        raise HTTPException(403)\n",
            [],
        ),
    ],
)
def test_a_handler_that_checks_its_caller_itself_is_guarded(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert origins(fastapi(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "@app.get('/x')\ndef x():\n    if is_admin():\n        return 'page'\n    return redirect('/login')\n",
            [("auth", "is_admin", "inline check")],
        ),
        (
            (
                "from flask import current_app\nfrom flask_login import current_user\n@app.get('/x')\ndef x():\n"
                "    if not current_user.is_authenticated:\n        return current_app.login_manager.unauthorized()\n"
            ),
            [("auth", "unauthorized", "inline check")],
        ),
        (
            (
                "@app.before_request\ndef banned():\n    if session.get('user') and session['user'] in BANNED:\n"
                "        abort(403)\n@app.get('/x')\ndef x(): ...\n"
            ),
            [],
        ),
        (
            (
                "@app.before_request\ndef ready():\n    if importing():\n        return 'later', 403\n"
                "@app.get('/x')\ndef x(): ...\n"
            ),
            [],
        ),
        (
            (
                "@app.before_request\ndef csrf():\n"
                "    if session['nonce'] != request.form.get('nonce'):\n        abort(403)\n"
                "@app.get('/x')\ndef x(): ...\n"
            ),
            [("csrf", "main.csrf", "before_request")],
        ),
    ],
)
def test_what_a_flask_handler_or_hook_refuses(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert origins(flask(text)) == expected


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("@app.get('/x')\n@made_elsewhere\ndef x(): ...", "what the decorator `made_elsewhere` does is not known"),
        ("@app.get('/x')\ndef x(y=Depends(lookup())): ...", "what `Depends(lookup(…))` depends on is unknown"),
        ("@app.get('/x', dependencies=make())\ndef x(): ...", "`dependencies` is computed"),
    ],
)
def test_what_stops_the_analysis_of_guards_is_said(text: str, unknown: str) -> None:
    endpoint = fastapi(text)
    assert (endpoint.guarded, endpoint.unknown) == (False, unknown)


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


def test_websockets_are_endpoints() -> None:
    endpoint = fastapi("@app.websocket('/ws')\nasync def ws(socket): ...")
    assert (endpoint.methods, endpoint.path) == (("WEBSOCKET",), "/ws")


def test_a_router_included_twice_serves_its_routes_twice() -> None:
    texts = {**SHOP, "shop/main.py": SHOP["shop/main.py"] + "\n        app.include_router(router, prefix='/again')\n"}
    assert sorted(it.path for it in found(texts)) == [
        "/again/orders",
        "/again/orders/{number}/pay",
        "/orders",
        "/orders/{number}/pay",
    ]


def test_routers_that_include_each_other_end() -> None:
    texts = {
        "main.py": """
            from fastapi import APIRouter
            a = APIRouter()
            b = APIRouter()
            a.include_router(b)
            b.include_router(a)

            @a.get("/x")
            def x(): ...
        """
    }
    assert {it.path for it in found(texts)} == {"/x"}


def test_an_application_that_a_function_makes_for_the_module_is_known() -> None:
    texts = {
        "main.py": """
            from fastapi import Depends, FastAPI
            from access import current_user

            app = None

            def start():
                global app
                app = FastAPI(dependencies=[Depends(current_user)])

                @app.get("/x")
                def x(): ...
        """,
        "access.py": ACCESS,
    }
    assert [(it.path, it.guarded) for it in found(texts)] == [("/x", True)]


def test_routers_of_fastapi_extensions_are_routers() -> None:
    endpoint = fastapi(
        "from access import current_user\nfrom fastapi_utils.cbv import cbv\n"
        "from fastapi_utils.inferring_router import InferringRouter\n"
        "router = InferringRouter(prefix='/v1')\n"
        "@cbv(router)\nclass Orders:\n    user: str = Depends(current_user)\n"
        "    @router.get('/x')\n    def x(self): ...\napp.include_router(router)\n"
    )
    assert (endpoint.path, endpoint.guarded) == ("/v1/x", True)


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
