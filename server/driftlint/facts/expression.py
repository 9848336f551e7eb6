"""What one expression says, as far as rules and resolution need it.

Every expression carries its `span`: start line, start column, end line, end column. Lines are zero-based and
relative to the first line of the unit the expression stands in; columns are zero-based code points of the line.
"""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

Span: TypeAlias = tuple[int, int, int, int]


class Expression(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What all expressions share.

    Each kind has a number as its tag: with names for tags, the facts that are kept take a quarter more room.
    """

    span: Span


class Name(Expression, frozen=True, array_like=True, gc=False, tag=1):
    """A plain name."""

    id: str


class Attribute(Expression, frozen=True, array_like=True, gc=False, tag=2):
    """`value.name`."""

    value: "Expr"
    name: str


class Keyword(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A keyword argument; `name` is None for `**value`."""

    name: str | None
    value: "Expr"


class Call(Expression, frozen=True, array_like=True, gc=False, tag=3):
    """`function(*arguments, **keywords)`; a starred argument is a `Starred`."""

    function: "Expr"
    arguments: tuple["Expr", ...]
    keywords: tuple[Keyword, ...]


class Subscript(Expression, frozen=True, array_like=True, gc=False, tag=4):
    """`value[items]`."""

    value: "Expr"
    items: tuple["Expr", ...]


class String(Expression, frozen=True, array_like=True, gc=False, tag=5):
    """A string literal without interpolation (adjacent literals joined); bytes literals are `Constant`."""

    value: str


class Constant(Expression, frozen=True, array_like=True, gc=False, tag=6):
    """A number, bytes, `True`, `False`, `None` or `...`, as written."""

    text: str


class Sequence(Expression, frozen=True, array_like=True, gc=False, tag=7):
    """A list, tuple or set display; `kind` says which."""

    kind: str
    items: tuple["Expr", ...]


class Mapping(Expression, frozen=True, array_like=True, gc=False, tag=8):
    """A dict display; a key is None for `**value`."""

    keys: tuple["Expr | None", ...]
    values: tuple["Expr", ...]


class Await(Expression, frozen=True, array_like=True, gc=False, tag=9):
    """`await value`."""

    value: "Expr"


class Starred(Expression, frozen=True, array_like=True, gc=False, tag=10):
    """`*value`."""

    value: "Expr"


class Lambda(Expression, frozen=True, array_like=True, gc=False, tag=11):
    """`lambda parameters: body`; what the body calls is not called where the lambda stands."""

    parameters: tuple[str, ...]
    body: "Expr"


class Operation(Expression, frozen=True, array_like=True, gc=False, tag=12):
    """An operator over operands: `+`, `and`, `not`, `==`, `is not` …; a chained comparison has its operators joined."""

    operator: str
    operands: tuple["Expr", ...]


class Conditional(Expression, frozen=True, array_like=True, gc=False, tag=13):
    """`body if test else orelse`."""

    test: "Expr"
    body: "Expr"
    orelse: "Expr"


class Walrus(Expression, frozen=True, array_like=True, gc=False, tag=14):
    """`name := value`."""

    name: str
    value: "Expr"


class Comprehension(Expression, frozen=True, array_like=True, gc=False, tag=15):
    """A comprehension or generator expression: what it yields, binds and iterates over, and its conditions."""

    kind: str
    elements: tuple["Expr", ...]
    targets: tuple["Expr", ...]
    iterables: tuple["Expr", ...]
    conditions: tuple["Expr", ...]


class Opaque(Expression, frozen=True, array_like=True, gc=False, tag=16):
    """Anything else (f-string, slice, yield, broken text), with the expressions found in it.

    `kind` is the grammar's word.
    """

    kind: str
    parts: tuple["Expr", ...]


Expr: TypeAlias = (
    Name
    | Attribute
    | Call
    | Subscript
    | String
    | Constant
    | Sequence
    | Mapping
    | Await
    | Starred
    | Lambda
    | Operation
    | Conditional
    | Walrus
    | Comprehension
    | Opaque
)


def parts(expression: Expr | None) -> Iterator[Expr]:
    """The expression and every expression in it, what lambdas do left out."""
    pending = [expression]
    while pending:
        it = pending.pop()
        if it is None:
            continue
        yield it
        match it:
            case Attribute(value=value) | Await(value=value) | Starred(value=value) | Walrus(value=value):
                pending.append(value)
            case Call():
                pending.append(it.function)
                pending.extend(it.arguments)
                pending.extend(keyword.value for keyword in it.keywords)
            case Subscript():
                pending.append(it.value)
                pending.extend(it.items)
            case Sequence():
                pending.extend(it.items)
            case Mapping():
                pending.extend(it.keys)
                pending.extend(it.values)
            case Operation():
                pending.extend(it.operands)
            case Conditional():
                pending.extend((it.test, it.body, it.orelse))
            case Comprehension():
                pending.extend((*it.elements, *it.iterables, *it.conditions))
            case Opaque():
                pending.extend(it.parts)


def dotted(expression: Expr | None) -> str | None:
    """`a.b.c` for a name or a chain of attributes on a name, else None."""
    parts: list[str] = []
    while isinstance(expression, Attribute):
        parts.append(expression.name)
        expression = expression.value
    if not isinstance(expression, Name):
        return None
    parts.append(expression.id)
    return ".".join(reversed(parts))


def keyword(call: Call, name: str) -> Expr | None:
    """The value of the keyword argument `name` of `call`."""
    return next((it.value for it in call.keywords if it.name == name), None)


def argument(call: Call, position: int, name: str) -> Expr | None:
    """The value of the argument at zero-based `position` or of the keyword `name`, unless a `*args` comes before it."""
    found = keyword(call, name)
    if found is not None:
        return found
    if position < len(call.arguments) and not any(isinstance(it, Starred) for it in call.arguments[: position + 1]):
        return call.arguments[position]
    return None
