"""Routes declared through a function of the project that is handed a router's method: `@checked(router.get, "/x")`."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, argument, keyword
from driftlint.facts.model import Function
from driftlint.index.engine import Database
from driftlint.index.files import function, structure
from driftlint.index.frameworks.dependencies import guards_of
from driftlint.index.frameworks.depends import listed_dependencies
from driftlint.index.frameworks.fastapi_routes import DECORATORS, Route, methods_of, targets
from driftlint.index.frameworks.objects import Environment, Written
from driftlint.index.frameworks.paths import path_text
from driftlint.index.modules import module_name
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value


class _Applied(msgspec.Struct, frozen=True, gc=False):
    """The call inside a wrapper that declares the route: on what, and by which of the router's methods."""

    scope: Scope
    call: Call
    on: Written
    method: str


def wraps_method(it: Expr) -> bool:
    """Whether a decorator may hand a router's method to a function of the project."""
    return isinstance(it, Call) and any(
        isinstance(each, Attribute) and each.name in DECORATORS
        for each in (*it.arguments[:2], *(named.value for named in it.keywords))
    )


def wrapped_routes(db: Database, place: Anchor, own: Function, it: Call) -> Iterator[Route]:
    """The routes that the decorator `it` of a handler declares through a wrapper around a router's method."""
    scope = Scope(place.path, place.owner.rpartition(".")[0])
    wrapper = evaluate(db, scope, it.function)
    if wrapper is None or wrapper.kind != "function" or not wrapper.path:
        return
    around = _handed_over(db, wrapper, scope, it)
    applied = _applied(db, wrapper, around)
    found = () if applied is None else targets(db, applied.on.scope, applied.on.expression)
    if applied is None or not found:
        return
    path = path_text(db, applied.scope, argument(applied.call, 0, "path"), around)
    listed, unknown = listed_dependencies(db, applied.scope, keyword(applied.call, "dependencies"), applied.scope.owner)
    handed, computed = listed_dependencies(db, scope, keyword(it, "dependencies"), place.owner)
    guards, unresolved = guards_of(db, (*listed, *handed), f"wrapper `{wrapper.name}`")
    unknown = unknown or computed or unresolved or f"what `{wrapper.name}` does for its routes is not known"
    name = f"{module_name(db, place.path)}.{own.qualname}"
    for target in found:
        methods = methods_of(db, applied.scope, applied.call, applied.method)
        yield Route(target, methods, path, place, name, place.owner, guards, unknown)


def _handed_over(db: Database, wrapper: Value, scope: Scope, call: Call) -> Environment:
    """What the parameters of the wrapper stand for."""
    own = function(db, wrapper.path, wrapper.qualname)
    around: Environment = {}
    listed = () if own is None else own.parameters
    if listed and listed[0].name in ("self", "cls"):
        listed = listed[1:]
    for place, it in enumerate(listed):
        given = argument(call, place if it.kind in ("positional", "normal") else 99, it.name)
        if given is not None:
            around[it.name] = Written(scope, given)
        elif it.default is not None:
            around[it.name] = Written(Scope(wrapper.path, ""), it.default)
    return around


def _applied(db: Database, wrapper: Value, around: Environment) -> _Applied | None:
    """Where the wrapper, or a function inside it, calls the method it was given."""
    inside = [it for it in structure(db, wrapper.path).functions if it.startswith(wrapper.qualname + ".")]
    for owner in (wrapper.qualname, *inside):
        own = function(db, wrapper.path, owner)
        for site in () if own is None else own.body.calls:
            called = site.call.function
            if not isinstance(called, Name) or called.id not in around:
                continue
            given = around[called.id]
            if isinstance(given.expression, Attribute) and given.expression.name in DECORATORS:
                on = Written(given.scope, given.expression.value)
                return _Applied(Scope(wrapper.path, owner), site.call, on, given.expression.name)
    return None
