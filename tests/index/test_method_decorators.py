"""Django's `method_decorator` on a class: for one of its methods, its own or inherited, however it is written."""

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

HEAD = """
import requests
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import ListView

class Base(View):
    def get(self, request): ...

class Both(Base):
    def post(self, request):
        requests.post("/")
"""
URLS = "from django.urls import path\nimport views\nurlpatterns = [path('a/', views.A.as_view())]\n"


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ("@method_decorator(login_required, 'get')\nclass A(Base): ...\n", ["by login_required"]),
        ("@method_decorator(login_required, name='get')\nclass A(Base): ...\n", ["by login_required"]),
        ("@method_decorator(name='get', decorator=login_required)\nclass A(ListView): ...\n", ["by login_required"]),
        (
            "@method_decorator(name='get', decorator=staff_member_required())\nclass A(ListView): ...\n",
            ["by staff_member_required"],
        ),
        ("@method_decorator(login_required, name='get')\nclass A(Both): ...\n", ["by login_required", "unguarded"]),
        (
            "@method_decorator(login_required, name='get')\nclass Inner(Base): ...\nclass A(Inner): ...\n",
            ["by login_required"],
        ),
        (
            (
                "@method_decorator(login_required, name='get')\nclass Inner(Base): ...\n"
                "class A(Inner):\n    def get(self, request): ...\n"
            ),
            ["unguarded"],
        ),
    ],
)
def test_what_guards_the_method_it_names(classes: str, expected: list[str]) -> None:
    workspace = Workspace({"urls.py": URLS, "views.py": HEAD + classes})
    assert [it.partition("/a/ ")[2] for it in endpoint_lines(workspace)] == expected


@pytest.mark.parametrize("written", ["transaction.atomic, 'post'", "name='post', decorator=transaction.atomic"])
def test_what_it_runs_the_method_inside_of(written: str) -> None:
    view = f"@method_decorator({written})\nclass A(View):\n    def post(self, request):\n        requests.post('/')\n"
    assert [it.partition(" in ")[2] for it in Workspace({"views.py": HEAD + view}).held()] == [
        "django.db.transaction.atomic"
    ]
