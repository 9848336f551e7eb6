"""Sessions that begin a transaction with their first use: what uses one, and what may end its transaction."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, dotted, parts
from driftlint.facts.model import Body, Function
from driftlint.index.classes import derives_from
from driftlint.index.decorated import is_context_manager
from driftlint.index.engine import Database, query
from driftlint.index.extent import comes_before_region, ended_by
from driftlint.index.files import body, function
from driftlint.index.models import models
from driftlint.index.openers import is_bound
from driftlint.index.outcomes import yields
from driftlint.index.switches import given_arguments
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value

DEPTH = 4
"""How many generators around generators are looked into."""

_USES = frozenset(
    {"execute", "scalar", "scalars", "get", "get_one", "flush", "refresh", "exec", "merge", "stream", "stream_scalars"}
)
_QUERIES = frozenset({"all", "first", "one", "one_or_none", "scalar", "count", "get", "delete", "update"})
_KEEPS = _USES | {"add", "add_all", "delete", "expunge", "query", "expire", "begin_nested", "no_autoflush"}


class Flow(msgspec.Struct, frozen=True, gc=False):
    """What a body does with a session of some name: the calls that surely use it, and those that may end it or lose it.

    Calls are by number; none is told after one that may have lost it. `escapes` tells that it comes under other names.
    """

    uses: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    escapes: bool = False


@query
def commits_on_exit(db: Database, path: str, qualname: str, depth: int) -> bool:
    """Whether a generator function hands out a session that begins by itself, and commits it after its `yield`."""
    own = function(db, path, qualname)
    found = () if own is None or depth <= 0 else tuple(yields(own))
    if own is None or len(found) != 1 or len(own.body.yields) != 1:
        return False
    name = dotted(found[0])
    if name is None or not begins_by_itself(db, evaluate(db, Scope(path, qualname), found[0])):
        return False
    span, region = own.body.yields[0]
    if any(
        isinstance(site.call.function, Attribute)
        and site.call.function.name == "commit"
        and ended_by(site.call) == name
        and site.call.span[:2] >= span[2:]
        and not any(it.kind == "except" for _, it in own.body.enclosing(site.region))
        for site in own.body.calls
    ):
        return True
    around = next(
        (it for _, it in own.body.enclosing(region) if any(dotted(item.target) == name for item in it.items)), None
    )
    item = None if around is None else next(it for it in around.items if dotted(it.target) == name)
    return item is not None and committing_context(db, Scope(path, qualname), item.expression, depth - 1)


def committing_context(db: Database, scope: Scope, expression: Expr, depth: int = DEPTH) -> bool:
    """Whether a `with` item is a call of such a generator, made into a context manager."""
    value = evaluate(db, scope, expression.function) if isinstance(expression, Call) else None
    return (
        value is not None
        and value.kind == "function"
        and bool(value.path)
        and is_context_manager(db, value.path, value.qualname)
        and commits_on_exit(db, value.path, value.qualname, depth)
    )


def begins_by_itself(db: Database, value: Value | None) -> bool:
    """Whether an instance begins a transaction with the first statement it sends."""
    if value is None or value.kind != "instance" or value.may:
        return False
    return models(db).begins_by_itself(value.name) or (
        bool(value.path) and derives_from(db, value, *models(db).beginning_by_themselves)
    )


@query
def flow(db: Database, path: str, owner: str, name: str) -> Flow:
    """What the body of `owner` does with the session that it knows as `name`."""
    own = body(db, path, owner)
    if own is None:
        return Flow(escapes=True)
    uses: list[int] = []
    ends: list[int] = []
    for number, site in enumerate(own.calls):
        used = _method_of(site.call, name)
        if used is not None:
            if used not in _KEEPS:
                ends.append(number)
            elif used in _USES:
                uses.append(number)
        elif _queries(site.call, name):
            uses.append(number)
        elif _is_given(site.call, name):
            found = _handed_to(db, Scope(path, owner), site.call, name)
            if found is None:  # kept by an object, or in the hands of a library
                ends.append(number)
                break
            if _in_callee(db, *found).ends:
                ends.append(number)
            elif _in_callee(db, *found).uses:
                uses.append(number)
    return Flow(tuple(uses), tuple(ends), _escapes(own, name))


_Place: TypeAlias = tuple[str, str, str]
"""A function, and the name of the parameter that holds the session."""


@query
def _in_callee(db: Database, path: str, qualname: str, parameter: str) -> Flow:
    """What a function, and those it hands the session on to, do with it: whether they surely use it, or may end it."""
    seen: dict[_Place, bool] = {}
    pending: list[tuple[_Place, bool]] = [((path, qualname, parameter), True)]
    used = ended = False
    while pending:
        place, always = pending.pop()
        if place in seen and (seen[place] or not always):
            continue
        seen[place] = always
        found = _own_flow(db, *place)
        ended = ended or bool(found.ends) or found.escapes
        own = function(db, place[0], place[1])
        for number in found.uses if own is not None else ():
            surely = always and own is not None and comes_before_region(own.body, number, -1)
            further = None if own is None else _handed_at(db, place, own, number)
            if further is None:
                used = used or surely
            else:
                pending.append((further, surely))
    return Flow(uses=(0,) if used else (), ends=(0,) if ended else ())


@query
def _own_flow(db: Database, path: str, qualname: str, name: str) -> Flow:
    """The same as `flow`, a call that hands the session to another function counted as a use and not looked into."""
    own = function(db, path, qualname)
    if own is None or own.is_generator:
        return Flow(escapes=True)
    uses: list[int] = []
    ends: list[int] = []
    for number, site in enumerate(own.body.calls):
        used = _method_of(site.call, name)
        handed = used is None and _is_given(site.call, name)
        if (handed and _handed_to(db, Scope(path, qualname), site.call, name) is None) or (
            used is not None and used not in _KEEPS
        ):
            ends.append(number)
        elif handed or used in _USES or _queries(site.call, name):
            uses.append(number)
    return Flow(tuple(uses), tuple(ends), _escapes(own.body, name))


def _handed_at(db: Database, place: _Place, own: Function, number: int) -> _Place | None:
    call = own.body.calls[number].call
    if _method_of(call, place[2]) is not None or not _is_given(call, place[2]):
        return None
    return _handed_to(db, Scope(place[0], place[1]), call, place[2])


def _handed_to(db: Database, scope: Scope, call: Call, name: str) -> _Place | None:
    """The function of the workspace, and its parameter, that a call hands the session to; None for any other."""
    value = evaluate(db, scope, call.function)
    own = None if value is None or value.may or not value.path else function(db, value.path, value.qualname)
    if value is None or value.kind != "function" or own is None:
        return None
    given = given_arguments(db, value.path, own, call, bound=is_bound(db, scope, call, value))
    parameter = next((it for it, handed in (given or {}).items() if dotted(handed) == name), None)
    return None if parameter is None else (value.path, value.qualname, parameter)


def _method_of(call: Call, name: str) -> str | None:
    called = call.function
    return called.name if isinstance(called, Attribute) and dotted(called.value) == name else None


def _queries(call: Call, name: str) -> bool:
    """`session.query(…).filter(…).first()`."""
    called = call.function
    if not isinstance(called, Attribute) or called.name not in _QUERIES:
        return False
    inner: Expr = called.value
    while isinstance(inner, (Call, Attribute)):
        if isinstance(inner, Call) and _method_of(inner, name) == "query":
            return True
        inner = inner.function if isinstance(inner, Call) else inner.value
    return False


def _is_given(call: Call, name: str) -> bool:
    given = (*call.arguments, *(it.value for it in call.keywords))
    return any(dotted(it) == name for argument in given for it in _outside_calls(argument))


def _outside_calls(expression: Expr) -> Iterator[Expr]:
    """The parts of an argument, those of calls within it left out: they are calls of their own."""
    if not isinstance(expression, Call):
        yield from parts(expression)


def _escapes(own: Body, name: str) -> bool:
    """Whether the session is given another name, or handed out."""
    values = [it.value for it in own.assignments]
    values += [it.value for it in own.statements if it.kind == "return"]
    return any(dotted(it) == name for it in values)
