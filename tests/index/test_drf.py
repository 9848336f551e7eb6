"""Django REST framework: the routes of routers, and the permissions that stand before each action."""

import pytest

from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

IMPORTS = """
from rest_framework import generics, mixins, permissions, viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAdminUser, IsAuthenticated
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.views import APIView
"""
SETTINGS = "ROOT_URLCONF = 'urls'\n"


def lines(views: str, urls: str, settings: str = "", **files: str) -> list[str]:
    texts = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    urls = "from django.urls import include, path\nfrom rest_framework import routers\nimport views\n" + urls
    given = {"urls.py": urls, "views.py": IMPORTS + views, "config/settings.py": SETTINGS + settings}
    return endpoint_lines(Workspace(given | texts))


def of_view(views: str, settings: str = "", **files: str) -> str:
    """What is said of the class view `A` at /a/, method by method."""
    found = lines(views, "urlpatterns = [path('a/', views.A.as_view())]\n", settings, **files)
    return " | ".join(it.replace(" /a/", "") for it in found)


def of_viewset(views: str, settings: str = "") -> dict[str, str]:
    """What is said of the viewset `A` by method and path below the router, with "{pk}" for the lookup."""
    urls = "router = routers.SimpleRouter()\nrouter.register('a', views.A, basename='a')\nurlpatterns = router.urls\n"
    found: dict[str, str] = {}
    for it in lines(views, urls, settings):
        methods, path, state = it.replace("(?P<pk>[^/.]+)", "{pk}").split(" ", 2)
        for method in methods.split("/"):
            found[f"{method} {path[2:-1]}"] = state
    return found


class TestRoutes:
    def test_of_functions_that_register_with_the_router_they_are_given(self) -> None:
        views = (
            "class A(viewsets.ViewSet):\n    permission_classes = [IsAuthenticated]\n    def list(self, request): ...\n"
        )
        shop = (
            "import views\n"
            "from more import add_more_urls\n"
            "def add_urls(prefix, router):\n"
            "    router.register('orders', views.A, basename='order')\n"
            "    add_more_urls(to=router)\n"
            "    return router\n"
        )
        more = (
            "def add_more_urls(to, other=None):\n"
            "    from views import A\n"
            "    to.register('items', A)\n"
            "    other.register('never', A)\n"
        )
        urls = (
            "from shop import add_urls\n"
            "api = routers.DefaultRouter()\n"
            "api = add_urls('x', api)\n"
            "api.register('a', views.A)\n"
            "urlpatterns = [path('api/', include(api.urls))]\n"
        )
        found = lines(views, urls, shop=shop, more=more)
        assert sorted(it.split()[1] for it in found) == ["/api/a/$", "/api/items/$", "/api/orders/$"]

    def test_of_a_model_viewset_and_its_actions(self) -> None:
        viewset = """
class A(viewsets.ModelViewSet):
    lookup_field = "slug"
    lookup_value_regex = "[a-z]+"
    http_method_names = ["get", "post", "delete"]

    @action(detail=True, methods=["post", "delete"], url_path="pin/(?P<colour>[a-z]+)")
    def pin(self, request, slug, colour): ...

    @action(detail=False)
    def recent(self, request): ...

    @recent.mapping.delete
    def forget(self, request): ...
"""
        urls = (
            "router = routers.DefaultRouter()\n"
            "router.register(r'a', views.A)\n"
            "urlpatterns = [path('api/', include(router.urls))]\n"
        )
        assert lines(viewset, urls) == [
            "GET/POST /api/a/$ unguarded",
            "DELETE/GET /api/a/(?P<slug>[a-z]+)/$ unguarded",
            "DELETE/POST /api/a/(?P<slug>[a-z]+)/pin/(?P<colour>[a-z]+)/$ unguarded",
            "DELETE /api/a/recent/$ unguarded",
            "GET /api/a/recent/$ unguarded",
        ]

    def test_of_mixins_across_files_and_of_actions_bound_by_hand(self) -> None:
        base = (
            IMPORTS
            + "class Base(mixins.CreateModelMixin, viewsets.GenericViewSet):\n    def list(self, request): ...\n"
        )
        views = "from shop.base import Base\nclass A(Base):\n    def reopen(self, request, pk): ...\n"
        bound = "{'get': 'list', 'post': 'create', 'put': 'reopen', 'patch': 'gone'}"
        urls = f"urlpatterns = [path('a/', views.A.as_view({bound}))]\n"
        assert lines(views, urls, shop__base=base) == [
            "GET /a/ unguarded",
            "POST /a/ unguarded",
            "PUT /a/ unguarded",
        ]

    def test_of_nested_routers_and_routers_put_together(self) -> None:
        views = (
            "class A(viewsets.ReadOnlyModelViewSet): ...\n"
            "class B(mixins.ListModelMixin, viewsets.GenericViewSet): ...\n"
        )
        urls = """
from rest_framework_nested.routers import NestedSimpleRouter
outer = routers.SimpleRouter(trailing_slash=False)
outer.register("orders", views.A)
lines = NestedSimpleRouter(outer, "orders", lookup="order")
lines.register("lines", views.B)
other = routers.SimpleRouter()
other.register("notes", views.B)
outer.registry.extend(other.registry)
urlpatterns = outer.urls + lines.urls
"""
        assert lines(views, urls) == [
            "GET /^notes$ unguarded",
            "GET /^orders$ unguarded",
            "GET /^orders/(?P<order_pk>[^/.]+)/lines$ unguarded",
            "GET /^orders/(?P<pk>[^/.]+)$ unguarded",
        ]

    def test_of_a_router_that_other_modules_register_with(self) -> None:
        views = "class A(mixins.ListModelMixin, viewsets.GenericViewSet): ...\n"
        urls = "from shop.api import router\nimport shop.routes\nurlpatterns = [path('', include(router.urls))]\n"
        api = "from rest_framework.routers import SimpleRouter\nrouter = SimpleRouter(use_regex_path=False)\n"
        routes = "from shop.api import router\nimport views\nrouter.register('a', views.A, 'a')\n"
        assert lines(views, urls, shop__api=api, shop__routes=routes) == ["GET /a/ unguarded"]

    def test_of_generic_views_answered_by_the_projects_own_methods(self) -> None:
        workspace = (
            "class A(generics.ListCreateAPIView):\n"
            "    permission_classes = [IsAuthenticated]\n"
            "    def create(self, request): ...\n"
        )
        assert of_view(workspace) == "GET by IsAuthenticated | POST by IsAuthenticated"


class TestPermissions:
    @pytest.mark.parametrize(
        ("listed", "expected"),
        [
            ("[IsAuthenticated]", "GET/POST by IsAuthenticated"),
            ("(IsAuthenticated, IsAdminUser)", "GET/POST by IsAuthenticated, IsAdminUser"),
            ("[IsAuthenticated & IsAdminUser]", "GET/POST by IsAuthenticated, IsAdminUser"),
            ("[IsAuthenticated | IsAdminUser]", "GET/POST by IsAuthenticated"),
            ("[IsAuthenticated | AllowAny]", "GET/POST open: `AllowAny`"),
            ("[AllowAny]", "GET/POST open: `AllowAny`"),
            ("[]", "GET/POST open: `permission_classes = []`"),
            (
                "[IsAuthenticatedOrReadOnly]",
                "GET open: `IsAuthenticatedOrReadOnly` lets everyone read | POST by IsAuthenticatedOrReadOnly",
            ),
            ("computed()", "GET/POST unknown: the permission classes are computed"),
            ("[missing.Permission]", "GET/POST unknown: a permission class could not be resolved"),
            ("[*COMMON, IsAdminUser]", "GET/POST by IsAuthenticated, IsAdminUser"),
        ],
    )
    def test_on_the_class(self, listed: str, expected: str) -> None:
        base = "COMMON = [IsAuthenticated]\nclass A(generics.ListCreateAPIView):\n    permission_classes = "
        assert of_view(base + listed + "\n") == expected

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("return request.user.is_authenticated", "GET/POST by Own"),
            ("return True", "GET/POST open: `Own`"),
            (
                "return request.method in SAFE_METHODS or request.user.is_staff",
                "GET open: `Own` lets everyone read | POST by Own",
            ),
            (
                "if request.method == 'GET':\n            return True\n        return request.user.is_staff",
                "GET open: `Own` lets everyone read | POST by Own",
            ),
            (
                (
                    "if request.user.is_anonymous:\n"
                    "            return False\n"
                    "        if request.method in SAFE_METHODS:\n"
                    "            return True\n"
                    "        return request.user.is_staff"
                ),
                "GET/POST by Own",
            ),
            ("return super().has_permission(request, view)", "GET/POST open: `Own`"),
            (
                "if request.user.is_anonymous:\n            return False\n        return True",
                "GET/POST by Own",
            ),
            (
                (
                    "if hasattr(view, 'is_private') and view.is_private:\n"
                    "            return request.user and request.user.is_authenticated\n"
                    "        return True"
                ),
                "GET/POST unknown: what `Own` lets through is not plain",
            ),
            (
                (
                    "if not settings.MEMBERS_ONLY:\n"
                    "            return True\n"
                    "        return request.user.is_authenticated"
                ),
                "GET/POST by Own",
            ),
        ],
    )
    def test_of_a_class_of_the_project(self, body: str, expected: str) -> None:
        own = f"class Own(BasePermission):\n    def has_permission(self, request, view):\n        {body}\n"
        assert of_view(own + "class A(generics.ListCreateAPIView):\n    permission_classes = [Own]\n") == expected

    def test_on_objects_only_guard_what_fetches_an_object(self) -> None:
        own = """
class Owner(BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.owner == request.user

class A(viewsets.ModelViewSet):
    permission_classes = [Owner]
"""
        found = of_viewset(own)
        assert found["GET a/"] == found["POST a/"] == "unguarded"
        assert found["DELETE a/{pk}/"] == "by Owner?"

    def test_inherited_overridden_and_handed_over(self) -> None:
        views = (
            "class Private(APIView):\n"
            "    permission_classes = [IsAuthenticated]\n"
            "class A(Private):\n"
            "    {}\n"
            "    def get(self, request): ...\n"
        )
        assert of_view(views.format("pass")) == "GET by IsAuthenticated"
        assert of_view(views.format("permission_classes = [AllowAny]")) == "GET open: `AllowAny`"
        urls = (
            "urlpatterns = [path('a/', views.A.as_view(permission_classes=[IsAdminUser]))]\n"
            "from rest_framework.permissions import IsAdminUser\n"
        )
        assert lines(views.format("pass"), urls) == ["GET /a/ by IsAdminUser"]

    def test_of_single_actions(self) -> None:
        found = of_viewset("""
class A(viewsets.ReadOnlyModelViewSet):
    permission_classes = [IsAuthenticated]

    @action(detail=True, methods=["post"], permission_classes=[IsAdminUser])
    def close(self, request, pk): ...

    @action(detail=True, methods=["post"])
    def open(self, request, pk): ...
""")
        assert found == {
            "GET a/": "by IsAuthenticated",
            "GET a/{pk}/": "by IsAuthenticated",
            "POST a/{pk}/close/": "by IsAdminUser",
            "POST a/{pk}/open/": "by IsAuthenticated",
        }

    @pytest.mark.parametrize(
        ("body", "reads", "creates"),
        [
            (
                (
                    "if self.action in ('list', 'retrieve'):\n"
                    "            return [AllowAny()]\n"
                    "        return [IsAdminUser()]"
                ),
                "open: `AllowAny`",
                "by IsAdminUser",
            ),
            (
                (
                    "if self.action == 'create':\n"
                    "            classes = [IsAdminUser]\n"
                    "        else:\n"
                    "            classes = [IsAuthenticated]\n"
                    "        return [it() for it in classes]"
                ),
                "by IsAuthenticated",
                "by IsAdminUser",
            ),
            (
                (
                    "if self.request.method in SAFE_METHODS:\n"
                    "            self.permission_classes = [AllowAny]\n"
                    "        return super().get_permissions()"
                ),
                "open: `AllowAny`",
                "by IsAuthenticated",
            ),
            (
                "return [it() for it in self.by_action.get(self.action, self.permission_classes)]",
                "by IsAuthenticated",
                "by IsAdminUser",
            ),
            (
                (
                    "try:\n"
                    "            return [it() for it in self.by_action[self.action]]\n"
                    "        except KeyError:\n"
                    "            return super().get_permissions()"
                ),
                "by IsAuthenticated",
                "by IsAdminUser",
            ),
            (
                "if feature():\n            return [IsAdminUser()]\n        return [IsAuthenticated()]",
                "by IsAdminUser",
                "by IsAdminUser",
            ),
            (
                "if feature():\n            return [AllowAny()]\n        return [IsAuthenticated()]",
                "open: `AllowAny`",
                "open: `AllowAny`",
            ),
            (
                "return made()",
                "unknown: the permission classes are computed",
                "unknown: the permission classes are computed",
            ),
        ],
    )
    def test_chosen_by_get_permissions(self, body: str, reads: str, creates: str) -> None:
        found = of_viewset(
            "class A(viewsets.ModelViewSet):\n"
            "    permission_classes = [IsAuthenticated]\n"
            "    by_action = {'create': [IsAdminUser]}\n"
            f"    def get_permissions(self):\n        {body}\n"
        )
        assert (found["GET a/"], found["POST a/"]) == (reads, creates)

    def test_of_functions(self) -> None:
        functions = """
@api_view(["GET", "POST"])
@permission_classes([IsAuthenticatedOrReadOnly])
def one(request): ...

@api_view()
def two(request): ...
"""
        urls = "urlpatterns = [path('one/', views.one), path('two/', views.two)]\n"
        assert lines(functions, urls) == [
            "GET /one/ open: `IsAuthenticatedOrReadOnly` lets everyone read",
            "POST /one/ by IsAuthenticatedOrReadOnly",
            "GET /two/ unguarded",
        ]

    def test_hooks_and_decorators_guard_as_well(self) -> None:
        views = """
class Keyed(APIView):
    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise PermissionDenied

class A(Keyed):
    permission_classes = [AllowAny]
    def get(self, request): ...
"""
        assert of_view("from django.core.exceptions import PermissionDenied\n" + views) == "GET by Keyed"


class TestDefaults:
    VIEW = "class A(APIView):\n    def get(self, request): ...\n"

    def test_without_settings_of_its_own_drf_lets_everyone_in(self) -> None:
        assert of_view(self.VIEW, "REST_FRAMEWORK = {'PAGE_SIZE': 10}\n") == "GET unguarded"

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            (
                "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated']}",
                "GET by IsAuthenticated",
            ),
            ("REST_FRAMEWORK = dict(DEFAULT_PERMISSION_CLASSES=('shop.permissions.Own',))", "GET by Own"),
            (
                (
                    "REST_FRAMEWORK = {}\n"
                    "REST_FRAMEWORK['DEFAULT_PERMISSION_CLASSES'] = ['rest_framework.permissions.IsAdminUser']"
                ),
                "GET by IsAdminUser",
            ),
            (
                "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.AllowAny']}",
                "GET open: DEFAULT_PERMISSION_CLASSES is AllowAny",
            ),
            ("REST_FRAMEWORK = {'PAGE_SIZE': 20}", "GET unguarded"),
            (
                "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': chosen()}",
                "GET unknown: `DEFAULT_PERMISSION_CLASSES` is not plain in the settings",
            ),
        ],
    )
    def test_in_the_settings(self, settings: str, expected: str) -> None:
        own = IMPORTS + (
            "class Own(BasePermission):\n"
            "    def has_permission(self, request, view):\n"
            "        return bool(request.user)\n"
        )
        assert of_view(self.VIEW, settings + "\n", shop__permissions=own) == expected

    def test_in_a_module_that_the_deployed_settings_star(self) -> None:
        rest = "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated']}\n"
        local = "from .settings import *\nREST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': []}\n"
        files = {"config__rest": rest, "config__local": local}
        assert of_view(self.VIEW, "from .rest import *\n", **files) == "GET by IsAuthenticated"

    def test_settings_that_disagree_say_nothing(self) -> None:
        one = "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated']}\n"
        other = "REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.AllowAny']}\n"
        files = {"config__production": one, "config__staging": other}
        expected = "GET unknown: the settings modules disagree about `DEFAULT_PERMISSION_CLASSES`"
        assert of_view(self.VIEW, **files) == expected
