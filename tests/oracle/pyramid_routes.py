"""What Pyramid says about its routes and views, and whom it lets in."""

import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any

from pyramid.request import Request

from tests.oracle.endpoint import Endpoint, Entries, dotted_name


def endpoints(target: str) -> list[Endpoint]:
    """Report the endpoints of the application made by the factory named `module:attribute`."""
    module, _, factory = target.partition(":")
    app = getattr(importlib.import_module(module), factory)()
    entries = Entries()
    introspector = app.registry.introspector
    routes = {it["introspectable"]["name"]: it["introspectable"] for it in introspector.get_category("routes")}
    found: list[Endpoint] = []
    for entry in introspector.get_category("views"):
        view = entry["introspectable"]
        if view["route_name"] not in routes:
            continue
        route = routes[view["route_name"]]
        path = "/" + route["pattern"].lstrip("/")
        name, function = _handler(view)
        allowed = view["request_methods"] or route["request_methods"] or ("ANY",)
        for method in sorted({allowed} if isinstance(allowed, str) else set(allowed)):
            entries.forget()
            asked = Request.blank(re.sub(r"\{[^}]+\}", "1", path), method="GET" if method == "ANY" else method)
            status = asked.get_response(app).status_code
            # A predicate that asks who is calling answers strangers that there is nothing.
            guarded = status in (401, 403, 404) and not entries.include(function)
            permission = _permission(introspector, view)
            found.append({"method": method, "path": path, "handler": name, "guarded": guarded, "guards": permission})
    return [it for it in found if it["method"] != "HEAD"]


def _permission(introspector: Any, view: Any) -> list[str]:
    related = introspector.related(view)
    return [it["value"] for it in related if it.category_name == "permissions"]


def _handler(view: Any) -> tuple[str, Callable[..., Any]]:
    """Return the name of what serves the view, and the function that does."""
    it, attr = view["callable"], view["attr"]
    if inspect.isclass(it):
        return dotted_name(it) + (f".{attr}" if attr else ""), getattr(it, attr or "__call__")
    return dotted_name(it), it
