"""What Django and Django REST framework say about their views, and whom they let in."""

# Django ships no types.
# mypy: disable-error-code="import-untyped"

import inspect
import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client

from tests.oracle.endpoint import Endpoint, Entries, dotted_name, method_name


class Handler(NamedTuple):
    """What serves one method: the method as reported, the name, and the function that must not be entered."""

    method: str
    name: str
    function: Callable[..., Any]


def endpoints(settings_module: str) -> list[Endpoint]:
    """Report the endpoints of the project with these settings."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)

    from tests.oracle import urlconf  # needs settings that are set up

    entries = Entries()
    permissions = _record_permissions() if "rest_framework" in settings.INSTALLED_APPS else []
    stranger = Client(raise_request_exception=False)
    found: list[Endpoint] = []
    served: list[Any] = []
    for leaf in urlconf.leaves():
        operations = _operations(leaf.callback)
        if _is_provided(leaf) or (operations is not None and operations in served):
            continue  # ninja has one pattern for each operation of a path, of which the first answers
        served.append(operations)
        path = urlconf.path_to(leaf)
        for handler in _handlers(leaf.callback):
            entries.forget()
            permissions.clear()
            answer = stranger.generic("GET" if handler.method == "ANY" else handler.method, path)
            found.append(
                {
                    "method": handler.method,
                    "path": "/" + leaf.route,
                    "handler": handler.name,
                    "guarded": _is_refusal(answer) and not entries.include(handler.function),
                    "guards": list(permissions),
                }
            )
    return found


def _is_provided(leaf: Any) -> bool:
    """Tell whether DRF's routers or ninja added the pattern of their own accord."""
    if getattr(getattr(leaf.callback, "func", None), "__module__", "").startswith("ninja."):
        return True
    suffix = "(?P<format>" in leaf.route or "<drf_format_suffix" in leaf.route
    return suffix or getattr(getattr(leaf.callback, "cls", None), "__name__", "") == "APIRootView"


def _operations(view: Any) -> Any:
    """Return ninja's operations of the path that the view serves, None for any other view."""
    around = inspect.getclosurevars(view).nonlocals.get("self") if inspect.isfunction(view) else None
    return getattr(around, "operations", None)


def _handlers(view: Any) -> Iterator[Handler]:
    for operation in _operations(view) or ():
        function = inspect.unwrap(operation.view_func)
        yield from (Handler(method, dotted_name(function), function) for method in operation.methods)
    if _operations(view) is not None:
        return
    actions = getattr(view, "actions", None)
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if view_class is None:
        function = inspect.unwrap(view)
        for method in _required_methods(view):
            yield Handler(method, dotted_name(function), function)
        return
    for method in view_class.http_method_names:
        serving = method if actions is None else actions.get(method)
        if method in ("head", "options") or serving is None or not hasattr(view_class, serving):
            continue
        bound = getattr(view_class, serving)
        wrapped = inspect.getclosurevars(bound).nonlocals.get("func") if _is_api_view(view_class) else None
        if wrapped is not None:
            yield Handler(method.upper(), dotted_name(wrapped), wrapped)
        else:
            yield Handler(method.upper(), method_name(view_class, serving), bound)


def _is_api_view(view_class: type) -> bool:
    return view_class.__qualname__ == "WrappedAPIView"


def _required_methods(view: Callable[..., Any]) -> list[str]:
    """Return the methods a decorator of the view insists on, else ANY."""
    layer: Any = view
    while layer is not None:
        if inspect.isfunction(layer):
            methods = inspect.getclosurevars(layer).nonlocals.get("request_method_list")
            if methods is not None:
                return [method for method in methods if method not in ("HEAD", "OPTIONS")]
        layer = getattr(layer, "__wrapped__", None)
    return ["ANY"]


def _is_refusal(answer: HttpResponse) -> bool:
    if answer.status_code in (401, 403):
        return True
    return answer.status_code == 302 and answer["Location"].startswith(resolve_url(settings.LOGIN_URL))


def _record_permissions() -> list[str]:
    """Have DRF note the permission classes it asks, in the list returned."""
    from rest_framework.views import APIView  # needs settings that are set up

    asked: list[str] = []
    check = APIView.check_permissions

    def check_and_note(view: Any, request: Any) -> None:
        for permission in view.get_permissions():
            asked.extend(_permission_names(permission))
        check(view, request)

    APIView.check_permissions = check_and_note
    return asked


def _permission_names(permission: Any) -> Iterator[str]:
    """Yield the class of a permission, or those of both sides of `&` and `|`."""
    sides = [getattr(permission, side) for side in ("op1", "op2") if hasattr(permission, side)]
    if not sides:
        yield dotted_name(type(permission))
    for side in sides:
        yield from _permission_names(side)
