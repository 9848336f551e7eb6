"""Litestar: endpoints whose registration is not plain to see."""

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

ACCESS = """\
from litestar.exceptions import NotAuthorizedException

def signed_in(connection, handler):
    if not connection.user:
        raise NotAuthorizedException()
"""
ORDERS = """\
from litestar import post

@post("/add")
async def add(data: dict) -> None: ...
"""


@pytest.mark.parametrize(
    ("router", "expected"),
    [
        ("route_handlers=collected(), guards=[signed_in]", "POST /add unknown: what registers `add` is not known"),
        ("route_handlers=collected()", "POST /add unguarded"),
        ("route_handlers=[add], guards=[signed_in]", "POST /orders/add by signed_in"),
    ],
)
def test_handler_that_may_stand_in_a_guarded_router_is_not_called_open(router: str, expected: str) -> None:
    app = f"""\
from litestar import Litestar, Router
from shop.access import signed_in
from shop.orders import add
from shop.plugins import collected

app = Litestar(route_handlers=[Router(path="/orders", {router})])
"""
    workspace = Workspace({
        "shop/app.py": app,
        "shop/access.py": ACCESS,
        "shop/orders.py": ORDERS,
        "shop/plugins.py": "def collected(): return [*found()]\n",
    })  # fmt: skip
    (line,) = endpoint_lines(workspace)
    assert line == expected
