"""What one file says about FastAPI and Starlette routes: routes, includes, mounts and middleware, as plain data."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, Sequence, Starred, String, argument, dotted, keyword
from driftlint.facts.model import Body, Function
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass, structure
from driftlint.index.frameworks.dependencies import guards_of
from driftlint.index.frameworks.depends import class_dependencies, listed_dependencies, parameter_dependencies
from driftlint.index.frameworks.handlers import decorator_guards, handler_of
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.loops import rounds
from driftlint.index.frameworks.objects import Environment, Object, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.guards import guard_kind
from driftlint.index.inline_checks import inline_checks
from driftlint.index.modules import module_name
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_DECORATORS = _VERBS | {"api_route", "route", "websocket", "websocket_route"}
_CALLS = frozenset({
    "include_router", "mount", "host", "add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route",
    "add_middleware",
})  # fmt: skip
_LISTED = frozenset({"Starlette", "Router", "FastAPI", "APIRouter"})
_ROUTE_CLASSES = frozenset({
    "starlette.routing.Route", "starlette.routing.WebSocketRoute", "fastapi.routing.APIRoute", "fastapi.routing.APIWebSocketRoute",
    "fastapi.routing.Route",
})  # fmt: skip
_MOUNT_CLASSES = frozenset({"starlette.routing.Mount", "fastapi.routing.Mount", "starlette.routing.Host"})


class Route(msgspec.Struct, frozen=True, gc=False):
    """A handler on a path of `target`; `guards` are the handler's own."""

    target: Object
    methods: tuple[str, ...]
    path: str
    handler: Anchor
    name: str
    anchor: Anchor
    guards: tuple[Guard, ...] = ()
    unknown: str = ""


class Include(msgspec.Struct, frozen=True, gc=False):
    """`parent` takes in the routes of `children` (none: not known which) under a prefix, or mounts them as applications."""

    parent: Object
    children: tuple[Object, ...]
    prefix: str
    guards: tuple[Guard, ...] = ()
    unknown: str = ""
    mount: bool = False


class Middleware(msgspec.Struct, frozen=True, gc=False):
    """Middleware of `target` that turns callers away."""

    target: Object
    guard: Guard


class Declarations(msgspec.Struct, frozen=True, gc=False):
    """What one file declares."""

    routes: tuple[Route, ...] = ()
    includes: tuple[Include, ...] = ()
    middleware: tuple[Middleware, ...] = ()

    def objects(self) -> Iterator[Object]:
        """Every application or router that something is done to."""
        for route in self.routes:
            yield route.target
        for include in self.includes:
            yield include.parent
            yield from include.children
        for it in self.middleware:
            yield it.target


@query
def declarations(db: Database, path: str) -> Declarations | None:
    """What the file declares; None where it declares nothing."""
    routes: list[Route] = []
    includes: list[Include] = []
    middleware: list[Middleware] = []
    for owner in structure(db, path).functions:
        own = function(db, path, owner)
        for it in () if own is None else own.decorators:
            if own is not None and isinstance(it, Call) and isinstance(it.function, Attribute):
                if it.function.name in _DECORATORS:
                    routes.extend(_decorated(db, path, owner, own, it, it.function))
                elif it.function.name == "middleware":
                    middleware.extend(_function_middleware(db, path, owner, it, it.function.value))
    for owner in structure(db, path).owners:
        inner = body(db, path, owner)
        for site in () if inner is None else inner.calls:
            called = site.call.function
            if inner is not None and isinstance(called, Attribute) and called.name in _CALLS:
                unrolled = rounds(db, Scope(path, owner), inner, site.region)
                for around in [None] if unrolled is None else unrolled:
                    _read_call(db, Scope(path, owner), site.call, called, around, (routes, includes, middleware))
            elif inner is not None and (dotted(called) or "").rpartition(".")[2] in _LISTED:
                _read_listed(db, Scope(path, owner), inner, site.call, (routes, includes, middleware))
    if not routes and not includes and not middleware:
        return None
    return Declarations(tuple(routes), tuple(includes), tuple(middleware))


def _decorated(db: Database, path: str, owner: str, own: Function, it: Call, called: Attribute) -> Iterator[Route]:
    """`@router.get("/path")` and the like."""
    scope = Scope(path, owner.rpartition(".")[0])
    written = argument(it, 0, "path")
    if written is None and called.name not in ("route",):
        return
    methods = _methods(db, scope, it, called.name)
    text = path_text(db, scope, written)
    listed, unknown = listed_dependencies(db, scope, keyword(it, "dependencies"), owner)
    for target in objects(db, scope, called.value):
        guards, unresolved = guards_of(db, listed, "decorator")
        more, blocked = handler_guards(db, path, owner)
        yield Route(
            target,
            methods,
            text,
            Anchor(path, owner, own.name_span),
            f"{module_name(db, path)}.{owner}",
            Anchor(path, owner, own.name_span),
            (*guards, *more),
            unknown or unresolved or blocked,
        )


def _methods(db: Database, scope: Scope, it: Call, name: str) -> tuple[str, ...]:
    if name in _VERBS:
        return (name.upper(),)
    if "websocket" in name:
        return ("WEBSOCKET",)
    written = keyword(it, "methods")
    listed = None if written is None else items_of(db, scope, written)
    found = {each.value.upper() for _, each in listed or () if isinstance(each, String)}
    if written is not None and not found:
        return ("ANY",)
    return tuple(sorted(found)) or ("GET",)


@query
def handler_guards(db: Database, path: str, owner: str) -> tuple[tuple[Guard, ...], str]:
    """The guards a handler brings itself: its parameters, its class's attributes, its decorators, checks in its body."""
    around = owner.rpartition(".")[0]
    guards, unknown = guards_of(db, parameter_dependencies(db, path, owner), "")
    if klass(db, path, around) is not None:
        more, unresolved = guards_of(db, class_dependencies(db, path, around), "")
        guards, unknown = (*guards, *more), unknown or unresolved
    decorated, blocked = decorator_guards(db, path, owner, _is_route_decorator)
    return (*guards, *decorated, *inline_checks(db, path, owner)), unknown or blocked


def _is_route_decorator(it: Expr) -> bool:
    return isinstance(it, Call) and isinstance(it.function, Attribute) and it.function.name in _DECORATORS


def _function_middleware(db: Database, path: str, owner: str, it: Call, target: Expr) -> Iterator[Middleware]:
    own = function(db, path, owner)
    if own is None:
        return
    value = Value("function", f"{module_name(db, path)}.{owner}", path, owner)
    guard = _middleware_guard(db, value, Anchor(path, owner, own.name_span))
    for made in objects(db, Scope(path, owner.rpartition(".")[0]), target):
        if guard is not None:
            yield Middleware(made, guard)


def _middleware_guard(db: Database, value: Value | None, anchor: Anchor) -> Guard | None:
    """Middleware that refuses; which paths it exempts is not looked at, so it is never certain."""
    verdict = None if value is None else guard_kind(db, value, "middleware")
    if value is None or verdict is None or verdict.kind == "rate-limit":
        return None
    return Guard(verdict.kind, value.name, "middleware", anchor, certain=False)


_Into = tuple[list[Route], list[Include], list[Middleware]]


def _read_call(db: Database, scope: Scope, call: Call, called: Attribute, around: Environment | None, into: _Into) -> None:
    """`app.include_router(…)` and the like; `around` is None where a loop around it cannot be unrolled."""
    routes, includes, middleware = into
    anchor = Anchor(scope.path, scope.owner, call.span)
    env = around or {}
    for target in objects(db, scope, called.value, env):
        if called.name == "include_router":
            given = argument(call, 0, "router")
            children = () if given is None or around is None else objects(db, scope, given, env)
            listed, unknown = listed_dependencies(db, scope, keyword(call, "dependencies"), scope.owner)
            guards, unresolved = guards_of(db, listed, f"include_router in `{module_name(db, scope.path)}`")
            prefix = path_text(db, scope, keyword(call, "prefix"), env)
            includes.append(Include(target, children, prefix, guards, unknown or unresolved))
        elif called.name in ("mount", "host"):
            given = argument(call, 1, "app")
            children = () if given is None else objects(db, scope, given, env)
            prefix = "" if called.name == "host" else path_text(db, scope, argument(call, 0, "path"), env).rstrip("/")
            if children:
                includes.append(Include(target, children, prefix, mount=True))
        elif called.name == "add_middleware":
            given = argument(call, 0, "middleware_class")
            value = None if given is None else evaluate(db, scope, given)
            guard = _middleware_guard(db, value, anchor)
            if guard is not None:
                middleware.append(Middleware(target, guard))
        else:
            routes.extend(_added(db, scope, call, called.name, target, env))


def _added(db: Database, scope: Scope, call: Call, name: str, target: Object, env: Environment) -> Iterator[Route]:
    """`add_api_route("/path", handler, methods=[…])` and its kin."""
    given = argument(call, 1, "endpoint") or argument(call, 1, "route")
    handler = handler_of(db, scope, given, call.span)
    methods = ("WEBSOCKET",) if "websocket" in name else _methods(db, scope, call, name)
    listed, unknown = listed_dependencies(db, scope, keyword(call, "dependencies"), scope.owner)
    guards, unresolved = guards_of(db, listed, f"{name}")
    if handler.owner:
        more, blocked = handler_guards(db, handler.anchor.path, handler.owner)
        guards, unknown = (*guards, *more), unknown or unresolved or blocked
    path = path_text(db, scope, argument(call, 0, "path"), env)
    yield Route(target, methods, path, handler.anchor, handler.name, handler.anchor, guards, unknown or unresolved)


def _read_listed(db: Database, scope: Scope, inner: Body, call: Call, into: _Into) -> None:
    """The routes and middleware that `Starlette(routes=[…], middleware=[…])` and the like are made with."""
    listed = keyword(call, "routes") or (argument(call, 0, "routes") if (dotted(call.function) or "").endswith("Router") else None)
    layers = keyword(call, "middleware")
    if listed is None and layers is None:
        return
    target = _assigned_object(scope, inner, call)
    for at, it in items_of(db, scope, layers) or ():
        given = argument(it, 0, "cls") if isinstance(it, Call) else None
        value = None if given is None else evaluate(db, at, given)
        guard = _middleware_guard(db, value, Anchor(scope.path, scope.owner, it.span if at == scope else call.span))
        if guard is not None:
            into[2].append(Middleware(target, guard))
    if listed is not None:
        _read_routes(db, scope, listed, target, "", into, 6)


def _assigned_object(scope: Scope, inner: Body, call: Call) -> Object:
    owner = "" if scope.owner.startswith("@") else scope.owner
    for it in inner.assignments:
        if it.value == call and isinstance(it.target, Name):
            return Object(scope.path, owner, it.target.id)
        if it.value == call and isinstance(it.target, Attribute) and owner:
            return Object(scope.path, owner.rpartition(".")[0], f".{it.target.name}")
    return Object(scope.path, scope.owner, f"({call.span[0]},{call.span[1]})")


def _read_routes(db: Database, scope: Scope, listed: Expr, target: Object, prefix: str, into: _Into, depth: int) -> None:
    items = items_of(db, scope, listed)
    if items is None and isinstance(listed, Sequence):
        items = tuple((scope, it) for it in listed.items if not isinstance(it, Starred))
    for at, it in items or ():
        value = evaluate(db, at, it.function) if isinstance(it, Call) else None
        if not isinstance(it, Call) or value is None or depth <= 0:
            continue
        path = prefix + path_text(db, at, argument(it, 0, "path"))
        if value.name in _ROUTE_CLASSES:
            into[0].extend(_listed_route(db, at, it, value.name, target, path))
        elif value.name in _MOUNT_CLASSES:
            inner = keyword(it, "routes")
            if inner is not None:
                _read_routes(db, at, inner, target, path.rstrip("/"), into, depth - 1)
            given = argument(it, 1, "app")
            children = () if given is None else objects(db, at, given)
            if children:
                into[1].append(Include(target, children, path.rstrip("/"), mount=True))


def _listed_route(db: Database, scope: Scope, it: Call, name: str, target: Object, path: str) -> Iterator[Route]:
    handler = handler_of(db, scope, argument(it, 1, "endpoint"), it.span)
    if handler.methods:  # an `HTTPEndpoint` class answers by its methods
        for method, anchor in handler.methods:
            guards, unknown = handler_guards(db, anchor.path, anchor.owner)
            yield Route(target, (method,), path, anchor, f"{handler.name}.{method.lower()}", anchor, guards, unknown)
        return
    methods = ("WEBSOCKET",) if "WebSocket" in name else _methods(db, scope, it, "route")
    guards, unknown = handler_guards(db, handler.anchor.path, handler.owner) if handler.owner else ((), "")
    yield Route(target, methods, path, handler.anchor, handler.name, handler.anchor, guards, unknown)
