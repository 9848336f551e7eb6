"""What an aiohttp application or route table brings along from where it is made, middleware above all."""

import msgspec

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Name, dotted, keyword
from driftlint.facts.names import last_name
from driftlint.index.annotations import annotated
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.objects import Object, making
from driftlint.index.guards import asks_for_optional, guard_kind, named
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_KINDS = {"Application": "app", "RouteTableDef": "table"}


class Part(msgspec.Struct, frozen=True, gc=False):
    """An application or route table as it is made, and what its middleware is known to do."""

    kind: str
    guards: tuple[Guard, ...] = ()
    unknown: str = ""


@query
def part(db: Database, it: Object) -> Part | None:
    """What the object is; None where it is neither application nor table."""
    if it.parameter:
        own = function(db, it.path, it.owner)
        found = None if own is None else next((each for each in own.parameters if each.name == it.name), None)
        scope = Scope(it.path, it.owner.rpartition(".")[0])
        kind = None if found is None else _kind(db, annotated(db, scope, found.annotation))
        return None if kind is None else Part(kind)
    for scope, call in making(db, it):
        kind = _kind(db, evaluate(db, scope, call.function))
        if kind is not None:
            guards, unknown = listed_middleware(db, scope, keyword(call, "middlewares"))
            return Part(kind, guards, unknown)
    return None


def _kind(db: Database, value: Value | None) -> str | None:
    if value is None or value.kind not in ("class", "external", "instance"):
        return None
    for it in mro(db, value.path, value.qualname) if value.path else (value,):
        if it.name.startswith("aiohttp.") and it.name.rpartition(".")[2] in _KINDS:
            return _KINDS[it.name.rpartition(".")[2]]
    return None


def listed_middleware(db: Database, scope: Scope, given: Expr | None) -> tuple[tuple[Guard, ...], str]:
    """The guards among `middlewares=[…]`; which paths they leave alone is not looked at, so none is certain."""
    items = () if given is None or isinstance(given, Constant) else items_of(db, scope, given)
    if items is None or _grows(db, scope, given):
        return (), "which middleware is installed is not known"
    guards: list[Guard] = []
    unknown = ""
    for at, it in items:
        if isinstance(it, Call) and asks_for_optional(it.keywords):
            continue
        value = named(db, at, it)
        verdict = None if value is None else guard_kind(db, value, "middleware")
        if value is None:
            name = dotted(it.function if isinstance(it, Call) else it) or "…"
            unknown = unknown or f"what the middleware `{name}` does is not known"
        elif verdict is not None and verdict.kind != "rate-limit":
            anchor = Anchor(at.path, at.owner, it.span)
            guards.append(Guard(verdict.kind, value.name, "middleware", anchor, certain=False))
    return tuple(guards), unknown


def _grows(db: Database, scope: Scope, given: Expr | None) -> bool:
    """Whether something is added to a list under its name: `middlewares.append(…)`."""
    own = body(db, scope.path, scope.owner) if isinstance(given, Name) else None
    for site in () if own is None else own.calls:
        called = site.call.function
        if last_name(called) not in ("append", "extend", "insert") or not isinstance(called, Attribute):
            continue
        if isinstance(called.value, Name) and isinstance(given, Name) and called.value.id == given.id:
            return True
    return False
