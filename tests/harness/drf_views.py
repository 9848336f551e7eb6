"""Backends of Django REST framework in a few lines, and what is said of their endpoints."""

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
