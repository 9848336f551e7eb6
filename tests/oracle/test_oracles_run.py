"""The oracles run, and what they report is what the sample backends were written to show."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.oracle.endpoint import Endpoint
from tests.oracle.report import PROJECTS, PROJECTS_FOLDER

ROOT = PROJECTS_FOLDER.parent.parent

# Open on purpose: sign-in, health, signed webhooks, and what a project declares public in its own words.
PUBLIC = {
    "shop_fastapi": {"health", "list_products", "list_reviews", "login", "payment_changed", "show_product"},
    "library_flask": {"health", "list_books", "login", "show_book"},
    "reading_room_flask": {"health", "login"},
    "depot_flask_apis": {"Ping.get", "Scans.get", "GoodsList.get"},
    "gallery_litestar": {"buy_ticket", "health", "opening_hours", "rename_work", "show_terms", "show_work"},
    "harbour_aiohttp": {"Berth.get", "Cargo.get", "health", "list_ships", "tides", "announce_arrival"},
    "museum_pyramid": {"health", "list_exhibits", "list_tours", "show", "cancel_tour"},
    # No rule asks for guards where nothing is served under a path.
    "bakery_entries": {
        *("bake", "clean_oven", "order_flour", "Inventory.run", "heat_oven", "cool_oven", "sweep", "stock"),
        *("bake_loaves", "Shelf.loaf", "count_loaves", "Mutation.order_bread", "Order.mutate", "Stock.resolve_stored"),
    },
    "clinic_django": {"LoginView", "LogoutView.post", "card_webhook", "healthz"},
    "clinic_django_middleware": {"LoginView", "News.get", "healthz", "opening_hours"},
    "tickets_drf": {
        "ArticleViewSet",
        "FeedbackViewSet",
        "LabelViewSet",
        "LoginView.post",
        "ObtainAuthToken.post",
        "health",
        "inbound_mail",
    },
    "orchard_ninja": {"fell_tree", "health", "prices", "show_tree"},
    "notes_drf": {"Health.get"},
}


@cache
def report(project: str) -> list[Endpoint]:
    command = [sys.executable, "-m", "tests.oracle.report", project]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def expected(project: str) -> list[dict[str, str]]:
    return yaml.safe_load((PROJECTS_FOLDER / f"{project}.expected.yaml").read_text())


def find(project: str, method: str, path: str) -> Endpoint:
    return next(it for it in report(project) if (it["method"], it["path"]) == (method, path))


def places(project: str, finding: dict[str, str]) -> list[str]:
    source = (PROJECTS_FOLDER / project / finding["path"]).read_text()
    return [line for line in source.splitlines() if finding["text"] in line]


def is_reported(endpoint: Endpoint, finding: dict[str, str]) -> bool:
    module = Path(finding["path"]).with_suffix("").as_posix().replace("/", ".")
    name = re.search(r"(def|class) (\w+)", finding["text"])
    method = r"(?:\.\w+)?" if name is not None and name[1] == "class" else ""
    return name is not None and bool(re.fullmatch(rf"{module}\.(?:\w+\.)?{name[2]}{method}", endpoint["handler"]))


@pytest.mark.parametrize("project", PROJECTS)
def test_every_project_is_known_to_its_framework(project: str) -> None:
    routes = [(it["method"], it["path"]) for it in report(project)]
    assert len(set(routes)) == len(routes) >= 6


@pytest.mark.parametrize("project", PROJECTS)
def test_an_expected_finding_names_one_line(project: str) -> None:
    assert [finding for finding in expected(project) if len(places(project, finding)) != 1] == []


@pytest.mark.parametrize("project", PROJECTS)
def test_endpoints_let_strangers_in_only_where_expected(project: str) -> None:
    findings = [finding for finding in expected(project) if finding["rule"] == "unguarded-endpoint"]
    open_endpoints = [it for it in report(project) if not it["guarded"]]
    for finding in findings:
        assert any(is_reported(endpoint, finding) for endpoint in open_endpoints), finding
    unexpected = {
        endpoint["handler"]
        for endpoint in open_endpoints
        if not any(is_reported(endpoint, finding) for finding in findings)
    }
    assert {name for name in unexpected if not name.endswith(tuple(f".{it}" for it in PUBLIC[project]))} == set()


@pytest.mark.parametrize("project", PROJECTS)
def test_a_projects_own_tests_pass(project: str) -> None:
    # Loading only the plugin they need takes half the time.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "anyio.pytest_plugin"]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    folder = PROJECTS_FOLDER / project
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_fastapi_names_the_dependencies_behind_a_mount_and_a_nested_router() -> None:
    overview = find("shop_fastapi", "GET", "/backoffice/")
    revenue = find("shop_fastapi", "GET", "/api/admin/reports/revenue")
    guard = "shop.auth.permissions.require_role.<locals>.check"
    assert (overview["guards"][0], revenue["guards"][0]) == (guard, guard)
    assert overview["guarded"]
    assert revenue["guarded"]


def test_fastapi_lets_a_stranger_past_an_optional_user() -> None:
    invoice = find("shop_fastapi", "GET", "/api/orders/{order_id}/invoice")
    assert "shop.auth.users.optional_user" in invoice["guards"]
    assert not invoice["guarded"]


def test_flask_guards_a_nested_blueprint_by_its_parent() -> None:
    assert find("library_flask", "GET", "/admin/reports/overdue")["guarded"]


def test_a_class_based_view_may_guard_some_of_its_methods() -> None:
    waiting = [it for it in report("clinic_django") if it["path"] == "/appointments/waiting/<int:pk>/"]
    assert {it["method"]: it["guarded"] for it in waiting} == {"DELETE": False, "GET": True, "POST": True}


def test_a_function_view_has_the_methods_its_decorator_requires() -> None:
    methods = [it["method"] for it in report("clinic_django") if it["handler"] == "appointments.views.cancel"]
    assert methods == ["DELETE", "POST"]


def test_drf_names_the_permissions_of_each_action() -> None:
    escalate = find("tickets_drf", "POST", "/api/v1/tickets/(?P<pk>[^/.]+)/escalate/$")
    assert escalate["guards"] == ["helpdesk.permissions.IsSupervisor"]
    load = find("tickets_drf", "GET", "/api/v1/reports/load/")
    assert load["guards"] == ["rest_framework.permissions.IsAuthenticated"]


def test_drf_leaves_a_view_open_where_settings_do_not_close_it() -> None:
    statistics = find("notes_drf", "GET", "/statistics/")
    assert (statistics["guarded"], statistics["guards"]) == (False, ["rest_framework.permissions.AllowAny"])
