"""Who is turned away before a Django view: by what a middleware calls of its own, by a hook of a class."""

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

URLS = "from django.urls import path\nimport views\nurlpatterns = [path('a/', {})]\n"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("        if response := self.admit(request):\n            return response\n", "by Members?"),
        (
            (
                "        if not request.path.startswith('/open/'):\n"
                "            response = self.admit(request)\n"
                "            if response:\n"
                "                return response\n"
            ),
            "by Members?",
        ),
        (
            (
                "        if request.path.startswith('/staff/'):\n"
                "            response = self.admit(request)\n"
                "            if response:\n"
                "                return response\n"
            ),
            "unknown: `Members` asks for a login before some paths",
        ),
        (
            (
                "        if settings.PRIVATE:\n            response = self.admit(request)\n"
                "            if response:\n                return response\n"
            ),
            "unknown: `Members` asks for a login where it is switched on",
        ),
        ("", "unguarded"),
    ],
)
def test_a_middleware_asks_in_a_method_of_its_own(call: str, expected: str) -> None:
    middleware = (
        "from django.conf import settings\n"
        "from django.shortcuts import redirect\n"
        "class Members:\n"
        "    def __call__(self, request):\n"
        f"{call}"
        "        return self.get_response(request)\n"
        "    def admit(self, request):\n"
        "        if request.user.is_anonymous and request.path not in EXEMPT:\n"
        "            return redirect('login')\n"
        "        return None\n"
    )
    settings = "ROOT_URLCONF = 'urls'\nMIDDLEWARE = ['shop.middleware.Members']\n"
    texts = {"config/settings.py": settings, "shop/middleware.py": middleware, "views.py": "def a(request): ...\n"}
    assert endpoint_lines(Workspace({"urls.py": URLS.format("views.a"), **texts})) == [f"ANY /a/ {expected}"]


def test_a_page_for_those_who_have_not_come_in_is_not_guarded_by_sending_on_those_who_have() -> None:
    views = """
from django.shortcuts import redirect
from django.views.generic import TemplateView
class LoginView(TemplateView):
    def dispatch(self, request, *args, **kwargs):
        if not self.request.user.is_anonymous:
            try:
                return redirect(self.next_page())
            except AttributeError:
                return redirect("/")
        return super().dispatch(request, *args, **kwargs)
"""
    lines = endpoint_lines(Workspace({"urls.py": URLS.format("views.LoginView.as_view()"), "views.py": views}))
    assert lines == ["GET /a/ unguarded"]
