"""django-ninja: the operations of an API and its routers, and the authentication in force for each."""

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

API = "from ninja import NinjaAPI, Router\nfrom ninja.security import HttpBearer, django_auth\n"
URLS = "from django.urls import path\nfrom shop.api import api\nurlpatterns = [path('api/', api.urls)]\n"


def lines(api: str, **files: str) -> list[str]:
    texts = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    return endpoint_lines(Workspace({"urls.py": URLS, "shop/api.py": API + api} | texts))


def test_operations_of_the_api_and_of_nested_routers_by_variable_and_by_name() -> None:
    orders = API + (
        "router = Router()\n"
        "inner = Router()\n"
        "router.add_router('/notes', inner)\n"
        "@router.get('/{int:pk}')\n"
        "def order(request, pk): ...\n"
        "@inner.api_operation(['POST', 'PATCH'], '/')\n"
        "def note(request): ...\n"
    )
    api = (
        "from shop.orders import router as orders\n"
        "api = NinjaAPI()\n"
        "api.add_router('/orders/', orders)\n"
        "api.add_router('/again', 'shop.orders.router')\n"
        "@api.delete('/all')\n"
        "def remove(request): ...\n"
    )
    assert lines(api, shop__orders=orders) == [
        "GET /api/again/<int:pk> unguarded",
        "PATCH/POST /api/again/notes/ unguarded",
        "DELETE /api/all unguarded",
        "GET /api/orders/<int:pk> unguarded",
        "PATCH/POST /api/orders/notes/ unguarded",
    ]


@pytest.mark.parametrize(
    ("api", "router", "mount", "operation", "expected"),
    [
        ("", "", "", "", "unguarded"),
        ("auth=django_auth", "", "", "", "by django_auth"),
        ("auth=django_auth", "auth=Token()", "", "", "by Token"),
        ("auth=django_auth", "auth=Token()", ", auth=check", "", "by check"),
        ("", "auth=Token()", ", auth=check", ", auth=django_auth", "by django_auth"),
        ("auth=django_auth", "", "", ", auth=None", "open: `auth=None`"),
        ("auth=django_auth", "", "", ", auth=[Token(), AllowAnonymous()]", "open: `AllowAnonymous`"),
        ("auth=[Token(), django_auth]", "", "", "", "by Token"),
    ],
)
def test_the_nearest_authentication_is_in_force(
    api: str, router: str, mount: str, operation: str, expected: str
) -> None:
    text = (
        "class Token(HttpBearer):\n"
        "    def authenticate(self, request, token): ...\n"
        "class AllowAnonymous(HttpBearer): ...\n"
        "def check(request): ...\n"
        f"api = NinjaAPI({api})\n"
        f"router = Router({router})\n"
        f"api.add_router('x', router{mount})\n"
        f"@router.post('/y'{operation})\n"
        "def make(request): ...\n"
    )
    assert lines(text) == [f"POST /api/x/y {expected}"]


def test_an_api_that_is_mounted_elsewhere_says_nothing_of_its_guards() -> None:
    workspace = Workspace(
        {
            "shop/api.py": API + "api = NinjaAPI()\n@api.get('/open')\ndef show(request): ...\n",
            "shop/apps.py": "def ready():\n    from shop.api import api\n    from shop.more import router\n"
            "    api.add_router('more', router)\n",
            "shop/more.py": API + "router = Router(auth=django_auth)\n@router.get('/closed')\ndef hide(request): ...\n",
        }
    )
    assert endpoint_lines(workspace) == [
        "GET /{…}/more/closed by django_auth",
        "GET /{…}/open unknown: where its URLconf is included is not plain",
    ]


def test_a_router_may_be_imported_from_django_ninja_extra() -> None:
    orders = "from ninja_extra import Router\nrouter = Router()\n@router.get('/{pk}')\ndef order(request, pk): ...\n"
    api = "api = NinjaAPI()\napi.add_router('/orders', 'shop.orders.router')\n"
    assert lines(api, shop__orders=orders) == ["GET /api/orders/<pk> unguarded"]
