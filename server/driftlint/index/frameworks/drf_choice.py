"""Reading `get_permissions`: which permissions it gives for one action and one HTTP method, branch by branch."""

import msgspec

from driftlint.facts.expression import (
    Attribute,
    Call,
    Comprehension,
    Constant,
    Expr,
    Name,
    Operation,
    Sequence,
    String,
    Subscript,
)
from driftlint.facts.model import Body, Function
from driftlint.index.engine import Database
from driftlint.index.frameworks.drf_permissions import SAFE
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.value import Scope


class Asking(msgspec.Struct, frozen=True):
    """The action (None for a view that has none) and the HTTP method permissions are asked for."""

    action: str | None
    method: str


def given(db: Database, scope: Scope, own: Function, asking: Asking) -> list[Expr] | None:
    """The expressions the function may return for what is asked, without those it cannot reach; None if not plain."""
    body = own.body
    variables: dict[str, list[Expr]] = {}
    found: list[Expr] = []
    by_statement: dict[int, list[tuple[str, Expr]]] = {}
    for it in body.assignments:
        name = _variable(it.target)
        if name and it.value is not None and not it.operator.startswith("+"):
            by_statement.setdefault(it.statement, []).append((name, it.value))
    for number, statement in enumerate(body.statements):
        reached = _reached(db, scope, body, statement.region, asking)
        if reached is False:
            continue
        for name, value in by_statement.get(number, ()):
            variables[name] = [value] if reached else [*variables.get(name, ()), value]
        if statement.kind == "return" and statement.value is not None:
            found.extend(_resolved(statement.value, variables))
            if reached:
                return found
        elif statement.kind == "raise" and reached:
            return found
    return found or None


def _variable(target: Expr) -> str:
    """The name of a local variable or of an attribute of `self` that is assigned."""
    if isinstance(target, Name):
        return target.id
    if isinstance(target, Attribute) and isinstance(target.value, Name) and target.value.id == "self":
        return f"self.{target.name}"
    return ""


def _resolved(value: Expr, variables: dict[str, list[Expr]]) -> list[Expr]:
    """The lists a returned expression goes through: `[it() for it in classes]` is what the variable holds."""
    if isinstance(value, Comprehension) and len(value.iterables) == 1:
        return _resolved(value.iterables[0], variables)
    if isinstance(value, Call) and isinstance(value.function, Name) and value.function.id == "list" and value.arguments:
        return _resolved(value.arguments[0], variables)
    name = _variable(value)
    if name in variables:
        return [
            inner
            for it in variables[name]
            for inner in _resolved(it, {k: v for k, v in variables.items() if k != name})
        ]
    if _asks_super(value) and "self.permission_classes" in variables:
        return variables["self.permission_classes"]
    return [value]


def _asks_super(value: Expr) -> bool:
    return (
        isinstance(value, Call) and isinstance(value.function, Attribute) and value.function.name == "get_permissions"
    )


def asks_super(value: Expr) -> bool:
    """Whether the expression hands on what the next class gives."""
    return _asks_super(value)


def looked_up(db: Database, scope: Scope, value: Expr, asking: Asking) -> tuple[str, str] | None:
    """For `self.permissions_by_action[self.action]` (or `.get`), the attribute and the key that is asked for."""
    if isinstance(value, Subscript) and value.items:
        table, key = value.value, value.items[0]
    elif (
        isinstance(value, Call)
        and isinstance(value.function, Attribute)
        and value.function.name == "get"
        and value.arguments
    ):
        table, key = value.function.value, value.arguments[0]
    else:
        return None
    name = _variable(table)
    if not name.startswith("self."):
        return None
    asked = _asked(key, asking)
    text = asked if asked is not None else text_of(db, scope, key)
    return None if text is None else (name.removeprefix("self."), text)


def _asked(expression: Expr, asking: Asking) -> str | None:
    """What `self.action` or `request.method` is for what is asked; "" for an action where there is none."""
    if not isinstance(expression, Attribute):
        if (
            isinstance(expression, Call)
            and isinstance(expression.function, Attribute)
            and expression.function.name == "lower"
        ):
            inner = _asked(expression.function.value, asking)
            return None if inner is None else inner.lower()
        return None
    if expression.name == "action":
        return asking.action or ""
    if expression.name == "method" and isinstance(expression.value, (Attribute, Name)):
        return asking.method
    return None


def _reached(db: Database, scope: Scope, body: Body, region: int, asking: Asking) -> bool | None:
    """Whether code in the region runs for what is asked: None where that cannot be told."""
    answer: bool | None = True
    for number, around in body.enclosing(region):
        if around.kind in ("if", "elif", "else"):
            own = True if around.kind == "else" else holds(db, scope, around.subject, asking)
            if around.opens >= 0:
                own = _all([own, *(_not(holds(db, scope, it, asking)) for it in _before(body, number, around.opens))])
        elif around.kind in ("with", "try"):
            own = True
        else:
            own = None
        answer = _all([answer, own])
    return answer


def _before(body: Body, number: int, first: int) -> list[Expr | None]:
    """The tests of the branches before the region `number` of the chain that region `first` opens."""
    listed = [body.regions[first].subject] if body.regions[first].kind == "if" else []
    listed += [
        it.subject
        for place, it in enumerate(body.regions)
        if it.opens == first and it.kind == "elif" and place < number
    ]
    return listed


def holds(db: Database, scope: Scope, test: Expr | None, asking: Asking) -> bool | None:
    """Whether a test on the action or the method holds; None where it is about something else."""
    if not isinstance(test, Operation):
        return None
    if test.operator == "not":
        return _not(holds(db, scope, test.operands[0], asking))
    if test.operator == "and":
        return _all([holds(db, scope, it, asking) for it in test.operands])
    if test.operator == "or":
        return _not(_all([_not(holds(db, scope, it, asking)) for it in test.operands]))
    asked = _asked(test.operands[0], asking)
    if asked is None or len(test.operands) != 2:
        return None
    other = test.operands[1]
    if test.operator in ("==", "!="):
        text = text_of(db, scope, other)
        if text is None and isinstance(other, Constant):
            text = ""
        return None if text is None else (asked == text) == (test.operator == "==")
    if test.operator in ("in", "not in"):
        texts = _texts(db, scope, other)
        return None if texts is None else (asked in texts) == (test.operator == "in")
    return None


def _texts(db: Database, scope: Scope, expression: Expr) -> frozenset[str] | None:
    if isinstance(expression, String):
        return frozenset({expression.value})
    if (
        isinstance(expression, (Name, Attribute))
        and (expression.name if isinstance(expression, Attribute) else expression.id) == "SAFE_METHODS"
    ):
        return SAFE
    if isinstance(expression, (Sequence, Name, Attribute)):
        items = items_of(db, scope, expression)
        found = None if items is None else [text_of(db, at, it) for at, it in items]
        return None if found is None or None in found else frozenset(it for it in found if it is not None)
    return None


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _not(answer: bool | None) -> bool | None:  # noqa: FBT001  a truth value is what it negates
    return None if answer is None else not answer
