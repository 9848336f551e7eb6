"""The list of endpoints: what stands in it besides what is served, what does not, and what an edit costs."""

import pytest

from driftlint.index.endpoints import endpoints, endpoints_in
from tests.harness.one_endpoint import ACCESS, fastapi, found, origins
from tests.harness.workspace import Workspace, path_of

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


def test_what_is_mounted_and_not_known_includes_no_router() -> None:
    main = """
        from fastapi import FastAPI
        from elsewhere import pages

        app = FastAPI()
        app.mount("/pages", pages())
        app.mount("/more", unheard_of)
    """
    assert [(it.path, it.unrouted, it.unknown) for it in found({**SHOP, "shop/main.py": main})] == [
        ("/orders", True, ""),
        ("/orders/{number}/pay", True, ""),
    ]


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
