"""What guards a Django view: decorators, mixins, bases, wrappers in the URLconf, middleware, its own body."""

import pytest

from driftlint.index.endpoints import endpoints
from driftlint.index.teaching import Teaching
from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

IMPORTS = """
import functools
from django.contrib.auth import mixins
from django.contrib.auth.decorators import login_not_required, login_required, permission_required, user_passes_test
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import ListView, TemplateView
"""


def guarded(views: str, view: str = "a", **files: str) -> str:
    """What guards the view at /a/, without its method and path; several methods are joined by " | "."""
    urls = (
        f"from django.contrib.auth.decorators import login_required, permission_required\n"
        f"from django.urls import path\n"
        f"import views\n"
        f"urlpatterns = [path('a/', {view})]\n"
    )
    texts = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    workspace = Workspace({"urls.py": urls.replace("'a/', a", "'a/', views.a"), "views.py": IMPORTS + views, **texts})
    return " | ".join(line.partition("/a/ ")[2] for line in endpoint_lines(workspace))


class TestFunctions:
    @pytest.mark.parametrize(
        ("decorator", "expected"),
        [
            ("@login_required", "by login_required"),
            ("@login_required(login_url='/in/')", "by login_required"),
            ("@permission_required('shop.change_order', raise_exception=True)", "by permission_required"),
            ("@user_passes_test(lambda user: user.is_staff)", "by user_passes_test"),
            ("@staff_member_required", "by staff_member_required"),
            ("@csrf_exempt\n@login_required", "by login_required"),
            ("@login_not_required", "open: `login_not_required`"),
            ("@csrf_exempt", "unguarded"),
        ],
    )
    def test_decorators_of_django(self, decorator: str, expected: str) -> None:
        assert guarded(f"{decorator}\ndef a(request): ...\n") == expected

    @pytest.mark.parametrize(
        "decorator",
        [
            """
def members(view):
    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponseForbidden()
        return view(request, *args, **kwargs)
    return wrapper
""",
            "def members(view):\n    return login_required(view)\n",
            "members = user_passes_test(lambda user: user.is_staff)\n",
        ],
        ids=["refuses", "wraps", "alias"],
    )
    def test_decorators_of_the_project(self, decorator: str) -> None:
        assert guarded(f"{decorator}\n@members\ndef a(request): ...\n").startswith("by ")

    def test_a_decorator_of_the_project_that_asks_nothing_is_no_guard(self) -> None:
        decorator = """
def counted(view):
    @functools.wraps(view)
    def wrapper(request):
        metrics.count(view)
        return view(request)
    return wrapper
"""
        assert guarded(decorator + "@counted\ndef a(request): ...\n") == "unguarded"

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("if not request.user.is_authenticated:\n        return redirect('login')", "by "),
            ("if not request.user.is_authenticated:\n        raise Http404", "by "),
            ("if request.user.is_anonymous:\n        return JsonResponse({}, status=401)", "by "),
            ("if not request.user.has_perm('shop.sell'):\n        raise PermissionDenied", "by "),
            (
                "if request.user.is_authenticated:\n        return render(request, 'x')\n    return redirect('login')",
                "by ",
            ),
            ("if not request.user.is_authenticated:\n        return render(request, 'landing.html')", "unguarded"),
            ("if request.user.is_authenticated:\n        greet()", "unguarded"),
            ("check_may_sell(request.user)", "by "),
            ("return redirect('login')", "unguarded"),
        ],
    )
    def test_checks_in_the_body(self, body: str, expected: str) -> None:
        helper = "def check_may_sell(user):\n    if not user.may_sell:\n        raise PermissionDenied\n"
        assert guarded(f"{helper}\ndef a(request):\n    {body}\n    return HttpResponse()\n").startswith(expected)

    def test_a_view_that_only_passes_on_is_guarded_as_the_other(self) -> None:
        views = "@login_required\ndef other(request, pk): ...\n\ndef a(request):\n    return other(request, 1)\n"
        assert guarded(views) == "by login_required"

    def test_wrapped_in_the_urlconf(self) -> None:
        assert guarded("def a(request): ...\n", "login_required(views.a)") == "by login_required"
        assert guarded("def a(request): ...\n", "permission_required('x')(views.a)") == "by permission_required"
        view = "class A(View):\n    def get(self, request): ...\n"
        assert guarded(view, "login_required(views.A.as_view())") == "by login_required"

    def test_all_patterns_wrapped_by_a_function_of_the_project(self) -> None:
        workspace = Workspace(
            {
                "urls.py": """
                from django.contrib.auth.decorators import login_required
                from django.urls import path
                from wrapping import decorate
                import views
                urlpatterns = [path("in/", views.a)]
                urlpatterns = decorate(urlpatterns, login_required)
                urlpatterns += [path("out/", views.a)]
            """,
                "wrapping.py": (
                    "def decorate(patterns, decorator):\n"
                    "    for it in patterns:\n"
                    "        it.callback = decorator(it.callback)\n"
                    "    return patterns\n"
                ),
                "views.py": "def a(request): ...\n",
            }
        )
        assert endpoint_lines(workspace) == ["ANY /in/ by login_required", "ANY /out/ unguarded"]

    def test_what_the_project_taught(self) -> None:
        workspace = Workspace(
            {
                "urls.py": "from django.urls import path\nimport views\nurlpatterns = [path('a/', views.a)]\n",
                "views.py": "from house.rules import tidy\n\n@tidy\ndef a(request): ...\n",
            }
        )
        assert endpoint_lines(workspace) == ["ANY /a/ unguarded"]
        workspace.teach(Teaching(guards={"auth": ("house.rules.*",)}))
        assert endpoint_lines(workspace) == ["ANY /a/ by tidy"]


class TestClasses:
    def test_mixins_and_bases_in_other_files(self) -> None:
        base = (
            "from django.contrib.auth.mixins import LoginRequiredMixin\n"
            "from django.views import View\n"
            "\n"
            "class Private(LoginRequiredMixin, View): ...\n"
        )
        view = "from shop.views_base import Private\n\nclass A(Private):\n    def get(self, request): ...\n"
        assert guarded(view, "views.A.as_view()", shop__views_base=base) == "by LoginRequiredMixin"

    def test_a_mixin_behind_the_view_it_should_guard_does_nothing(self) -> None:
        before = "class A(mixins.LoginRequiredMixin, ListView): ...\n"
        behind = "class A(ListView, mixins.LoginRequiredMixin): ...\n"
        assert guarded(before, "views.A.as_view()") == "by LoginRequiredMixin"
        assert guarded(behind, "views.A.as_view()") == "unguarded"

    def test_a_mixin_of_the_project_whose_dispatch_refuses(self) -> None:
        mixin = """
class MembersMixin:
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect("login")
        return super().dispatch(request, *args, **kwargs)

class A(MembersMixin, TemplateView): ...
"""
        assert guarded(mixin, "views.A.as_view()") == "by MembersMixin"

    def test_a_refusal_that_an_attribute_of_the_class_switches_on(self) -> None:
        mixin = """
class Checked:
    permission = None

    def dispatch(self, request, *args, **kwargs):
        if self.permission is not None and not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

class A(Checked, TemplateView):
    {}
"""
        assert guarded(mixin.format("permission = 'shop.view'"), "views.A.as_view()") == "by Checked"
        assert guarded(mixin.format("template_name = 'x'"), "views.A.as_view()") == "unguarded"

    def test_a_dispatch_that_refuses_for_an_unknown_reason_is_unknown(self) -> None:
        mixin = """
class Windows:
    def dispatch(self, request, *args, **kwargs):
        if not window_is_open(request):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

class A(Windows, TemplateView): ...
"""
        expected = "unknown: `Windows.dispatch` lets only some requests through"
        assert guarded(mixin, "views.A.as_view()") == expected

    @pytest.mark.parametrize(
        ("attribute", "expected"),
        [
            ("permission_required = 'shop.change'", "by DashboardMixin?"),
            ("template_name = 'x.html'", "unknown: what `DashboardMixin` does is not known"),
        ],
    )
    def test_a_base_from_a_library_nobody_has_described_may_guard(self, attribute: str, expected: str) -> None:
        view = f"from dashboard_kit import DashboardMixin\n\nclass A(DashboardMixin, TemplateView):\n    {attribute}\n"
        assert guarded(view, "views.A.as_view()") == expected

    @pytest.mark.parametrize(
        ("decorator", "expected"),
        [
            ("@method_decorator(login_required, name='dispatch')", "by login_required | by login_required"),
            (
                "@method_decorator([csrf_exempt, login_required], name='dispatch')",
                "by login_required | by login_required",
            ),
            ("@method_decorator(login_required, name='post')", "unguarded | by login_required"),
        ],
    )
    def test_decorators_on_the_class(self, decorator: str, expected: str) -> None:
        view = f"{decorator}\nclass A(View):\n    def get(self, request): ...\n    def post(self, request): ...\n"
        assert guarded(view, "views.A.as_view()") == expected

    def test_decorators_on_one_method(self) -> None:
        view = """
class A(View):
    @method_decorator(login_required)
    def get(self, request): ...
    def post(self, request): ...
    @method_decorator(login_required)
    def dispatch_later(self): ...
"""
        assert guarded(view, "views.A.as_view()") == "by login_required | unguarded"

    def test_a_decorated_dispatch_guards_all_methods(self) -> None:
        view = """
class A(View):
    @method_decorator(login_required)
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)
    def get(self, request): ...
    def delete(self, request): ...
"""
        assert guarded(view, "views.A.as_view()") == "by login_required | by login_required"


class TestMiddleware:
    SETTINGS = "ROOT_URLCONF = 'urls'\nMIDDLEWARE = ['{}']\n"

    def test_of_django_guards_all_that_does_not_opt_out(self) -> None:
        settings = self.SETTINGS.format("django.contrib.auth.middleware.LoginRequiredMiddleware")
        assert guarded("def a(request): ...\n", config__settings=settings) == "by LoginRequiredMiddleware"
        view = "@login_not_required\ndef a(request): ...\n"
        assert guarded(view, config__settings=settings) == "open: `login_not_required`"

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("not request.user.is_authenticated and request.path not in EXEMPT", "by Members?"),
            ("not request.user.is_authenticated", "by Members?"),
            ("request.META['REMOTE_ADDR'] in BLOCKED", "unguarded"),
        ],
    )
    def test_of_the_project(self, condition: str, expected: str) -> None:
        middleware = f"""
            from django.shortcuts import redirect
            class Members:
                def __init__(self, get_response):
                    self.get_response = get_response
                def __call__(self, request):
                    if {condition}:
                        return redirect("login")
                    return self.get_response(request)
        """
        settings = self.SETTINGS.format("shop.middleware.Members")
        found = guarded("def a(request): ...\n", config__settings=settings, shop__middleware=middleware)
        assert found == expected

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            ("INSTALLED = [LOGIN]\nMIDDLEWARE = INSTALLED", "by LoginRequiredMiddleware"),
            ("INSTALLED = []\nINSTALLED += [LOGIN]\nMIDDLEWARE = INSTALLED", "by LoginRequiredMiddleware"),
            ("MIDDLEWARE = []\nOWN = (LOGIN,)\nMIDDLEWARE += list(OWN)", "by LoginRequiredMiddleware"),
            ("from more import OWN\nMIDDLEWARE = ['x.Y'] + OWN", "by LoginRequiredMiddleware"),
            ("MIDDLEWARE = ['x.Y', *([LOGIN] if PRIVATE else [])]", "by LoginRequiredMiddleware"),
            ("ALL = [LOGIN]\nMIDDLEWARE = [it for it in ALL if it != 'x.Y']", "by LoginRequiredMiddleware"),
            ("MIDDLEWARE = ['x.Y']\nMIDDLEWARE = [it for it in MIDDLEWARE if it != 'x.Y']", "unguarded"),
            ("MIDDLEWARE = ['x.Y']\nMIDDLEWARE.insert(MIDDLEWARE.index('x.Y'), 'x.Z')", "unguarded"),
            ("MIDDLEWARE = middleware_of(DEBUG)", "unknown: the list of middleware is not plain in the settings"),
            ("MIDDLEWARE = ['x.Y'] + others()", "unknown: the list of middleware is not plain in the settings"),
        ],
    )
    def test_lists_that_are_put_together(self, settings: str, expected: str) -> None:
        login = "LOGIN = 'django.contrib.auth.middleware.LoginRequiredMiddleware'\n"
        files = {"config__settings": f"ROOT_URLCONF = 'urls'\n{login}{settings}\n", "more": f"{login}OWN = [LOGIN]\n"}
        assert guarded("def a(request): ...\n", **files) == expected

    @pytest.mark.parametrize(
        ("inside", "expected"),
        [
            ("if not any(it.match(path) for it in EXEMPT_URLS):", "by Members?"),
            ("if path in EXEMPT:\n    pass\nelse:", "by Members?"),
            ("if request.META.get('HTTP_X_KEY') == 'wrong':", "unguarded"),
        ],
    )
    def test_of_the_project_that_exempts_paths_in_a_test_of_its_own(self, inside: str, expected: str) -> None:
        lines = "".join(f"            {it}\n" for it in inside.splitlines())
        middleware = (
            "from django.http import HttpResponseRedirect\n"
            "class Members:\n"
            "    def __call__(self, request):\n"
            "        if not request.user.is_authenticated:\n"
            "            path = request.path_info.lstrip('/')\n"
            f"{lines}"
            "                return HttpResponseRedirect('/login')\n"
            "        return self.get_response(request)\n"
        )
        settings = self.SETTINGS.format("shop.middleware.Members")
        found = guarded("def a(request): ...\n", config__settings=settings, shop__middleware=middleware)
        assert found == expected

    @pytest.mark.parametrize(("default", "expected"), [("default=False", "unguarded"), ("", "unknown: ")])
    def test_of_the_project_that_is_switched_on_by_a_row(self, default: str, expected: str) -> None:
        middleware = """
            from django.shortcuts import redirect
            from shop.models import Site
            class Members:
                def __call__(self, request):
                    if Site.get().private:
                        if not request.user.is_authenticated:
                            return redirect("login")
                    return self.get_response(request)
        """
        models = (
            f"from django.db import models\nclass Site(models.Model):\n    private = models.BooleanField({default})\n"
        )
        settings = self.SETTINGS.format("shop.middleware.Members")
        files = {"config__settings": settings, "shop__middleware": middleware, "shop__models": models}
        assert guarded("def a(request): ...\n", **files).startswith(expected)

    def test_settings_split_over_files(self) -> None:
        base = "ROOT_URLCONF = 'urls'\nMIDDLEWARE = ['django.middleware.common.CommonMiddleware']\n"
        production = (
            "from .base import *\n"
            "MIDDLEWARE.append('django.contrib.auth.middleware.LoginRequiredMiddleware')\n"
            "ALLOWED_HOSTS = ['shop.example']\n"
        )
        files = {"config__base": base, "config__production": production}
        assert guarded("def a(request): ...\n", **files) == "by LoginRequiredMiddleware"


def test_each_guard_says_where_it_is_from() -> None:
    workspace = Workspace(
        {
            "config/settings.py": TestMiddleware.SETTINGS.format(
                "django.contrib.auth.middleware.LoginRequiredMiddleware"
            ),
            "urls.py": "from django.contrib.auth.decorators import login_required, permission_required\n"
            "from django.urls import path\n"
            "import views\n"
            "urlpatterns = [path('a/', permission_required('x')(views.A.as_view()))]\n",
            "base.py": (
                "from django.contrib.auth.mixins import LoginRequiredMixin as Mixin\n"
                "from django.views import View\n"
                "class Base(Mixin, View): ...\n"
            ),
            "views.py": IMPORTS
            + (
                "from base import Base\n"
                "class A(mixins.UserPassesTestMixin, Base):\n"
                "    @method_decorator(staff_member_required)\n"
                "    def get(self, request): ...\n"
            ),
        }
    )
    (endpoint,) = endpoints(workspace.db)
    assert [(it.name.rpartition(".")[2], it.origin, it.anchor.path[9:]) for it in endpoint.guards] == [
        ("permission_required", "URLconf", "urls.py"),
        ("staff_member_required", "decorator", "views.py"),
        ("UserPassesTestMixin", "mixin", "views.py"),
        ("LoginRequiredMixin", "base class `base.Base`", "base.py"),
        ("LoginRequiredMiddleware", "middleware", "config/settings.py"),
    ]
