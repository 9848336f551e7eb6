"""Routes in Starlette's form: `Starlette(routes=[Route(…), Mount(…)], middleware=[Middleware(…)])`."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, Sequence, Starred, argument, dotted, keyword
from driftlint.facts.model import Body
from driftlint.index.engine import Database
from driftlint.index.frameworks.fastapi_routes import (
    Collected,
    Include,
    Middleware,
    Route,
    methods_of,
    middleware_guard,
)
from driftlint.index.frameworks.handlers import handler_of
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.objects import Object, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope

MADE_WITH_ROUTES = frozenset({"Starlette", "Router", "FastAPI", "APIRouter"})
"""The last names of what takes routes when it is made."""

_ROUTES = frozenset(
    {
        "starlette.routing.Route",
        "starlette.routing.WebSocketRoute",
        "fastapi.routing.APIRoute",
        "fastapi.routing.APIWebSocketRoute",
        "fastapi.routing.Route",
    }
)
_MOUNTS = frozenset({"starlette.routing.Mount", "fastapi.routing.Mount", "starlette.routing.Host"})
_DEPTH = 6


def read_made(db: Database, scope: Scope, inner: Body, call: Call, into: Collected) -> None:
    """Adds the routes and middleware that an application or router is made with."""
    listed = keyword(call, "routes")
    if listed is None and (dotted(call.function) or "").endswith("Router"):
        listed = argument(call, 0, "routes")
    layers = keyword(call, "middleware")
    if listed is None and layers is None:
        return
    target = _assigned(scope, inner, call)
    for at, it in items_of(db, scope, layers) or ():
        given = argument(it, 0, "cls") if isinstance(it, Call) else None
        value = None if given is None else evaluate(db, at, given)
        guard = middleware_guard(db, value, Anchor(scope.path, scope.owner, it.span if at == scope else call.span))
        if guard is not None:
            into.middleware.append(Middleware(target, guard))
    if listed is not None:
        _read(db, _Listing(target, "", _DEPTH), scope, listed, into)


def _assigned(scope: Scope, inner: Body, call: Call) -> Object:
    """The object that the call makes, by the name it is given."""
    owner = "" if scope.owner.startswith("@") else scope.owner
    for it in inner.assignments:
        if it.value == call and isinstance(it.target, Name):
            return Object(scope.path, owner, it.target.id)
        if it.value == call and isinstance(it.target, Attribute) and owner:
            return Object(scope.path, owner.rpartition(".")[0], f".{it.target.name}")
    return Object(scope.path, scope.owner, f"({call.span[0]},{call.span[1]})")


class _Listing(msgspec.Struct, frozen=True):
    """A list of routes: what they are served by, under which prefix, and how many more lists may lie in it."""

    target: Object
    prefix: str
    depth: int


def _read(db: Database, listing: _Listing, scope: Scope, listed: Expr, into: Collected) -> None:
    items = items_of(db, scope, listed)
    if items is None and isinstance(listed, Sequence):
        items = tuple((scope, it) for it in listed.items if not isinstance(it, Starred))
    for at, it in items or ():
        value = evaluate(db, at, it.function) if isinstance(it, Call) else None
        if not isinstance(it, Call) or value is None or listing.depth <= 0:
            continue
        path = listing.prefix + path_text(db, at, argument(it, 0, "path"))
        if value.name in _ROUTES:
            into.routes.extend(_routes(db, at, it, value.name.rpartition(".")[2], listing.target, path))
        elif value.name in _MOUNTS:
            inside = keyword(it, "routes")
            if inside is not None:
                _read(db, _Listing(listing.target, path.rstrip("/"), listing.depth - 1), at, inside, into)
            given = argument(it, 1, "app")
            children = () if given is None else objects(db, at, given)
            if children:
                into.includes.append(Include(listing.target, children, path.rstrip("/"), mount=True))


def _routes(db: Database, scope: Scope, it: Call, name: str, target: Object, path: str) -> Iterator[Route]:
    handler = handler_of(db, scope, argument(it, 1, "endpoint"), it.span)
    if handler.methods:  # an `HTTPEndpoint` class answers by its methods
        for method, anchor in handler.methods:
            yield Route(target, (method,), path, anchor, f"{handler.name}.{method.lower()}", anchor.owner)
        return
    yield Route(target, methods_of(db, scope, it, name), path, handler.anchor, handler.name, handler.owner)
