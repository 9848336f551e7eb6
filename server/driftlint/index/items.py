"""What queries, managers and lists hold, and what gives one of it: the rows of an ORM, the elements of a list."""

from collections.abc import Callable

import msgspec

from driftlint.facts.expression import (
    Attribute,
    Call,
    Constant,
    Expr,
    Lambda,
    Opaque,
    String,
    Subscript,
    argument,
    keyword,
)
from driftlint.index import relationships
from driftlint.index.annotations import annotated, instance_of
from driftlint.index.classes import mro
from driftlint.index.engine import Database
from driftlint.index.files import klass
from driftlint.index.models import Items, models
from driftlint.index.modules import module_name, module_path
from driftlint.index.names import DEPTH, lookup, module_member
from driftlint.index.value import Scope, Value, holding

PAIR = "builtins.tuple"

Evaluate = Callable[[Expr | None], Value | None]
"""What an expression beside the one asked for evaluates to."""

ENUMERATED = "builtins.enumerate()"


def on(db: Database, base: Value, value: Value | None) -> Value | None:
    """What the attribute of `base` holds whose own value is `value`, with what it holds itself."""
    value = of_table(db, base, value) if base.kind == "class" else of_field(db, value)
    if value is not None and value.kind == "external" and _gives_own_kind(db, value.name):
        value = msgspec.structs.replace(value, on=instance_of(base))
    if value is not None and base.item is not None and value.kind in ("function", "external"):
        return holding(value, base.item)
    return value


def _gives_own_kind(db: Database, method: str) -> bool:
    """Whether a library's method gives an instance of the class it is a method of: `QuerySet.filter`."""
    given = models(db).returned(method)
    return given is not None and models(db).canonical_class(method.rpartition(".")[0]) == given


def of_table(db: Database, table: Value, value: Value | None) -> Value | None:
    """What an attribute of the class `table` holds, with the rows in it where it is a manager or a query of them."""
    if value is None or value.kind != "instance" or value.item is not None:
        return value
    return holding(value, instance_of(table)) if _holds_rows(db, table, value) else value


def of_field(db: Database, value: Value | None) -> Value | None:
    """What an attribute gives on an instance, where the class holds `value`: the row that a foreign key leads to."""
    if value is None or value.kind != "instance" or value.path or value.item is None:
        return value
    given = models(db).field(value.name)
    if given is None:
        return value
    return Value("instance", given, may=value.may, item=value.item) if given else value.item


def called(
    db: Database, scope: Scope, call: Call, callee: Value, value: Value | None, evaluate: Evaluate
) -> Value | None:
    """What a call of `callee` gives that would give `value`, with what it holds, or as one of what it was asked for."""
    if callee.kind != "external":
        return _held(db, value, callee.item)
    known = models(db).items(callee.name) or Items()
    if callee.name in relationships.NAMES:
        row = _asked_for(db, scope, call, known, evaluate)
        return None if row is None else relationships.related(db, scope, call, row)
    if known.argument and call.arguments:
        return evaluate(call.arguments[0]) or value
    if value is None or known.drops:
        return value
    item = _asked_for(db, scope, call, known, evaluate) or callee.item
    if callee.on is not None:
        value = callee.on  # what gives its own kind gives a subclass on a subclass
    if not known.gives:
        return holding(value, item)
    if item is None:
        return value
    return item if known.gives == "one" else Value("instance", PAIR, item=item)


def _asked_for(db: Database, scope: Scope, call: Call, known: Items, evaluate: Evaluate) -> Value | None:
    """What the call says that its result holds, or is."""
    on = _receiver(call)
    if on is not None and known.of_attribute:
        told = (_one(evaluate(Attribute(call.span, on, name))) for name in known.of_attribute)
        return next((it for it in told if it is not None), None)
    first = (argument(call, 0, "klass") or keyword(call, "argument")) if known.of_argument else None
    first = first.body if isinstance(first, Lambda) else first
    if isinstance(first, String):
        return _one(named(db, scope, first))
    second = evaluate(call.arguments[1]) if first is not None and len(call.arguments) > 1 else None
    several = second is not None and second.kind == "class"  # rows of pairs
    return None if several else _one(evaluate(first))


def _receiver(call: Call) -> Expr | None:
    return call.function.value if isinstance(call.function, Attribute) else None


def iterated(value: Value | None, number: int) -> Value | None:
    """Element `number` (-1 for all) of each thing a loop over `value` gives."""
    if value is None or value.item is None or value.name == PAIR:
        return None
    if value.name == ENUMERATED:
        return value.item if number == 1 else None
    return value.item if number < 0 else element(value.item, number)


def element(value: Value | None, number: int) -> Value | None:
    """Element `number` of what is taken apart."""
    if value is None or value.item is None or (value.name == PAIR and number != 0):
        return None
    return value.item


def with_argument(db: Database, scope: Scope, expression: Subscript, base: Value) -> Value:
    """The class `base` as `expression` writes it, `Repository[Order]`: with what its first bracket says it is of."""
    if base.kind != "class" or not expression.items:
        return base
    return holding(base, annotated(db, scope, expression.items[0]))


def subscripted(value: Value | None, expression: Subscript) -> Value | None:
    """What `value[…]` gives where `value` is known to hold something: one of it, or as much of it as a slice says."""
    if value is None or value.item is None or len(expression.items) != 1:
        return None
    index = expression.items[0]
    if value.name == PAIR:
        return value.item if isinstance(index, Constant) and index.text == "0" else None
    return value if isinstance(index, Opaque) and index.kind == "slice" else value.item


def named(db: Database, scope: Scope, written: String) -> Value | None:
    """The class of rows that a string names where a class is expected: "Order", "shop.Order", "self"."""
    if written.value == "self":
        own = scope.owner if klass(db, scope.path, scope.owner) is not None else ""
        return mro(db, scope.path, own)[0] if own else None
    app, _, name = written.value.rpartition(".")
    if not app:
        package = module_path(db, module_name(db, scope.path).rpartition(".")[0], scope.path)
        found = lookup(db, scope.path, "", name, DEPTH)
        if found is None and package is not None:
            found = module_member(db, package, name, DEPTH)
        return found if found is not None and found.kind == "class" else None
    around = module_name(db, scope.path).split(".")
    for depth in range(len(around), -1, -1):
        path = module_path(db, ".".join((*around[:depth], *app.split("."), "models")), scope.path)
        found = None if path is None else module_member(db, path, name, DEPTH)
        if found is not None and found.kind == "class":
            return found
    return None


def _held(db: Database, value: Value | None, item: Value | None) -> Value | None:
    """What a project's own method of a query or manager gives: more of the same rows, where it is one itself."""
    if value is None or item is None or value.kind != "instance" or value.item is not None:
        return value
    return holding(value, item) if _holds_rows(db, item, value) else value


def _holds_rows(db: Database, table: Value, value: Value) -> bool:
    """Whether `value` is a manager or a query as classes such as `table` have them."""
    holders = {holder for it in _libraries(db, table) for holder in models(db).row_holders(it)}
    return bool(holders) and not holders.isdisjoint(_libraries(db, value))


def _one(value: Value | None) -> Value | None:
    """One of what is named by its class, or held."""
    if value is None:
        return None
    if value.item is not None:
        return value.item
    return instance_of(value) if value.kind == "class" else None


def _libraries(db: Database, value: Value) -> tuple[str, ...]:
    """The libraries' classes that a class, or that of an instance, is or derives from."""
    classes = mro(db, value.path, value.qualname) if value.path else (value,)
    return tuple(models(db).canonical_class(it.name) for it in classes if not it.path)
