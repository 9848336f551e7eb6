"""`# driftlint: public` at an endpoint that is guarded is told, with a fix that removes the comment."""

from pathlib import Path

import pytest

from driftlint.diagnostic.model import Safety, Severity
from tests.fixes.mending import Backend, dedented

RULE = "public-though-guarded"

TOP = """
    from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request

    router = APIRouter()


    def current_user(request: Request) -> str:
        if "user" not in request.session:
            raise HTTPException(401)
        return request.session["user"]


    @router.post("/first")
    def first(user: str = Depends(current_user)):
        return user


    """
END = "\n\napp = FastAPI()\napp.include_router(router)\n"


def backend(root: Path, handler: str) -> Backend:
    return Backend(root, {"shop.py": dedented(TOP) + "\n\n" + dedented(handler) + END})


GUARDED = {
    "above": """
        # driftlint: public a catalogue
        @router.post("/second")
        def second(user: str = Depends(current_user)):
            return user
        """,
    "at the end of the line": """
        @router.post("/second", dependencies=[Depends(current_user)])
        def second():  # driftlint: public a catalogue
            return 1
        """,
}
OPEN = {
    "not guarded": """
        @router.post("/second")
        def second():  # driftlint: public a catalogue
            return 1
        """,
    "the handler looks at something itself": """
        @router.post("/second")
        def second(request: Request):  # driftlint: public shows more to those who are known
            if request.headers.get("Authorization") != "a":
                raise HTTPException(401)
            return 1
        """,
    "without a reason": """
        @router.post("/second")
        def second(user: str = Depends(current_user)):  # driftlint: public
            return 1
        """,
}


@pytest.mark.parametrize("handler", GUARDED.values(), ids=GUARDED.keys())
def test_told_as_a_hint_with_a_fix(tmp_path: Path, handler: str) -> None:
    backend_ = backend(tmp_path, handler)
    (finding,) = backend_.findings()
    assert (finding.diagnostic.rule, finding.diagnostic.severity) == (RULE, Severity.HINT)
    assert finding.diagnostic.message == (
        "`public` stands at an endpoint that `current_user` guards, so that not anybody may call it"
    )
    (fix,) = backend_.fixes(finding)
    assert (fix.title, fix.safety) == ("Remove the comment", Safety.UNSAFE)
    assert "driftlint" not in backend_.mended(fix)["shop.py"]


@pytest.mark.parametrize("handler", OPEN.values(), ids=OPEN.keys())
def test_not_told_of_what_anybody_may_call(tmp_path: Path, handler: str) -> None:
    assert backend(tmp_path, handler).findings(RULE) == []


@pytest.mark.parametrize(("reading", "count"), [("", 0), ("LoginRequiredMixin, ", 1)])
def test_class_is_told_of_once_and_only_where_all_its_methods_are_guarded(
    tmp_path: Path, reading: str, count: int
) -> None:
    views = f"""
        from django.contrib.auth.decorators import login_required
        from django.contrib.auth.mixins import LoginRequiredMixin
        from django.http import HttpResponse
        from django.utils.decorators import method_decorator
        from django.views import View


        # driftlint: public a catalogue
        class Catalogue({reading}View):
            def get(self, request):
                return HttpResponse()

            @method_decorator(login_required)
            def post(self, request):
                return HttpResponse()
        """
    routes = "urlpatterns = [path('', views.Catalogue.as_view())]"
    urls = f"from django.urls import path\n\nfrom shop import views\n\n{routes}\n"
    texts = {
        "manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
        "shop/__init__.py": "",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = []\n",
        "shop/urls.py": urls,
        "shop/views.py": dedented(views),
    }
    assert len(Backend(tmp_path, texts).findings(RULE)) == count
