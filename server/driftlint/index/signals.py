"""Signals: which receivers a call runs that sends one, be it by `send()` or by saving a row of Django's."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, Sequence, argument, keyword
from driftlint.index.calls import Callee
from driftlint.index.classes import derives_from, mro
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, owners_using
from driftlint.index.folders import gathered, wanted_at_once
from driftlint.index.frameworks.variables import variable_of
from driftlint.index.modules import module_name
from driftlint.index.names import denotes
from driftlint.index.scopes import enclosing_class
from driftlint.index.types import DEPTH, evaluate, instance_attribute
from driftlint.index.value import Scope, Value

_SIGNALS = frozenset(
    {"django.dispatch.Signal", "django.dispatch.dispatcher.Signal", "django.db.models.signals.ModelSignal",
     "blinker.Signal", "blinker.NamedSignal", "blinker.base.NamedSignal"}
)  # fmt: skip
_RECEIVER = frozenset({"django.dispatch.receiver", "django.dispatch.dispatcher.receiver"})
_CONNECTING = frozenset({"connect", "receiver"})
"""The last names of what connects a receiver, be it called or decorated with."""
_SENDS = frozenset({"send", "send_robust", "asend", "asend_robust", "send_async"})
_MODEL = ("django.db.models.Model", "django.db.models.base.Model")
_OF_ROW = {"save": "save", "asave": "save", "delete": "delete", "adelete": "delete"}
_OF_MANAGER = {
    "create": "save", "acreate": "save", "get_or_create": "save", "aget_or_create": "save",
    "update_or_create": "save", "aupdate_or_create": "save", "delete": "delete", "adelete": "delete",
}  # fmt: skip
"""What managers and query sets do one row after another; `update` and the `bulk_` methods send no signals."""


class Signal(msgspec.Struct, frozen=True, gc=False):
    """A signal: one of a library by its full name, or a variable of the workspace with the file that holds it."""

    name: str
    path: str = ""


class Connection(msgspec.Struct, frozen=True, gc=False):
    """A function that a signal runs; `sender` is the class it listens to, `anyone` tells that it names none."""

    signal: Signal
    receiver: Value
    sender: Value | None = None
    anyone: bool = False


@query
def signalled(db: Database, path: str, owner: str) -> tuple[Callee, ...]:
    """The receivers that the calls of `owner` run by sending signals, with the number of the call."""
    own = body(db, path, owner)
    found: list[Callee] = []
    for number, site in enumerate(own.calls if own is not None else ()):
        called = site.call.function
        if isinstance(called, Attribute) and (
            called.name in _SENDS or called.name in _OF_ROW or called.name in _OF_MANAGER
        ):
            for receiver, may in _run_by(db, Scope(path, owner), site.call, called):
                found.append(Callee(number, receiver.name, receiver.path, receiver.qualname, may))
    return tuple(found)


def _run_by(db: Database, scope: Scope, call: Call, called: Attribute) -> Iterator[tuple[Value, bool]]:
    if called.name in _SENDS:
        signal = _signal(db, scope, called.value)
        sender = _class_of(db, scope, argument(call, 0, "sender")) if signal is not None else None
        for it in _connected_to(db, signal) if signal is not None else ():
            if it.anyone:
                yield it.receiver, False
            elif it.sender is None or (sender is None and signal is not None and signal.path):
                yield it.receiver, True  # Django's own are sent for everything: there it must be known for what
            elif sender is not None and _same(it.sender, sender):
                yield it.receiver, False
        return
    model, event = _changed_model(db, scope, called)
    for name in (f"pre_{event}", f"post_{event}") if model is not None and event else ():
        for it in _connected_to(db, Signal(f"django.db.models.signals.{name}")):
            if it.anyone:
                yield it.receiver, True  # most of these look at the sender themselves
            elif it.sender is not None and model is not None and _same(it.sender, model):
                yield it.receiver, False


def _same(first: Value, second: Value) -> bool:
    return (first.path, first.qualname) == (second.path, second.qualname)


def _changed_model(db: Database, scope: Scope, called: Attribute) -> tuple[Value | None, str]:
    """The Django model whose row a call saves or deletes, and which of both; None where it is no such call."""
    if called.name in _OF_ROW:
        row = _row(db, scope, called.value)
        if row is not None:
            return (row if derives_from(db, row, *_MODEL) else None), _OF_ROW[called.name]
    event = _OF_MANAGER.get(called.name, "")
    root = called.value
    while event and isinstance(root, (Attribute, Call)):
        root = root.function if isinstance(root, Call) else root.value
        model = denotes(db, scope, root)
        if model is not None and model.kind == "class" and model.path:
            return (model if derives_from(db, model, *_MODEL) else None), event
    return None, ""


def _row(db: Database, scope: Scope, expression: Expr) -> Value | None:
    """The class of the row that an expression plainly is; of `super()`, the class around."""
    if isinstance(expression, Call) and isinstance(expression.function, Name) and expression.function.id == "super":
        own = enclosing_class(db, scope.path, scope.owner)
        return None if own is None else mro(db, scope.path, own)[0]
    value = evaluate(db, scope, expression)
    if value is None or value.kind != "instance" or not value.path:
        return None
    return mro(db, value.path, value.qualname)[0]


def _class_of(db: Database, scope: Scope, expression: Expr | None) -> Value | None:
    """The class that an expression names: `Order`, `type(order)`, `self.__class__`."""
    if isinstance(expression, Attribute) and expression.name == "__class__":
        return _row(db, scope, expression.value)
    if isinstance(expression, Call) and isinstance(expression.function, Name) and expression.function.id == "type":
        return _row(db, scope, expression.arguments[0]) if len(expression.arguments) == 1 else None
    value = None if expression is None else denotes(db, scope, expression) or evaluate(db, scope, expression)
    return value if value is not None and value.kind == "class" and value.path else None


def _signal(db: Database, scope: Scope, expression: Expr) -> Signal | None:
    """The signal that an expression names."""
    value = evaluate(db, scope, expression)
    if value is None:
        return None
    if value.kind == "external" and value.name.startswith("django."):
        return Signal(value.name)
    known = value.kind == "instance" and (
        value.name in _SIGNALS
        or (bool(value.path) and derives_from(db, mro(db, value.path, value.qualname)[0], *_SIGNALS))
    )
    variable = variable_of(db, scope.path, expression, scope.owner) if known else None
    return None if variable is None else Signal(variable.name, variable.path)


@query
def _connected_to(db: Database, signal: Signal) -> tuple[Connection, ...]:
    return _connections(db).get(signal, ())


@query
def _connections(db: Database) -> dict[Signal, tuple[Connection, ...]]:
    """Every connection of the workspace, by its signal, in the order of the files."""
    if wanted_at_once(db):
        return {}
    found: dict[Signal, list[Connection]] = {}
    for _, connections in gathered(db, _connections_in):
        for it in connections:
            found.setdefault(it.signal, []).append(it)
    return {signal: tuple(dict.fromkeys(listed)) for signal, listed in found.items()}


@query
def _connections_in(db: Database, path: str) -> tuple[Connection, ...]:
    return tuple(it for owner in owners_using(db, path, _CONNECTING.__contains__) for it in _made_by(db, path, owner))


@query
def _made_by(db: Database, path: str, owner: str) -> tuple[Connection, ...]:
    """The connections that one definition makes: by its decorators, or by the calls in it."""
    found: list[Connection] = []
    own = function(db, path, owner)
    outer = Scope(path, owner.rpartition(".")[0])
    for it in own.decorators if own is not None else ():
        if isinstance(it, Call) and it.arguments:
            receiver = Value("function", f"{module_name(db, path)}.{owner}", path, owner)
            value = denotes(db, outer, it.function)
            if value is not None and value.name in _RECEIVER:
                found += _connected(db, outer, it.arguments[0], it, receiver)
    inner = body(db, path, owner)
    for site in inner.calls if inner is not None else ():
        called = site.call.function
        if isinstance(called, Attribute) and called.name == "connect" and site.call.arguments:
            scope = Scope(path, owner)
            receiver_value = _receiver(db, scope, site.call.arguments[0])
            if receiver_value is not None:
                found += _connected(db, scope, called.value, site.call, receiver_value)
    return tuple(found)


def _receiver(db: Database, scope: Scope, expression: Expr) -> Value | None:
    """The function that runs where a receiver is called: itself, or the `__call__` of an object."""
    value = evaluate(db, scope, expression)
    if value is not None and value.kind == "instance" and value.path:
        called = instance_attribute(db, value.path, value.qualname, "__call__", DEPTH)
        value = called if called is not None and called.kind == "function" else None
    if value is None or value.kind != "function" or not value.path:
        return None
    return Value("function", value.name, value.path, value.qualname)


def _connected(db: Database, scope: Scope, signals: Expr, call: Call, receiver: Value) -> Iterator[Connection]:
    sender = keyword(call, "sender")
    cls = _class_of(db, scope, sender)
    named = cls is not None or sender is not None
    for each in signals.items if isinstance(signals, Sequence) else (signals,):
        signal = _signal(db, scope, each)
        if signal is not None:
            yield Connection(signal, receiver, cls, anyone=not named)
