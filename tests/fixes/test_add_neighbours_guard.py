"""`add-neighbours-guard`: the guard the neighbours use, in their style, in its place, with its import."""

from pathlib import Path

import pytest

from tests.fixes.mending import Backend, dedented, mended

RULE, FIX = "unguarded-endpoint", "add-neighbours-guard"

FASTAPI_TOP = """
    from typing import Annotated

    from fastapi import APIRouter, Depends, FastAPI, HTTPException

    router = APIRouter()


    def current_user() -> str:
        raise HTTPException(401)


    CurrentUser = Annotated[str, Depends(current_user)]
    """

FASTAPI = {
    "an alias, before the first default": (
        "def first(user: CurrentUser):\n    return user",
        "def added(number: int, page: int = 1):\n    return number",
        "def added(number: int, user: CurrentUser, page: int = 1):\n    return number",
    ),
    "a default, behind the others": (
        "def first(user: str = Depends(current_user)):\n    return user",
        "def added(number: int, page: int = 1):\n    return number",
        "def added(number: int, page: int = 1, user: str = Depends(current_user)):\n    return number",
    ),
    "a line for each parameter": (
        "def first(user: CurrentUser):\n    return user",
        "def added(\n    number: int,  # of it\n    page: int,  # zero\n):\n    return number",
        "def added(\n    number: int,  # of it\n    page: int,  # zero\n    user: CurrentUser,\n):\n    return number",
    ),
    "a handler without parameters": (
        "def first(user: CurrentUser):\n    return user",
        "async def added():\n    return 1",
        "async def added(user: CurrentUser):\n    return 1",
    ),
    "keyword-only parameters": (
        "def first(user: CurrentUser):\n    return user",
        "def added(*, page: int = 1):\n    return page",
        "def added(*, page: int = 1, user: CurrentUser):\n    return page",
    ),
    "a name of its own where the neighbours' is taken": (
        "def first(user: CurrentUser):\n    return user",
        "def added(user: int):\n    return user",
        "def added(user: int, current_user: CurrentUser):\n    return user",
    ),
}


@pytest.mark.parametrize(("neighbour", "before", "after"), FASTAPI.values(), ids=FASTAPI.keys())
def test_fastapi_parameter(tmp_path: Path, neighbour: str, before: str, after: str) -> None:
    def text(handler: str) -> str:
        return (
            f"{dedented(FASTAPI_TOP)}\n\n@router.get('/orders')\n{neighbour}\n\n\n@router.post('/orders')\n{handler}\n"
            "\n\napp = FastAPI()\napp.include_router(router)\n"
        )

    assert mended(tmp_path, {"shop.py": text(before)}, RULE, FIX) == {"shop.py": text(after)}


def test_fastapi_dependency_of_the_route(tmp_path: Path) -> None:
    def text(route: str) -> str:
        return (
            f"{dedented(FASTAPI_TOP)}\n\n@router.put('/orders', dependencies=[Depends(current_user)])\ndef first():\n"
            f"    pass\n\n\n{route}\ndef added():\n    pass\n\n\napp = FastAPI()\napp.include_router(router)\n"
        )

    before, after = (
        "@router.post('/orders', status_code=201)",
        ("@router.post('/orders', status_code=201, dependencies=[Depends(current_user)])"),
    )
    assert mended(tmp_path, {"shop.py": text(before)}, RULE, FIX) == {"shop.py": text(after)}


def test_import_comes_with_the_guard(tmp_path: Path) -> None:
    deps = "\n".join(dedented(FASTAPI_TOP).splitlines()[:1]) + (
        "\nfrom fastapi import Depends, HTTPException\n\n\ndef current_user() -> str:\n    raise HTTPException(401)\n"
        "\n\nCurrentUser = Annotated[str, Depends(current_user)]\n"
    )
    orders = (
        "from shop.deps import CurrentUser\nfrom shop.routes import router\n\n\n"
        "@router.get('/orders')\ndef orders(user: CurrentUser):\n    return user\n"
    )
    carts = (
        "import logging\n\nfrom shop.models import Cart\nfrom shop.routes import router\n\n\n"
        "@router.post('/carts')\ndef add() -> Cart:\n    logging.info('added')\n"
    )
    main = (
        "from fastapi import FastAPI\n\nfrom shop import carts, orders\n\napp = FastAPI()\n"
        "app.include_router(carts.router)\n"
    )
    texts = {
        "shop/__init__.py": "", "shop/deps.py": deps, "shop/orders.py": orders, "shop/carts.py": carts,
        "shop/main.py": main, "shop/models.py": "class Cart: ...\n",
        "shop/routes.py": "from fastapi import APIRouter\n\nrouter = APIRouter()\n",
    }  # fmt: skip
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert after["shop/carts.py"] == carts.replace(
        "from shop.models", "from shop.deps import CurrentUser\nfrom shop.models"
    ).replace("def add()", "def add(user: CurrentUser)")


def test_flask_decorator_stands_below_the_route(tmp_path: Path) -> None:
    before = """
        from flask import Flask
        from flask_login import login_required

        app = Flask(__name__)


        @app.route("/orders")
        @login_required
        def orders():
            return "orders"


        @app.post("/orders")
        @app.post("/order")
        def add():
            return "added"
        """
    after = dedented(before).replace("def add", "@login_required\ndef add")
    assert mended(tmp_path, before, RULE, FIX) == {"example.py": after}


DJANGO_VIEWS = """
    from django.contrib.auth.decorators import login_required
    from django.contrib.auth.mixins import LoginRequiredMixin
    from django.http import HttpResponse
    from django.views import View
    from django.views.decorators.http import require_POST

    from shop.money import give_back


    {first}


    {second}
    """
DJANGO_URLS = "from django.urls import path\n\nfrom shop import views\n\nurlpatterns = [{routes}]\n"

DJANGO = {
    "a decorator where the neighbours have it": (
        "@require_POST\n@login_required\ndef pay(request):\n    return HttpResponse()",
        "@require_POST\ndef refund(request):\n    give_back(request.POST)\n    return HttpResponse()",
        "@require_POST\n@login_required\ndef refund(request):\n    give_back(request.POST)\n    return HttpResponse()",
        "path('pay', views.pay), path('refund', views.refund)",
    ),
    "a mixin as the first base": (
        "class Pay(LoginRequiredMixin, View):\n    def post(self, request):\n        return HttpResponse()",
        "class Refund(View):\n    def post(self, request):\n        return give_back(request.POST)",
        "class Refund(LoginRequiredMixin, View):\n    def post(self, request):\n        return give_back(request.POST)",
        "path('pay', views.Pay.as_view()), path('refund', views.Refund.as_view())",
    ),
    "a mixin that stood too far behind to run": (
        "class Pay(LoginRequiredMixin, View):\n    def post(self, request):\n        return HttpResponse()",
        "class Refund(View, LoginRequiredMixin):\n    def post(self, request):\n        return give_back(request.POST)",
        "class Refund(LoginRequiredMixin, View):\n    def post(self, request):\n        return give_back(request.POST)",
        "path('pay', views.Pay.as_view()), path('refund', views.Refund.as_view())",
    ),
    "the decorator that says what the neighbours' mixin says": (
        "class Pay(LoginRequiredMixin, View):\n    def post(self, request):\n        return HttpResponse()",
        "@require_POST\ndef refund(request):\n    give_back(request.POST)\n    return HttpResponse()",
        "@login_required\n@require_POST\ndef refund(request):\n    give_back(request.POST)\n    return HttpResponse()",
        "path('pay', views.Pay.as_view()), path('refund', views.refund)",
    ),
}


@pytest.mark.parametrize(("first", "before", "after", "routes"), DJANGO.values(), ids=DJANGO.keys())
def test_django(tmp_path: Path, first: str, before: str, after: str, routes: str) -> None:
    def texts(second: str) -> dict[str, str]:
        return {
            "manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
            "shop/__init__.py": "",
            "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = []\n",
            "shop/urls.py": DJANGO_URLS.format(routes=routes),
            "shop/views.py": dedented(DJANGO_VIEWS).format(first=first, second=second),
        }

    assert mended(tmp_path, texts(before), RULE, FIX) == texts(after)


def test_drf_permission_classes(tmp_path: Path) -> None:
    views = """
        from rest_framework.decorators import api_view, permission_classes
        from rest_framework.permissions import IsAuthenticated
        from rest_framework.response import Response
        from rest_framework.views import APIView

        from shop.money import give_back


        class Orders(APIView):
            permission_classes = [IsAuthenticated]

            def get(self, request):
                return Response()


        class Refunds(APIView):
            \"\"\"Money back.\"\"\"

            def post(self, request):
                return Response(give_back(request.data))
        """
    texts = {
        "manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
        "shop/__init__.py": "",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nINSTALLED_APPS = ['rest_framework']\n",
        "shop/urls.py": DJANGO_URLS.format(
            routes="path('orders', views.Orders.as_view()), path('refunds', views.Refunds.as_view())"
        ),
        "shop/views.py": dedented(views),
    }
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert after["shop/views.py"] == dedented(views).replace(
        '    """Money back."""\n', '    """Money back."""\n    permission_classes = [IsAuthenticated]\n'
    )


def test_title_names_the_guard_and_the_neighbour(tmp_path: Path) -> None:
    text = (
        f"{dedented(FASTAPI_TOP)}\n\n@router.get('/orders')\ndef first(user: CurrentUser):\n    pass\n\n\n"
        "@router.post('/orders')\ndef added():\n    pass\n\n\napp = FastAPI()\napp.include_router(router)\n"
    )
    backend = Backend(tmp_path, {"shop.py": text})
    fixes = backend.fixes(backend.findings(RULE)[0])
    assert [(it.id, it.title, it.preferred) for it in fixes] == [
        (FIX, "Add `current_user` as on `GET /orders`", True),
        ("declare-public", "Declare this endpoint public, with a reason", False),
    ]


def test_declaration_stands_above_the_decorators(tmp_path: Path) -> None:
    before = """
        from flask import Flask

        app = Flask(__name__)


        @app.post("/orders")
        def add():
            return "added"


        @app.get("/orders")
        def show():
            return "shown"
        """
    after = dedented(before).replace(
        '@app.post("/orders")', '# driftlint: public anyone may call this: say why\n@app.post("/orders")'
    )
    assert mended(tmp_path, before, RULE, FIX) is None
    assert mended(tmp_path, before, RULE, "declare-public") == {"example.py": after}


def test_a_guard_from_elsewhere_is_not_offered(tmp_path: Path) -> None:
    top = "from flask import Blueprint\nfrom flask_login import login_required\n\n"
    texts = {
        "shop/__init__.py": "",
        "shop/carts.py": top + "carts = Blueprint('carts', __name__)\n\n\n@carts.post('/carts')\n@login_required\n"
        "def add():\n    return ''\n",
        "shop/boxes.py": top + "boxes = Blueprint('boxes', __name__)\n\n\n@boxes.post('/boxes')\ndef add():\n    ...\n",
        "shop/main.py": "from flask import Flask\n\nfrom shop.boxes import boxes\nfrom shop.carts import carts\n\n"
        "app = Flask(__name__)\napp.register_blueprint(boxes)\napp.register_blueprint(carts)\n",
    }
    assert mended(tmp_path, texts, RULE, FIX) is None


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        (
            """
            from ninja import NinjaAPI
            from ninja.security import django_auth
            from shop.models import Order

            api = NinjaAPI()

            @api.get("/a", auth=django_auth)
            def a(request): return 1

            @api.post("/b", auth=django_auth)
            def b(request): return 1

            @api.put("/c", auth=django_auth)
            def c(request): return 1

            @api.delete("/d")
            def d(request, pk: int):
                Order.objects.get(pk=pk).delete()
            """,
            '@api.delete("/d", auth=django_auth)\ndef d(',
        ),
        (
            """
            from litestar import Litestar, delete, get, post
            from litestar.connection import ASGIConnection
            from litestar.exceptions import NotAuthorizedException
            from shop.models import Order

            def signed_in(connection: ASGIConnection, handler) -> None:
                if not connection.user:
                    raise NotAuthorizedException

            @get("/a", guards=[signed_in])
            async def a() -> int: return 1

            @post("/b", guards=[signed_in])
            async def b() -> int: return 1

            @get("/c", guards=[signed_in])
            async def c() -> int: return 1

            @delete("/d/{pk:int}", status_code=204)
            async def d(pk: int) -> None:
                Order.objects.get(pk=pk).delete()

            app = Litestar([a, b, c, d])
            """,
            '@delete("/d/{pk:int}", status_code=204, guards=[signed_in])\nasync def d(',
        ),
        (
            """
            from pyramid.config import Configurator
            from pyramid.view import view_config
            from shop.models import Order

            class Policy:
                def permits(self, request, context, permission):
                    return request.headers.get("Authorization") == "secret"

            @view_config(route_name="a", request_method="GET", renderer="json", permission="see")
            def a(request): return 1

            @view_config(route_name="a", request_method="POST", renderer="json", permission="change")
            def b(request):
                Order.objects.create()

            @view_config(route_name="a", request_method="PUT", renderer="json", permission="change")
            def c(request):
                Order.objects.create()

            @view_config(route_name="a", request_method="DELETE", renderer="json")
            def d(request):
                Order.objects.get(pk=request.params["pk"]).delete()

            def main(settings):
                config = Configurator(security_policy=Policy())
                config.add_route("a", "/a")
                config.scan()
                return config.make_wsgi_app()
            """,
            'request_method="DELETE", renderer="json", permission="change")\ndef d(',
        ),
    ],
    ids=["ninja", "litestar", "pyramid"],
)
def test_guard_is_a_keyword_of_the_route_where_it_is_one_nearby(tmp_path: Path, text: str, guarded: str) -> None:
    texts = {
        "shop/__init__.py": "",
        "shop/models.py": "from django.db import models\nclass Order(models.Model): pass\n",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = []\nINSTALLED_APPS = ['shop']\n",
        "shop/urls.py": "from django.urls import path\nfrom shop.api import api\nurlpatterns = [path('', api.urls)]\n",
        "shop/api.py": dedented(text),
    }
    after = mended(tmp_path, texts, RULE, FIX)
    assert after is not None
    assert guarded in after["shop/api.py"]
