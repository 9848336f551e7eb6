"""What one file says about Pyramid: routes by name, views and whom they let in, and what holds for all views."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Name, String, argument, dotted, keyword
from driftlint.facts.model import Class, Function
from driftlint.facts.names import last_name
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass, owners_using
from driftlint.index.frameworks.handlers import applied_guards
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.paths import path_text
from driftlint.index.guards import guard_kind, named
from driftlint.index.modules import absolute_module
from driftlint.index.names import as_module, definition, denotes, module_attribute
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_CONFIG = frozenset({"pyramid.view.view_config", "pyramid.view.view_config.__call__"})
_CALLS = frozenset({
    "add_route", "add_view", "include", "set_default_permission", "Configurator", "add_tween", "add_view_deriver",
    "set_security_policy", "set_authorization_policy",
})  # fmt: skip
_MARKS = _CALLS | {"view_config", "route_name="}
OPEN = ("pyramid.security.NO_PERMISSION_REQUIRED",)


class Route(msgspec.Struct, frozen=True, gc=False):
    """`add_route(name, pattern)`, in the function `owner` of the file."""

    name: str
    pattern: str
    methods: tuple[str, ...]
    path: str
    owner: str


class Include(msgspec.Struct, frozen=True, gc=False):
    """`include(…, route_prefix=…)` in a function: what function runs, and the prefix of its routes."""

    path: str
    owner: str
    into: str
    callee: str
    prefix: str


class View(msgspec.Struct, frozen=True, gc=False):
    """A view: its route by name, and what is said of callers. `permission` is "" where nothing is said."""

    route: str
    methods: tuple[str, ...]
    handler: Value
    attr: str
    guards: tuple[Guard, ...] = ()
    declared_open: str = ""
    unknown: str = ""


class Declarations(msgspec.Struct, frozen=True, gc=False):
    """What one file declares; `everywhere` are guards of every view, `default` those of views that say nothing."""

    routes: tuple[Route, ...] = ()
    includes: tuple[Include, ...] = ()
    views: tuple[View, ...] = ()
    default: tuple[Guard, ...] = ()
    everywhere: tuple[Guard, ...] = ()


_Said = dict[str, tuple[Scope, Expr, str]]
"""Keyword arguments with where each stands, and the owner its place is relative to."""


@query
def declarations(db: Database, path: str) -> Declarations | None:
    """What the file declares; None where it declares nothing."""
    parts = [it for owner in _candidates(db, path) if (it := _declared(db, path, owner)) is not None]
    if not parts:
        return None
    names = Declarations.__struct_fields__
    return Declarations(*(tuple(it for each in parts for it in getattr(each, name)) for name in names))


@query
def _candidates(db: Database, path: str) -> tuple[str, ...]:
    """The parts of the file that may declare something, by the names of what they call or are decorated with."""
    return owners_using(db, path, _MARKS.__contains__)


def _may_configure(it: Expr) -> bool:
    return isinstance(it, Call) and (last_name(it) == "view_config" or any(k.name == "route_name" for k in it.keywords))


@query
def _declared(db: Database, path: str, owner: str) -> Declarations | None:
    into: dict[str, list[object]] = {name: [] for name in Declarations.__struct_fields__}
    own = function(db, path, owner) or klass(db, path, owner)
    if own is not None:
        into["views"] += _decorated(db, path, owner, own)
    scope = Scope(path, owner)
    inner = body(db, path, owner)
    for site in () if inner is None else inner.calls:
        name, call = last_name(site.call.function), site.call
        if name == "add_route":
            route = _route(db, scope, call)
            into["routes"] += [] if route is None else [route]
        elif name == "include":
            include = _include(db, scope, call)
            into["includes"] += [] if include is None else [include]
        elif name == "add_view" and isinstance(call.function, Attribute):
            view = _added(db, scope, call)
            into["views"] += [] if view is None else [view]
        elif name in ("set_default_permission", "Configurator"):
            given = argument(call, 0, "permission") if name != "Configurator" else keyword(call, "default_permission")
            into["default"] += _permission(db, (scope, given, owner), "default permission") if given else []
        elif name in ("add_tween", "add_view_deriver"):
            into["everywhere"] += _around(db, scope, call)
    found = {name: tuple(it) for name, it in into.items()}
    return msgspec.convert(found, Declarations, from_attributes=True) if any(found.values()) else None


def _route(db: Database, scope: Scope, call: Call) -> Route | None:
    name, pattern = argument(call, 0, "name"), argument(call, 1, "pattern")
    text = text_of(db, scope, name)
    if text is None or pattern is None:
        return None
    return Route(text, path_text(db, scope, pattern), _methods(db, _said(scope, call, "")), scope.path, scope.owner)


def _include(db: Database, scope: Scope, call: Call) -> Include | None:
    given, prefix = argument(call, 0, "callable"), keyword(call, "route_prefix")
    text = text_of(db, scope, given)
    value = _by_name(db, scope.path, text) if text is not None else None if given is None else denotes(db, scope, given)
    if value is None or not value.path:
        return None
    callee = value.qualname if value.kind == "function" else "includeme"
    return Include(scope.path, scope.owner, value.path, callee, path_text(db, scope, prefix))


def _by_name(db: Database, importer: str, text: str) -> Value | None:
    """What a dotted name means, relative to the importing module where it starts with a dot."""
    name = text.replace(":", ".")
    if name.startswith("."):
        level = len(name) - len(name.lstrip("."))
        name = absolute_module(db, importer, name.lstrip("."), level) or ""
    found = as_module(db, name, importer) if name else None
    if found is not None:
        return found
    module, _, last = name.rpartition(".")
    holder = as_module(db, module, importer) if module else None
    return None if holder is None else module_attribute(db, holder, last)


def _decorated(db: Database, path: str, owner: str, own: Function | Class) -> Iterator[View]:
    """`@view_config(…)` on a function, a class or a method, `@view_defaults(…)` of its class before it."""
    outside = Scope(path, owner.rpartition(".")[0])
    value = definition(db, path, owner)
    holder = klass(db, path, outside.owner) if outside.owner else None
    for it in own.decorators:
        if not isinstance(it, Call) or not _may_configure(it) or value is None:
            continue
        configured = named(db, outside, it)
        plain = configured is not None and configured.name in _CONFIG
        said = {**_defaults(db, path, owner if isinstance(own, Class) else outside.owner), **_said(outside, it, owner)}
        if not plain and (configured is None or "route_name" not in said):
            continue
        unknown = "" if plain else f"what `{last_name(it)}` asks of callers is not known"
        others = tuple((outside, each) for each in own.decorators if not _may_configure(each) and not _is_default(each))
        guards, blocked = applied_guards(db, others, owner, "decorator")
        attr = text_of(db, *said["attr"][:2]) if "attr" in said else None
        handler, method = value, attr or ("__call__" if isinstance(own, Class) else "")
        if holder is not None and isinstance(own, Function):
            around = definition(db, path, outside.owner)
            handler, method = around or value, own.name
        yield from _views(db, said, handler, method, (guards, unknown or blocked))


def _added(db: Database, scope: Scope, call: Call) -> View | None:
    given = argument(call, 0, "view")
    text = text_of(db, scope, given)
    value = (
        _by_name(db, scope.path, text) if text is not None else None if given is None else evaluate(db, scope, given)
    )
    if value is None or not value.path or value.kind not in ("function", "class"):
        return None
    said = {
        **(_defaults(db, value.path, value.qualname) if value.kind == "class" else {}),
        **_said(scope, call, scope.owner),
    }
    attr = (text_of(db, *said["attr"][:2]) if "attr" in said else None) or ("__call__" if value.kind == "class" else "")
    own = function(db, value.path, value.qualname)
    at = Scope(value.path, value.qualname.rpartition(".")[0])
    written = tuple((at, it) for it in own.decorators) if own is not None else ()
    return next(_views(db, said, value, attr, applied_guards(db, written, value.qualname, "decorator")), None)


def _said(scope: Scope, call: Call, owner: str) -> _Said:
    return {it.name: (scope, it.value, owner) for it in call.keywords if it.name is not None}


def _is_default(it: Expr) -> bool:
    return last_name(it) == "view_defaults"


@query
def _defaults(db: Database, path: str, qualname: str) -> _Said:
    """What `@view_defaults(…)` of a class, its own or the nearest base's, says."""
    for it in mro(db, path, qualname) if qualname and klass(db, path, qualname) is not None else ():
        own = klass(db, it.path, it.qualname) if it.path else None
        for each in () if own is None else own.decorators:
            if isinstance(each, Call) and _is_default(each):
                return _said(Scope(it.path, it.qualname.rpartition(".")[0]), each, it.qualname)
    return {}


def _views(
    db: Database, said: _Said, handler: Value, attr: str, before: tuple[tuple[Guard, ...], str]
) -> Iterator[View]:
    guards, unknown = list(before[0]), before[1]
    context = said.get("context")
    if context is not None and "route_name" not in said and _is_exception(db, *context[:2]):
        return
    declared = ""
    given = said.get("permission")
    if given is not None:
        value = denotes(db, *given[:2])
        if (value is not None and value.name in OPEN) or last_name(given[1]) == "NO_PERMISSION_REQUIRED":
            declared = "`NO_PERMISSION_REQUIRED`"
        else:
            guards += _permission(db, given, "permission")
    for name in ("is_authenticated", "effective_principals"):
        if name in said and _asks_to_come_in(said[name][1]):
            guards.append(
                Guard("auth", name, "predicate", Anchor(said[name][0].path, said[name][2], said[name][1].span))
            )
    if "decorator" in said:
        scope, it, owner = said["decorator"]
        items = items_of(db, scope, it) or ((scope, it),)
        more, blocked = applied_guards(db, items, owner, "view decorator")
        guards, unknown = [*guards, *more], unknown or blocked
    route = said.get("route_name")
    text = "" if route is None else text_of(db, *route[:2]) or "{…}"
    yield View(text, _methods(db, said), handler, attr, tuple(guards), declared, unknown)


def _asks_to_come_in(it: Expr) -> bool:
    return (isinstance(it, Constant) and it.text == "True") or last_name(it) == "Authenticated"


def _is_exception(db: Database, scope: Scope, it: Expr) -> bool:
    value = denotes(db, scope, it)
    names = [value.name] if value is not None else [dotted(it) or ""]
    names += [each.name for each in mro(db, value.path, value.qualname)] if value is not None and value.path else []
    return any(
        "exceptions." in name or ".exceptions." in name or name.endswith(("Exception", "Error", "HTTPNotFound"))
        for name in names
    )


def _permission(db: Database, given: tuple[Scope, Expr, str], origin: str) -> list[Guard]:
    scope, it, owner = given
    if isinstance(it, Constant):
        return []
    name = text_of(db, scope, it) if isinstance(it, (String, Name, Attribute)) else None
    return [Guard("permission", name or dotted(it) or "…", origin, Anchor(scope.path, owner, it.span))]


def _around(db: Database, scope: Scope, call: Call) -> list[Guard]:
    """The guard that a tween or view deriver is, put around every view."""
    given = argument(call, 0, "tween_factory")
    text = text_of(db, scope, given)
    value = (
        _by_name(db, scope.path, text) if text is not None else None if given is None else evaluate(db, scope, given)
    )
    verdict = None if value is None else guard_kind(db, value, "middleware")
    if value is None or verdict is None or verdict.kind in ("rate-limit", "csrf"):
        return []
    return [Guard(verdict.kind, value.name, "tween", Anchor(scope.path, scope.owner, call.span), certain=False)]


def _methods(db: Database, said: _Said) -> tuple[str, ...]:
    given = said.get("request_method")
    if given is None:
        return ()
    single = text_of(db, *given[:2])
    items = None if single is not None else items_of(db, *given[:2])
    texts = [single] if single is not None else [text_of(db, at, it) for at, it in items or ()]
    return tuple(sorted({it.upper() for it in texts if it is not None}))
