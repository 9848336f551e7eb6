import json
import re
import textwrap
from pathlib import Path
from typing import Any

import msgspec
import pytest

from driftlint.cli.output.cells import cells
from driftlint.cli.output.endpoint_list import EndpointList
from tests.cli.backends import API
from tests.harness.command import driftlint, write


def listed(folder: Path, *arguments: str, columns: int = 160) -> str:
    ended = driftlint("endpoints", *arguments, folder=folder, COLUMNS=str(columns))
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def entries(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    out = listed(folder, "--format", "json", *arguments)
    report = json.loads(out)
    again = json.loads(msgspec.json.encode(msgspec.json.decode(out, type=EndpointList, strict=True)))
    assert again == report, "the list holds exactly what its schema names"
    assert report["version"] == 1
    found: list[dict[str, Any]] = report["endpoints"]
    return found


def test_table(tmp_path: Path) -> None:
    write(tmp_path, API)
    *rows, empty, footer = listed(tmp_path).splitlines()
    assert [re.split("  +", row) for row in rows] == [
        ["METHOD", "PATH", "HANDLER", "GUARDS", "TRANSACTION", "EFFECTS"],
        ["GET", "/health", "health shop/api.py:29", "public: by its path or name"],
        [
            "POST", "/orders", "place_order shop/api.py:17", "current_user (parameter `user`)",
            "sessionmaker.begin", "http",
        ],
        ["DELETE", "/orders/{order_id}", "cancel_order shop/api.py:24", "none"],
        ["GET", "/orders/{order_id}", "show_order shop/api.py:12", "current_user (parameter `user`)"],
    ]  # fmt: skip
    assert empty == ""
    assert footer == "4 endpoints: 2 guarded, 1 public or unknown, 1 without a guard; files are below ."


def test_only_those_without_a_guard(tmp_path: Path) -> None:
    write(tmp_path, API)
    out = listed(tmp_path, "--unguarded")
    assert "/health" in out
    assert "DELETE" in out
    assert "POST" not in out
    assert out.endswith("\n1 endpoint without a guard, 1 public or unknown; files are below .\n")


def test_paths_are_spelled_alike_everywhere(tmp_path: Path) -> None:
    views = """
        from django.contrib.auth.decorators import login_required
        from django.http import HttpResponse
        from django.views.decorators.http import require_POST

        from shop.money import give_back


        @require_POST
        @login_required
        def pay(request):
            return HttpResponse()


        @require_POST
        def refund(request):
            give_back(request.POST)
            return HttpResponse()
        """
    urls = """
        from django.urls import path, re_path

        from shop import views

        urlpatterns = [re_path(r"^pay/?$", views.pay), path("refund/", views.refund)]
        """
    settings = "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = []\n"
    manage = "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
    texts = {"pyproject.toml": "", "manage.py": manage, "shop/__init__.py": "", "shop/settings.py": settings}
    write(tmp_path, {**texts, "shop/urls.py": textwrap.dedent(urls), "shop/views.py": textwrap.dedent(views)})
    assert [row.split()[:2] for row in listed(tmp_path).splitlines()[1:3]] == [["POST", "/pay/"], ["POST", "/refund/"]]
    told = driftlint("check", folder=tmp_path).out
    assert "`POST /refund/` has no auth guard" in told
    assert "Add `login_required` as on `POST /pay/`" in told
    line = (tmp_path / "shop" / "views.py").read_text(encoding="utf-8").splitlines().index("def refund(request):") + 1
    assert "answers POST /refund/" in driftlint("explain", f"shop/views.py:{line + 1}", folder=tmp_path).out


def test_only_those_of_one_file(tmp_path: Path) -> None:
    write(tmp_path, API)
    assert len(entries(tmp_path, "shop/api.py")) == 4
    assert entries(tmp_path, "shop/auth.py") == []


@pytest.mark.parametrize("columns", [60, 80, 100, 120])
def test_list_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    write(tmp_path, API)
    out = listed(tmp_path, columns=columns)
    assert max(cells(line) for line in out.splitlines()[:-1]) <= columns
    for word in ("/orders", "current_user", "cancel_order"):
        assert word in out


def test_json(tmp_path: Path) -> None:
    write(tmp_path, API)
    found = {(tuple(it["methods"]), it["path"]): it for it in entries(tmp_path)}
    assert found[("POST",), "/orders"] == {
        "kind": "http",
        "framework": "fastapi",
        "methods": ["POST"],
        "path": "/orders",
        "handler": "shop.api.place_order",
        "file": "shop/api.py",
        "line": 17,
        "guards": [
            {
                "kind": "auth",
                "name": "shop.auth.current_user",
                "origin": "parameter `user`",
                "path": "shop/api.py",
                "line": 17,
                "certain": True,
            }
        ],
        "declared_open": "",
        "unknown": "",
        "transaction": {
            "opener": "sqlalchemy.orm.sessionmaker.begin",
            "function": "place_order",
            "path": "shop/api.py",
            "line": 18,
        },
        "effects": [
            {
                "effect": "http",
                "certain": True,
                "route": [{"name": "httpx.post", "path": "shop/api.py", "line": 20}],
            }
        ],
    }
    assert found[("GET",), "/health"]["declared_open"] == "by its path or name"
    assert found[("DELETE",), "/orders/{order_id}"]["guards"] == []


def test_endpoints_declared_public_say_where(tmp_path: Path) -> None:
    constraints = 'rules: {unguarded-endpoint: {public: ["DELETE /orders/{order_id}"]}}'
    comment = API["shop/api.py"].replace("def health", "# driftlint: public for the load balancer\n        def health")
    write(tmp_path, {**API, "constraints.yaml": constraints, "shop/api.py": comment})
    reasons = {it["handler"]: it["declared_open"] for it in entries(tmp_path)}
    assert reasons["shop.api.cancel_order"] == "declared in constraints.yaml"
    assert reasons["shop.api.health"] == "declared by comment, for the load balancer"
