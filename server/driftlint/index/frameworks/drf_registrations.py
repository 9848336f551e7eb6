"""Which viewsets are registered with which routers of DRF: by modules, and by functions that are given a router."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, argument
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, structure
from driftlint.index.folders import gathered
from driftlint.index.frameworks.literals import text_of
from driftlint.index.frameworks.variables import Variable, variable_of
from driftlint.index.names import denotes
from driftlint.index.value import Anchor, Scope

_DEPTH = 4


class Registration(msgspec.Struct, frozen=True):
    """One `router.register(prefix, viewset)`, and where it is written."""

    router: Variable
    prefix: str
    scope: Scope
    viewset: Expr
    anchor: Anchor


class OnParameter(msgspec.Struct, frozen=True):
    """What a function registers with the router it is given as its parameter number `parameter`."""

    parameter: int
    prefix: str
    scope: Scope
    viewset: Expr
    anchor: Anchor


@query
def registrations(db: Database) -> dict[Variable, tuple[Registration, ...]]:
    """The registrations of all files by their router."""
    found: dict[Variable, list[Registration]] = {}
    for _, listed in gathered(db, registrations_in):
        for it in listed:
            found.setdefault(it.router, []).append(it)
    return {router: tuple(listed) for router, listed in found.items()}


@query
def registrations_in(db: Database, path: str) -> tuple[Registration, ...]:
    """What the statements of one module register with routers, themselves or by a function they hand one to."""
    found: list[Registration] = []
    for owner in structure(db, path).toplevel:
        own = body(db, path, owner)
        scope = Scope(path, owner)
        for site in () if own is None else own.calls:
            holder = _registers_with(site.call)
            if holder is None:
                found.extend(_handed_over(db, scope, site.call))
                continue
            read = _read(db, scope, site.call)
            router = None if read is None else variable_of(db, path, holder)
            if router is not None and read is not None:
                found.append(Registration(router, *read))
    return tuple(found)


def _registers_with(call: Call) -> Expr | None:
    """What stands before `.register` in such a call."""
    target = call.function
    if isinstance(target, Attribute) and target.name == "register" and isinstance(target.value, (Name, Attribute)):
        return target.value
    return None


def _read(db: Database, scope: Scope, call: Call) -> tuple[str, Scope, Expr, Anchor] | None:
    viewset = argument(call, 1, "viewset")
    prefix = text_of(db, scope, argument(call, 0, "prefix"))
    if viewset is None or prefix is None:
        return None
    return prefix, scope, viewset, Anchor(scope.path, scope.owner, call.span)


def _handed_over(db: Database, scope: Scope, call: Call) -> Iterator[Registration]:
    """`add_order_urls(router)`, where the function registers with its parameter."""
    for it, given in _given_on(db, scope, call, _DEPTH):
        router = variable_of(db, scope.path, given)
        if router is not None:
            yield Registration(router, it.prefix, it.scope, it.viewset, it.anchor)


def _given_on(db: Database, scope: Scope, call: Call, depth: int) -> Iterator[tuple[OnParameter, Expr]]:
    """What the function called registers with the routers it is given, each with the argument that is the router."""
    if not any(isinstance(it, (Name, Attribute)) for it in (*call.arguments, *(it.value for it in call.keywords))):
        return
    callee = denotes(db, scope, call.function)
    own = function(db, callee.path, callee.qualname) if callee is not None and callee.kind == "function" else None
    if callee is None or own is None:
        return
    for it in _on_parameters(db, callee.path, callee.qualname, depth):
        given = argument(call, it.parameter, own.parameters[it.parameter].name)
        if given is not None:
            yield it, given


@query
def _on_parameters(db: Database, path: str, qualname: str, depth: int) -> tuple[OnParameter, ...]:
    """What a function registers with its parameters, and what the functions do that it hands them on to."""
    own = function(db, path, qualname)
    if own is None or depth <= 0 or not own.parameters:
        return ()
    places = {it.name: place for place, it in enumerate(own.parameters)}
    scope = Scope(path, qualname)
    found: list[OnParameter] = []
    for site in own.body.calls:
        holder = _registers_with(site.call)
        if holder is None:
            found.extend(
                msgspec.structs.replace(it, parameter=places[given.id])
                for it, given in _given_on(db, scope, site.call, depth - 1)
                if isinstance(given, Name) and given.id in places
            )
        elif isinstance(holder, Name) and holder.id in places:
            read = _read(db, scope, site.call)
            if read is not None:
                found.append(OnParameter(places[holder.id], *read))
    return tuple(found)
