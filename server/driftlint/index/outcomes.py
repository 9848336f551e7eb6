"""What the statements of a function say that it hands out."""

from collections.abc import Iterator

from driftlint.facts.expression import Call, Constant, Expr, Name, Opaque
from driftlint.facts.model import Function


def yields(own: Function) -> Iterator[Expr]:
    """What the function yields."""
    values = [it.value for it in own.body.statements] + [it.value for it in own.body.assignments]
    for value in values:
        if isinstance(value, Opaque) and value.kind == "yield" and len(value.parts) == 1:
            yield value.parts[0]


def returns(own: Function) -> Iterator[Expr]:
    """What the function returns, other than nothing."""
    for statement in own.body.statements:
        value = statement.value
        if statement.kind == "return" and value is not None and not is_none(value):
            yield value


def is_none(expression: Expr | None) -> bool:
    """Whether the expression is `None`, as written."""
    return isinstance(expression, Constant) and expression.text == "None"


def returns_self(own: Function) -> bool:
    """Whether a method returns what it was called on."""
    found = list(returns(own))
    return bool(found) and all(_is_first_parameter(own, it) for it in found)


def returns_own_kind(own: Function) -> bool:
    """Whether a method returns what it was called on, or a new instance of the class it was called on (`cls(…)`)."""
    found = list(returns(own))
    return bool(found) and all(_is_first_parameter(own, it.function if isinstance(it, Call) else it) for it in found)


def _is_first_parameter(own: Function, expression: Expr) -> bool:
    if any(isinstance(it, Name) and it.id == "staticmethod" for it in own.decorators):
        return False
    return bool(own.parameters) and isinstance(expression, Name) and expression.id == own.parameters[0].name
