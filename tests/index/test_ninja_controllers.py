"""django-ninja-extra: what registered controllers serve, and what they ask for."""

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

URLS = "from django.urls import path\nfrom shop.api import api\nurlpatterns = [path('api/', api.urls)]\n"
API = """
from ninja.security import django_auth
from ninja_extra import NinjaExtraAPI
from shop.orders import Orders, Plain

api = NinjaExtraAPI(API)
api.register_controllers(Orders, Plain)
"""
ORDERS = """
from ninja.security import django_auth
from ninja_extra import ControllerBase, api_controller, http_get, http_post, route
from ninja_extra.permissions import AllowAny, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly

class Listed:
    @http_get("/all")
    def all(self): ...

@api_controller("/orders", CONTROLLER)
class Orders(Listed, ControllerBase):
    @route.get("/{int:pk}" ROUTE)
    def one(self, pk: int): ...

    @http_post("" ROUTE)
    def create(self): ...

    @route.generic("/bulk", methods=["PUT", "PATCH"])
    def bulk(self): ...

    def helper(self): ...

class Plain:
    @http_get("/nowhere")
    def nowhere(self): ...
"""


def lines(api: str = "", controller: str = "", route: str = "") -> list[str]:
    orders = ORDERS.replace("CONTROLLER", controller).replace(" ROUTE", f", {route}" if route else "")
    texts = {"shop/__init__.py": "", "shop/api.py": API.replace("(API)", f"({api})"), "shop/orders.py": orders}
    return endpoint_lines(Workspace({"urls.py": URLS, **texts}))


def test_what_a_controller_serves() -> None:
    assert [it.rpartition(" ")[0] for it in lines()] == [
        "POST /api/orders/",
        "GET /api/orders/<int:pk>",
        "GET /api/orders/all",
        "PATCH/PUT /api/orders/bulk",
    ]


@pytest.mark.parametrize(
    ("api", "controller", "route", "expected"),
    [
        ("", "", "", ["unguarded", "unguarded"]),
        ("auth=django_auth", "", "", ["by django_auth", "by django_auth"]),
        ("", "auth=django_auth", "", ["by django_auth", "by django_auth"]),
        ("", "permissions=[IsAuthenticated]", "", ["by IsAuthenticated", "by IsAuthenticated"]),
        ("", "permissions=[IsAuthenticated & IsAdminUser]", "", ["by IsAuthenticated, IsAdminUser"] * 2),
        ("", "permissions=[IsAuthenticated | AllowAny]", "", ["open: `AllowAny`"] * 2),
        ("", "permissions=[IsAuthenticated]", "permissions=[AllowAny]", ["open: `AllowAny`"] * 2),
        (
            "",
            "permissions=[IsAuthenticatedOrReadOnly]",
            "",
            ["by IsAuthenticatedOrReadOnly", "open: `IsAuthenticatedOrReadOnly`"],
        ),
        ("", "permissions=computed()", "", ["unknown: what `permissions` lists is not known"] * 2),
    ],
)
def test_what_it_asks_for(api: str, controller: str, route: str, expected: list[str]) -> None:
    found = lines(api, controller, route)
    assert [it.partition(" /api/orders/")[2].removeprefix("<int:pk>").strip() for it in found[:2]] == expected
