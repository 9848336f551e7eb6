"""What one file says about FastAPI and Starlette routes: routes, includes, mounts and middleware."""

from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Expr, argument, keyword
from driftlint.facts.model import Function
from driftlint.facts.names import last_name
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, owners_using
from driftlint.index.frameworks.dependencies import guards_of
from driftlint.index.frameworks.depends import listed_dependencies
from driftlint.index.frameworks.fastapi_routes import (
    DECORATORS,
    Collected,
    Declarations,
    Include,
    Middleware,
    Route,
    joined,
    methods_of,
    middleware_guard,
    targets,
)
from driftlint.index.frameworks.fastapi_wrappers import wrapped_routes, wraps_method
from driftlint.index.frameworks.handlers import handler_of
from driftlint.index.frameworks.held_open import holding
from driftlint.index.frameworks.loops import rounds
from driftlint.index.frameworks.objects import Environment, Object, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.frameworks.starlette_routes import MADE_WITH_ROUTES, read_made
from driftlint.index.modules import module_name
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_ADDS = frozenset({"add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route"})
_CALLS = _ADDS | {"include_router", "mount", "host", "add_middleware"}
_MARKS = _CALLS | DECORATORS | MADE_WITH_ROUTES | {"middleware"}


@query
def declarations(db: Database, path: str) -> Declarations | None:
    """What the file declares; None where it declares nothing."""
    parts = [it for owner in candidates(db, path) if (it := declared(db, path, owner)) is not None]
    return joined(parts) if parts else None


@query
def candidates(db: Database, path: str) -> tuple[str, ...]:
    """The parts of the file that may declare something, by the names of what they call or are decorated with."""
    return owners_using(db, path, _MARKS.__contains__)


@query
def declared(db: Database, path: str, owner: str) -> Declarations | None:
    """What one function, class or module-level statement declares."""
    into = Collected()
    own = function(db, path, owner)
    for it in () if own is None else own.decorators:
        if own is not None and isinstance(it, Call) and isinstance(it.function, Attribute):
            if it.function.name in DECORATORS:
                into.routes.extend(_decorated(db, Anchor(path, owner, own.name_span), own, it, it.function))
            elif it.function.name == "middleware":
                into.middleware.extend(_function_middleware(db, path, owner, own, it.function.value))
        if own is not None and isinstance(it, Call) and wraps_method(it):
            into.routes.extend(wrapped_routes(db, Anchor(path, owner, own.name_span), own, it))
    scope = Scope(path, owner)
    inner = body(db, path, owner)
    for site in () if inner is None else inner.calls:
        called = site.call.function
        if inner is not None and isinstance(called, Attribute) and called.name in _CALLS:
            unrolled = rounds(db, scope, inner, site.region)
            for around in [None] if unrolled is None else unrolled:
                _read_call(db, scope, site.call, called, around, into)
        elif inner is not None and last_name(called) in MADE_WITH_ROUTES:
            read_made(db, scope, inner, site.call, into)
    return into.declarations()


def _decorated(db: Database, place: Anchor, own: Function, it: Call, called: Attribute) -> Iterator[Route]:
    """`@router.get("/path")` and the like."""
    scope = Scope(place.path, place.owner.rpartition(".")[0])
    written = argument(it, 0, "path")
    found = () if written is None else targets(db, scope, called.value)
    if not found:
        return
    methods = methods_of(db, scope, it, called.name)
    listed, unknown = listed_dependencies(db, scope, keyword(it, "dependencies"), place.owner)
    guards, unresolved = guards_of(db, listed, "decorator")
    name = f"{module_name(db, place.path)}.{own.qualname}"
    for target in found:
        path = path_text(db, scope, written)
        held = holding(db, listed)
        yield Route(target, methods, path, place, name, place.owner, guards, unknown or unresolved, held)


def _function_middleware(db: Database, path: str, owner: str, own: Function, it: Expr) -> Iterator[Middleware]:
    """`@app.middleware("http")`."""
    found = targets(db, Scope(path, owner.rpartition(".")[0]), it)
    value = Value("function", f"{module_name(db, path)}.{owner}", path, owner)
    guard = middleware_guard(db, value, Anchor(path, owner, own.name_span)) if found else None
    for target in found if guard is not None else ():
        if guard is not None:
            yield Middleware(target, guard)


def _read_call(
    db: Database, scope: Scope, call: Call, called: Attribute, around: Environment | None, into: Collected
) -> None:
    """`app.include_router(…)` and the like; `around` is None where a loop around it cannot be unrolled."""
    env = around or {}
    for target in targets(db, scope, called.value, env):
        if called.name == "include_router":
            into.includes.append(_include(db, scope, call, target, around))
        elif called.name in _ADDS:
            into.routes.append(_added(db, scope, call, called.name, target, env))
        elif called.name == "add_middleware":
            given = argument(call, 0, "middleware_class")
            value = None if given is None else evaluate(db, scope, given)
            backend = keyword(call, "backend")
            asked = None if backend is None else evaluate(db, scope, backend)
            guard = middleware_guard(db, value, Anchor(scope.path, scope.owner, call.span), asked)
            if guard is not None:
                into.middleware.append(Middleware(target, guard))
        else:
            given = argument(call, 1, "app")
            children = () if given is None else objects(db, scope, given, env)
            prefix = "" if called.name == "host" else path_text(db, scope, argument(call, 0, "path"), env).rstrip("/")
            if children:
                into.includes.append(Include(target, children, prefix, mount=True))


def _include(db: Database, scope: Scope, call: Call, target: Object, around: Environment | None) -> Include:
    given = argument(call, 0, "router")
    children = () if given is None or around is None else objects(db, scope, given, around)
    listed, unknown = listed_dependencies(db, scope, keyword(call, "dependencies"), scope.owner)
    guards, unresolved = guards_of(db, listed, f"include_router in `{module_name(db, scope.path)}`")
    prefix = path_text(db, scope, keyword(call, "prefix"), around)
    unknown = unknown or unresolved or _condition(db, scope, call)
    return Include(target, children, prefix, guards, unknown, held=holding(db, listed))


def _condition(db: Database, scope: Scope, call: Call) -> str:
    """What makes it unknown where the routes are served: an `if` around the call, most often about the environment."""
    own = body(db, scope.path, scope.owner)
    region = next((it.region for it in own.calls if it.call == call), -1) if own is not None else -1
    if own is None or not any(it.kind in ("if", "elif", "else") for _, it in own.enclosing(region)):
        return ""
    return "its router is only included under a condition"


def _added(db: Database, scope: Scope, call: Call, name: str, target: Object, env: Environment) -> Route:
    """`add_api_route("/path", handler, methods=[…])` and its kin."""
    handler = handler_of(db, scope, argument(call, 1, "endpoint") or argument(call, 1, "route"), call.span)
    listed, unknown = listed_dependencies(db, scope, keyword(call, "dependencies"), scope.owner)
    guards, unresolved = guards_of(db, listed, f"{name} in `{module_name(db, scope.path)}`")
    path = path_text(db, scope, argument(call, 0, "path"), env)
    methods = methods_of(db, scope, call, name)
    held, unknown = holding(db, listed), unknown or unresolved
    return Route(target, methods, path, handler.anchor, handler.name, handler.owner, guards, unknown, held)
