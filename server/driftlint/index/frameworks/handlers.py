"""Handlers as they are handed to a router, and the guards among their decorators."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, Span, dotted
from driftlint.facts.names import last_name
from driftlint.index.classes import member
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass
from driftlint.index.guard_names import kind_by_name
from driftlint.index.guards import asks_for_optional, guard_kind, lets_everyone_in, named
from driftlint.index.names import definition
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

HTTP_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")


class Handler(msgspec.Struct, frozen=True, gc=False):
    """What answers: `owner` is the function, "" where it is not known; `methods` those a class answers by, with places.

    `wrappers` are the decorators put around it where it is handed over (`login_required(view)`), outermost first.
    """

    anchor: Anchor
    name: str
    owner: str = ""
    value: Value | None = None
    methods: tuple[tuple[str, Anchor], ...] = ()
    wrappers: tuple[tuple[Scope, Expr], ...] = ()


def handler_of(db: Database, scope: Scope, given: Expr | None, span: Span) -> Handler:
    """The handler that `given` means; where that is not known, the place itself at `span`."""
    wrappers: list[tuple[Scope, Expr]] = []
    for _ in range(5):
        if given is None:
            break
        value = evaluate(db, scope, given)
        if value is not None and value.path and value.kind == "function":
            span_of_name = name_span(db, value.path, value.qualname)
            if span_of_name is not None:
                anchor = Anchor(value.path, value.qualname, span_of_name)
                return Handler(anchor, value.name, value.qualname, value, (), tuple(wrappers))
        if value is not None and value.path and value.kind in ("class", "instance"):
            return _class_handler(db, value, tuple(wrappers))
        if (
            isinstance(given, Call)
            and isinstance(given.function, Attribute)
            and given.function.name in ("as_view", "as_asgi")
        ):
            given = given.function.value
        elif isinstance(given, Call) and given.arguments:
            made = _returned_function(db, scope, given)
            if made is not None:
                return made
            wrappers.append((scope, given.function))
            given = given.arguments[0]
        else:
            made = _returned_function(db, scope, given) if isinstance(given, Call) else None
            if made is not None:
                return made
            break
    name = (dotted(given) if given is not None else None) or "…"
    return Handler(Anchor(scope.path, scope.owner, given.span if given is not None else span), name)


def _class_handler(db: Database, value: Value, wrappers: tuple[tuple[Scope, Expr], ...]) -> Handler:
    place = Anchor(value.path, value.qualname, name_span(db, value.path, value.qualname) or (0, 0, 0, 0))
    methods = tuple((it, found) for it in HTTP_METHODS if (found := method_anchor(db, value, it.lower())) is not None)
    return Handler(place, value.name, "", value, methods, wrappers)


def method_anchor(db: Database, value: Value, name: str) -> Anchor | None:
    """Where the method of that name, its own or inherited from the workspace, stands."""
    held = member(db, value.path, value.qualname, name)
    owner = "" if held is None else f"{held[0].qualname}.{name}"
    span = None if held is None else name_span(db, held[0].path, owner)
    return None if held is None or span is None else Anchor(held[0].path, owner, span)


@query
def name_span(db: Database, path: str, owner: str) -> Span | None:
    """Where the name of a function or class stands; what else changes in it does not disturb who asks."""
    own = function(db, path, owner) or klass(db, path, owner)
    return None if own is None else own.name_span


def _returned_function(db: Database, scope: Scope, call: Call) -> Handler | None:
    """The function that a factory defines and returns."""
    value = evaluate(db, scope, call.function)
    if value is None or value.kind != "function" or not value.path:
        return None
    own = function(db, value.path, value.qualname)
    if own is None or any(it.name in _VIEW_NAMES for it in own.parameters):
        return None  # a decorator
    for statement in own.body.statements:
        if statement.kind == "return" and isinstance(statement.value, Name):
            inner = function(db, value.path, f"{value.qualname}.{statement.value.id}")
            found = definition(db, value.path, f"{value.qualname}.{statement.value.id}")
            if inner is not None and found is not None:
                return Handler(Anchor(value.path, found.qualname, inner.name_span), found.name, found.qualname, found)
    return None


_VIEW_NAMES = frozenset({"f", "fn", "func", "function", "view", "view_func", "handler", "wrapped", "endpoint"})
"""What decorators call the function they are given."""


def decorator_guards(
    db: Database, path: str, owner: str, is_route: Callable[[Expr], bool]
) -> tuple[tuple[Guard, ...], str]:
    """The guards among the decorators of a function or class, those that declare routes left out."""
    own = function(db, path, owner) or klass(db, path, owner)
    if own is None:
        return (), ""
    scope = Scope(path, owner.rpartition(".")[0])
    return applied_guards(db, ((scope, it) for it in own.decorators if not is_route(it)), owner, "decorator")


def opened(db: Database, path: str, owner: str) -> str:
    """The decorator that declares a function or class open to everybody, "" where none does."""
    own = function(db, path, owner) or klass(db, path, owner)
    return opener(() if own is None else own.decorators)


def opener(written: Iterable[Expr]) -> str:
    """The first among decorators that is told to let everybody in, as it is called, "" where none is."""
    found = next((it for it in written if lets_everyone_in(it)), None)
    return "" if not isinstance(found, Call) else f"`{dotted(found.function) or last_name(found)}`"


def applied_guards(
    db: Database, written: Iterator[tuple[Scope, Expr]] | tuple[tuple[Scope, Expr], ...], owner: str, origin: str
) -> tuple[tuple[Guard, ...], str]:
    """The guards among decorators as they are written, and the first that could not be made out."""
    found: list[Guard] = []
    unknown = ""
    for scope, it in written:
        if isinstance(it, Call) and (asks_for_optional(it.keywords) or lets_everyone_in(it)):
            continue
        anchor = Anchor(scope.path, owner, it.span)
        value = named(db, scope, it)
        name = dotted(it.function if isinstance(it, Call) else it) or ""
        if value is None:
            kind = kind_by_name(name, "decorator") if name else None
            if kind is not None:
                found.append(Guard(kind, name, origin, anchor, certain=False))
            else:
                unknown = unknown or f"what the decorator `{name or '…'}` does is not known"
            continue
        verdict = guard_kind(db, value, "decorator")
        if verdict is not None:
            found.append(Guard(verdict.kind, value.name.removesuffix("()"), origin, anchor, verdict.certain))
    return tuple(found), unknown
