"""Django REST framework: the permissions that stand before each action, and those that the settings give."""

import pytest

from tests.harness.drf_views import IMPORTS, lines, of_view, of_viewset


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

    def test_on_the_class_by_a_decorator(self) -> None:
        view = "class A(generics.ListCreateAPIView):\n    permission_classes = []\n"
        decorator = "from rest_framework.decorators import permission_classes\n@permission_classes((IsAdminUser,))\n"
        assert of_view(decorator + view) == "GET/POST by IsAdminUser"

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


AUTHENTICATORS = """
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

class Insists(TokenAuthentication):
    def authenticate(self, request):
        token = request.META.get('HTTP_AUTHORIZATION')
        if token is None:
            raise AuthenticationFailed('Log in first')
        return find(token)

class Asks(TokenAuthentication):
    def authenticate(self, request):
        token = request.META.get('HTTP_AUTHORIZATION')
        if token is None:
            return None
        if token not in known:
            raise AuthenticationFailed('Unknown token')
        return find(token)

class AnonymousAuthentication(TokenAuthentication):
    def authenticate(self, request):
        return None, None
"""


@pytest.mark.parametrize(
    ("own", "default", "expected"),
    [
        ("authentication_classes = [access.Insists]", "", "by Insists?"),
        ("authentication_classes = [access.Asks, access.Insists]", "", "by Insists?"),
        ("authentication_classes = [access.Asks]", "", "unguarded"),
        ("", "access.Insists", "by Insists?"),
        ("authentication_classes = []", "access.Insists", "unguarded"),
        (
            "",
            "access.AnonymousAuthentication",
            "open: DEFAULT_AUTHENTICATION_CLASSES is AnonymousAuthentication",
        ),
    ],
)
def test_an_authenticator_that_turns_strangers_away_is_a_guard(own: str, default: str, expected: str) -> None:
    view = f"import access\n\nclass A(APIView):\n    {own}\n    def post(self, request): ...\n"
    settings = f"REST_FRAMEWORK = {{'DEFAULT_AUTHENTICATION_CLASSES': ['{default}']}}\n" if default else ""
    assert of_view(view, settings, access=AUTHENTICATORS) == f"POST {expected}"
