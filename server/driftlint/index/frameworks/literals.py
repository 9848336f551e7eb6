"""What strings a configuration spells: literals, constants of other modules, concatenations and f-strings."""

from driftlint.facts.expression import (
    Attribute,
    Call,
    Comprehension,
    Constant,
    Expr,
    Mapping,
    Name,
    Opaque,
    Operation,
    Sequence,
    Starred,
    String,
    Subscript,
    dotted,
)
from driftlint.index.aliases import trace
from driftlint.index.engine import Database
from driftlint.index.value import Scope

DEPTH = 8


def text_of(db: Database, scope: Scope, expression: Expr | None, depth: int = DEPTH) -> str | None:
    """The text an expression stands for, what is not known written as `{name}`; None where nothing of it is text."""
    if expression is None or depth <= 0:
        return None
    if isinstance(expression, String):
        return expression.value
    if isinstance(expression, (Name, Attribute)):
        found = trace(db, scope, expression)
        return None if found is None else text_of(db, found[0], found[1], depth - 1)
    if isinstance(expression, Opaque) and expression.kind == "f-string":
        return "".join(_piece(db, scope, it, depth) for it in expression.parts)
    if isinstance(expression, Operation) and expression.operator in ("+", "%"):
        if expression.operator == "%":
            return text_of(db, scope, expression.operands[0], depth - 1)
        return "".join(_piece(db, scope, it, depth) for it in expression.operands)
    if isinstance(expression, Call):
        return _called(db, scope, expression, depth)
    return None


def _called(db: Database, scope: Scope, call: Call, depth: int) -> str | None:
    """`"|".join([...])`, and functions that hand back the text they are given (a translation marker)."""
    if isinstance(call.function, Attribute) and call.function.name == "join" and len(call.arguments) == 1:
        separator = text_of(db, scope, call.function.value, depth - 1)
        picked = _picked(db, scope, call.arguments[0], depth)
        if separator is not None and picked is not None:
            return separator.join(picked)
        items = items_of(db, scope, call.arguments[0], depth - 1)
        if separator is not None and items is not None:
            return separator.join(_piece(db, at, it, depth) for at, it in items)
        return None
    name = dotted(call.function) or ""
    if name.rpartition(".")[2] in ("_", "gettext_lazy", "gettext_noop", "ugettext_lazy", "str") and call.arguments:
        return text_of(db, scope, call.arguments[0], depth - 1)
    return None


def _picked(db: Database, scope: Scope, expression: Expr, depth: int) -> list[str] | None:
    """The texts of `it["key"] for it in rows`, where the rows are dict displays."""
    if not isinstance(expression, Comprehension) or len(expression.elements) != 1 or expression.conditions:
        return None
    element = expression.elements[0]
    rows = items_of(db, scope, expression.iterables[0], depth - 1) if len(expression.iterables) == 1 else None
    if rows is None or not isinstance(element, Subscript) or len(element.items) != 1:
        return None
    key = text_of(db, scope, element.items[0], depth - 1)
    found = [entry(db, at, it, key or "") for at, it in rows]
    texts = [None if it is None else text_of(db, *it, depth - 1) for it in found]
    return None if None in texts else [it for it in texts if it is not None]


def _piece(db: Database, scope: Scope, expression: Expr, depth: int) -> str:
    found = text_of(db, scope, expression, depth - 1)
    if found is not None:
        return found
    if isinstance(expression, Constant):
        return expression.text
    return "{" + (dotted(expression) or "…").rpartition(".")[2] + "}"


def items_of(
    db: Database, scope: Scope, expression: Expr | None, depth: int = DEPTH
) -> tuple[tuple[Scope, Expr], ...] | None:
    """The items of a list or tuple, each with where it stands, through names and `+`; None where one is unknown."""
    if expression is None or depth <= 0:
        return None
    if isinstance(expression, Sequence):
        found: list[tuple[Scope, Expr]] = []
        for item in expression.items:
            if isinstance(item, Starred):
                inner = items_of(db, scope, item.value, depth - 1)
                if inner is None:
                    return None
                found.extend(inner)
            else:
                found.append((scope, item))
        return tuple(found)
    if isinstance(expression, (Name, Attribute)):
        traced = trace(db, scope, expression)
        return None if traced is None else items_of(db, traced[0], traced[1], depth - 1)
    if isinstance(expression, Operation) and expression.operator == "+":
        joined: list[tuple[Scope, Expr]] = []
        for operand in expression.operands:
            inner = items_of(db, scope, operand, depth - 1)
            if inner is None:
                return None
            joined.extend(inner)
        return tuple(joined)
    if (
        isinstance(expression, Call)
        and dotted(expression.function) in ("list", "tuple", "set", "frozenset")
        and expression.arguments
    ):
        return items_of(db, scope, expression.arguments[0], depth - 1)
    return None


def entry(db: Database, scope: Scope, expression: Expr | None, key: str) -> tuple[Scope, Expr] | None:
    """The value under the text `key` of a dict display, `**` of other dicts included."""
    if isinstance(expression, (Name, Attribute)):
        traced = trace(db, scope, expression)
        return None if traced is None else entry(db, traced[0], traced[1], key)
    if isinstance(expression, Call) and dotted(expression.function) == "dict":
        named = next((it.value for it in expression.keywords if it.name == key), None)
        return None if named is None else (scope, named)
    if not isinstance(expression, Mapping):
        return None
    found: tuple[Scope, Expr] | None = None
    for name, value in zip(expression.keys, expression.values, strict=True):
        if name is None:
            found = entry(db, scope, value, key) or found
        elif text_of(db, scope, name) == key:
            found = (scope, value)
    return found


def spelled(db: Database, scope: Scope, expression: Expr | None) -> str:
    """The text of an expression, `{name}` where it is not known; "" for none."""
    return "" if expression is None else _piece(db, scope, expression, DEPTH)
