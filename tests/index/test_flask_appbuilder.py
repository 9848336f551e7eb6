"""Flask-AppBuilder: what views and APIs expose, and which decorators guard it."""

from textwrap import dedent

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

HEAD = """
from flask_appbuilder import BaseView, ModelRestApi, expose, has_access
from flask_appbuilder.api import BaseApi, safe
import flask_appbuilder.api
from flask_appbuilder.security.decorators import has_access_api, permission_name, protect

class ShopMixin:
    version = "v2"
"""


def lines(text: str) -> list[str]:
    return endpoint_lines(Workspace({"shop/__init__.py": "", "shop/views.py": HEAD + dedent(text)}))


@pytest.mark.parametrize(
    ("cls", "path"),
    [
        ("class Charts(BaseView):", "/charts/export"),
        ("class Charts(BaseView):\n    route_base = '/chart'", "/chart/export"),
        ("class Charts(BaseView):\n    route_base = ''", "/export"),
        ("class Charts(BaseApi):", "/api/v1/charts/export"),
        ("class Charts(ModelRestApi):\n    resource_name = 'Chart'", "/api/v1/chart/export"),
        ("class Charts(ShopMixin, ModelRestApi):\n    resource_name = 'chart'", "/api/v2/chart/export"),
    ],
)
def test_where_a_method_is_served(cls: str, path: str) -> None:
    text = f"{cls}\n    @expose('/export', methods=('POST', 'PUT'))\n    def export(self): ...\n"
    assert lines(text) == [f"POST/PUT {path} unguarded"]


@pytest.mark.parametrize(
    ("decorators", "guard"),
    [
        ("@expose('/')\n    @has_access", "by has_access"),
        ("@expose('/')\n    @has_access_api\n    @permission_name('list')", "by has_access_api"),
        ("@expose('/')\n    @protect()\n    @safe\n    @permission_name('get')", "by protect"),
        ("@flask_appbuilder.api.expose('/')\n    @protect(allow_browser_login=True)", "by protect"),
        ("@expose('/')\n    @safe", "unguarded"),
        ("@expose()", "unguarded"),
    ],
)
def test_what_guards_it(decorators: str, guard: str) -> None:
    assert lines(f"class Charts(BaseView):\n    {decorators}\n    def index(self): ...\n") == [f"GET /charts/ {guard}"]


def test_two_paths_of_one_method_and_what_is_no_view() -> None:
    text = """
        class Base(BaseView):
            route_base = "/base"

        class Charts(Base):
            @expose("/<int:pk>")
            @expose("/by-name/<name>", methods=["DELETE"])
            def show(self, pk): ...

            def helper(self): ...

        class Other:
            @expose("/other")
            def show(self): ...
    """
    assert sorted(lines(text)) == ["DELETE /base/by-name/<name> unguarded", "GET /base/<int:pk> unguarded"]
