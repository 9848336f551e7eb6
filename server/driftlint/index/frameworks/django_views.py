"""What stands under a path of a URLconf: the function or class, what the URLconf wraps around it, and its handlers."""

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Keyword, Name, String, argument
from driftlint.index.aliases import trace
from driftlint.index.classes import mro
from driftlint.index.engine import Database, query
from driftlint.index.frameworks.drf_actions import action_holder, bound_actions, class_value
from driftlint.index.frameworks.headers import function_header
from driftlint.index.frameworks.library_views import is_library_view, library_methods
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.route import Route
from driftlint.index.frameworks.settings import dotted_value
from driftlint.index.names import denotes
from driftlint.index.scopes import local_bindings
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value

HTTP = ("GET", "POST", "PUT", "PATCH", "DELETE")
_LIMITS = {
    "django.views.decorators.http.require_GET": ("GET",),
    "django.views.decorators.http.require_POST": ("POST",),
    "django.views.decorators.http.require_safe": ("GET",),
}
_GENERIC = {
    "GET": ("list", "retrieve"),
    "POST": ("create",),
    "PUT": ("update",),
    "PATCH": ("partial_update", "update"),
    "DELETE": ("destroy",),
}
"""What the handlers of DRF's generic views call."""
_LIMIT = "django.views.decorators.http.require_http_methods"


class Wrapper(msgspec.Struct, frozen=True):
    """What the URLconf puts around a view, as written there."""

    scope: Scope
    expression: Expr


class View(msgspec.Struct, frozen=True):
    """A function or class of the workspace under a route."""

    value: Value
    wrappers: tuple[Wrapper, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    keywords: tuple[tuple[Scope, Keyword], ...] = ()


def view_of(db: Database, route: Route) -> View | None:
    """The view of a route; None for views of libraries and those that are computed."""
    outer = tuple(Wrapper(scope, it) for scope, it in route.wrappers)
    if route.actions:
        value = evaluate(db, route.scope, route.view)
        return None if value is None else View(value, outer, route.actions)
    return _view(db, route.scope, route.view, outer, 8)


def _view(db: Database, scope: Scope, expression: Expr, wrappers: tuple[Wrapper, ...], depth: int) -> View | None:
    if depth <= 0:
        return None
    if isinstance(expression, Call):
        return _called(db, scope, expression, wrappers, depth)
    if isinstance(expression, String):
        value = dotted_value(db, expression.value, scope.path)
        return View(value, wrappers) if value is not None and value.path and value.kind == "function" else None
    if not isinstance(expression, (Name, Attribute)):
        return None
    value = denotes(db, scope, expression)
    if value is not None and value.kind == "function" and value.path:
        return View(value, wrappers)
    found = trace(db, scope, expression) if value is None else None
    return None if found is None else _view(db, found[0], found[1], wrappers, depth - 1)


def _called(db: Database, scope: Scope, call: Call, wrappers: tuple[Wrapper, ...], depth: int) -> View | None:
    if isinstance(call.function, Attribute) and call.function.name == "as_view":
        value = denotes(db, scope, call.function.value) or evaluate(db, scope, call.function.value)
        if value is None or value.kind != "class" or not value.path:
            return None
        actions = bound_actions(db, scope, argument(call, 0, "actions"))
        return View(value, wrappers, actions, tuple((scope, it) for it in call.keywords if it.name))
    callee = evaluate(db, scope, call.function)
    if callee is not None and callee.kind == "class" and callee.path and not call.arguments:
        return View(callee, wrappers)  # an instance that is called, such as a feed
    if callee is not None and callee.name == "functools.partial" and call.arguments:
        return _view(db, scope, call.arguments[0], wrappers, depth - 1)
    for it in call.arguments:
        inner = _view(db, scope, it, (*wrappers, Wrapper(scope, call.function)), depth - 1)
        if inner is not None:
            return inner
    return None


class Handler(msgspec.Struct, frozen=True):
    """One method of a class view: its HTTP method, its name, and where the workspace defines it, if it does."""

    method: str
    name: str
    path: str = ""
    qualname: str = ""


@query
def class_handlers(db: Database, path: str, qualname: str) -> tuple[Handler, ...]:
    """The handlers of a class view for HTTP methods, its own and inherited ones."""
    order = mro(db, path, qualname)
    found: list[Handler] = []
    for method in HTTP:
        for value in order:
            if value.path:
                bindings = local_bindings(db, value.path, value.qualname).get(method.lower())
                if not bindings:
                    continue
                own = _handler(db, value, method)
                if own is not None:
                    found.append(own)
                break
            if method in (library_methods(value.name) or ()):
                found.append(_library_handler(db, order, method, value.name))
                break
    if not found and any(not it.path and is_library_view(it.name) and library_methods(it.name) is None for it in order):
        return (Handler("ANY", "dispatch"),)
    if not found and any("__call__" in local_bindings(db, it.path, it.qualname) for it in order if it.path):
        return (Handler("ANY", "__call__", path, f"{qualname}.__call__"),)
    return tuple(found)


def _library_handler(db: Database, order: tuple[Value, ...], method: str, library: str) -> Handler:
    """What answers where a library's method does: of DRF's generic views, the workspace's own `create` or `list`."""
    for name in _GENERIC.get(method, ()) if library.startswith("rest_framework.") else ():
        for value in order:
            own = f"{value.qualname}.{name}"
            if value.path and function_header(db, value.path, own) is not None:
                return Handler(method, method.lower(), value.path, own)
    return Handler(method, method.lower())


def _handler(db: Database, holder: Value, method: str) -> Handler | None:
    name = method.lower()
    qualname = f"{holder.qualname}.{name}"
    if function_header(db, holder.path, qualname) is not None:
        return Handler(method, name, holder.path, qualname)
    found = class_value(db, holder.path, holder.qualname, name)
    if found is None:
        return Handler(method, name)
    value = evaluate(db, found[0], found[1])
    if value is None:
        text = getattr(found[1], "text", "")
        return None if text == "None" else Handler(method, name)
    return Handler(method, name, value.path, value.qualname) if value.kind == "function" else Handler(method, name)


@query
def action_handler(db: Database, path: str, qualname: str, method: str, action: str) -> Handler | None:
    """The handler that an HTTP method is bound to in a viewset."""
    holder = action_holder(db, path, qualname, action)
    if holder is None:
        return None
    if not holder.path:
        if action == "partial_update":  # DRF's own calls `update`
            update = action_handler(db, path, qualname, method, "update")
            return Handler(method, action, update.path if update else "", update.qualname if update else "")
        return Handler(method, action)
    own = f"{holder.qualname}.{action}"
    found = function_header(db, holder.path, own)
    return Handler(method, action) if found is None else Handler(method, action, holder.path, own)


@query
def allowed_methods(db: Database, path: str, qualname: str) -> frozenset[str] | None:
    """What `http_method_names` restricts a class view to."""
    found = class_value(db, path, qualname, "http_method_names")
    items = None if found is None else items_of(db, found[0], found[1])
    if items is None:
        return None
    return frozenset(text.upper() for at, it in items if (text := text_of(db, at, it)))


@query
def limited_methods(db: Database, path: str, qualname: str) -> tuple[str, ...] | None:
    """The methods that decorators restrict a function view to; None where none does."""
    own = function_header(db, path, qualname)
    scope = Scope(path, qualname.rpartition(".")[0])
    for decorator in () if own is None else own.decorators:
        limit = decorated_limit(db, scope, decorator)
        if limit is not None:
            return limit
    return None


def decorated_limit(db: Database, scope: Scope, decorator: Expr) -> tuple[str, ...] | None:
    """The methods that one decorator restricts a view to."""
    value = denotes(db, scope, decorator.function if isinstance(decorator, Call) else decorator)
    if value is None:
        return None
    if value.name in _LIMITS:
        return _LIMITS[value.name]
    if value.name == _LIMIT and isinstance(decorator, Call):
        items = items_of(db, scope, argument(decorator, 0, "request_method_list"))
        texts = {text.upper() for at, it in items or () if (text := text_of(db, at, it))}
        return tuple(sorted(texts - {"HEAD", "OPTIONS"})) or None
    return None


def handed_keyword(view: View, name: str) -> tuple[Scope, Expr] | None:
    """A keyword argument of `as_view`."""
    return next(((scope, it.value) for scope, it in view.keywords if it.name == name), None)
