"""`add-neighbours-guard` where neighbours carry several guards: all that they share, and what is said of the rest."""

from pathlib import Path

import pytest

from driftlint.analysis.mending import mend
from driftlint.diagnostic.model import Safety
from tests.fixes.mending import Backend, dedented

RULE, FIX = "unguarded-endpoint", "add-neighbours-guard"

TOP = """
    from django.contrib.auth.decorators import login_required, permission_required
    from django.http import HttpResponse
    from django.utils.decorators import method_decorator
    from django.views import View
    from django.views.decorators.http import require_POST

    from shop.money import give_back
    """


def views(*texts: str) -> dict[str, str]:
    """A Django project with these views, each under a path of its name."""
    names = [text.partition("def ")[2].partition("(")[0] for text in texts if "class " not in text]
    classes = [text.partition("class ")[2].partition("(")[0] + ".as_view()" for text in texts if "class " in text]
    routes = ", ".join(f"path('{number}', views.{name})" for number, name in enumerate((*names, *classes)))
    return {
        "manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
        "shop/__init__.py": "",
        "shop/settings.py": "ROOT_URLCONF = 'shop.urls'\nMIDDLEWARE = []\n",
        "shop/urls.py": f"from django.urls import path\n\nfrom shop import views\n\nurlpatterns = [{routes}]\n",
        "shop/views.py": "\n\n".join([dedented(TOP), *(f"{it}\n" for it in texts)]),
    }


def function(name: str, *decorators: str) -> str:
    marks = "".join(f"@{it}\n" for it in decorators)
    return f"{marks}def {name}(request):\n    give_back(request.POST)\n    return HttpResponse()"


def klass(name: str, *decorators: str) -> str:
    marks = "".join(f"@{it}\n" for it in decorators)
    return f"{marks}class {name}(View):\n    def post(self, request):\n        return give_back(request.POST)"


LOGIN, STAFF, OTHER = "login_required", "permission_required('shop.staff')", "permission_required('shop.other')"
ON_LOGIN = 'method_decorator(login_required, name="dispatch")'
ON_STAFF = 'method_decorator(\n    permission_required("shop.staff", raise_exception=True),\n    name="dispatch",\n)'

SHARED = {
    "in their order, around what stands between them": (
        [function("pay", LOGIN, "require_POST", STAFF), function("send", LOGIN, "require_POST", STAFF)],
        function("refund", "require_POST"),
        function("refund", LOGIN, "require_POST", STAFF),
    ),
    "on classes": (
        [klass("Pay", ON_LOGIN, ON_STAFF), klass("Send", ON_LOGIN, ON_STAFF)],
        klass("Refund"),
        klass("Refund", ON_LOGIN, ON_STAFF),
    ),
}


@pytest.mark.parametrize(("neighbours", "before", "after"), SHARED.values(), ids=SHARED.keys())
def test_all_guards_that_neighbours_share(tmp_path: Path, neighbours: list[str], before: str, after: str) -> None:
    backend = Backend(tmp_path, views(*neighbours, before))
    fix = backend.fixes(backend.findings(RULE)[0])[0]
    assert "Add `login_required` and `permission_required` as on" in fix.title
    assert fix.preferred
    assert backend.mended(fix) == views(*neighbours, after)


DIFFERING = {
    "they demand different permissions": (
        [function("pay", "require_POST", LOGIN, STAFF), function("send", "require_POST", LOGIN, OTHER)],
        "without `permission_required`, in which its neighbours differ",
    ),
    "there is one neighbour": (
        [function("pay", "require_POST", LOGIN, STAFF)],
        "without `permission_required`, which is there too",
    ),
}


@pytest.mark.parametrize(("neighbours", "said"), DIFFERING.values(), ids=DIFFERING.keys())
def test_what_is_not_shared_is_said_and_left_to_a_person(tmp_path: Path, neighbours: list[str], said: str) -> None:
    backend = Backend(tmp_path, views(*neighbours, function("refund", "require_POST")))
    finding = backend.findings(RULE)[0]
    fix = backend.fixes(finding)[0]
    assert fix.title.startswith("Add `login_required` as on")
    assert fix.title.endswith(said)
    assert not fix.preferred
    assert backend.mended(fix) == views(*neighbours, function("refund", "require_POST", LOGIN))
    made = mend(backend.project, [finding.diagnostic.location.path], frozenset(), frozenset(Safety))
    assert made.made == ()
    assert made.left[0].why == "its fix leaves open what else is needed, which only a person can say"


def test_what_few_neighbours_demand_is_not_asked_for(tmp_path: Path) -> None:
    with_login = [function(name, "require_POST", LOGIN) for name in ("pay", "send")]
    neighbours = [*with_login, function("drop", "require_POST", LOGIN, STAFF)]
    backend = Backend(tmp_path, views(*neighbours, function("refund", "require_POST")))
    fix = backend.fixes(backend.findings(RULE)[0])[0]
    assert (fix.title.partition(" as on")[0], fix.preferred) == ("Add `login_required`", True)
    assert " without " not in fix.title
    assert backend.mended(fix) == views(*neighbours, function("refund", "require_POST", LOGIN))


def test_parameter_and_dependency_of_the_route(tmp_path: Path) -> None:
    def text(route: str, parameters: str) -> str:
        top = """
            from typing import Annotated

            from fastapi import APIRouter, Depends, FastAPI, HTTPException

            router = APIRouter()


            def current_user() -> str:
                raise HTTPException(401)


            def is_admin(user: str = Depends(current_user)) -> None:
                if not user:
                    raise HTTPException(403)


            CurrentUser = Annotated[str, Depends(current_user)]
            """
        handlers = "".join(
            f"\n\n@router.{verb}('/orders', dependencies=[Depends(is_admin)])\ndef {verb}_order(user: CurrentUser):\n"
            "    return user\n"
            for verb in ("post", "put")
        )
        added = f"\n\n@router.delete('/orders'{route})\ndef added({parameters}):\n    return number\n"
        return f"{dedented(top)}{handlers}{added}\n\napp = FastAPI()\napp.include_router(router)\n"

    backend = Backend(tmp_path, {"shop.py": text("", "number: int")})
    fix = backend.fixes(backend.findings(RULE)[0])[0]
    after = text(", dependencies=[Depends(is_admin)]", "number: int, user: CurrentUser")
    assert backend.mended(fix) == {"shop.py": after}
