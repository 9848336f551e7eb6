"""What each call of a body reaches: functions of the workspace, or names of libraries."""

import msgspec

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Name, Opaque, String
from driftlint.facts.model import CallSite, Function
from driftlint.index.classes import member, subclasses
from driftlint.index.decorated import is_context_manager
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.models import models
from driftlint.index.names import denotes
from driftlint.index.types import evaluate, instance_attribute
from driftlint.index.value import Scope, Value


class Callee(msgspec.Struct, frozen=True, gc=False):
    """What one call of a body, by its number, reaches. A library's name has no `path`; `may`: one of several."""

    call: int
    name: str
    path: str = ""
    qualname: str = ""
    may: bool = False


@query
def callees(db: Database, path: str, owner: str) -> tuple[Callee, ...]:
    """What the calls of `owner` reach, in the order they are made. A function that is only handed on is not called."""
    own = body(db, path, owner)
    if own is None:
        return ()
    scope = Scope(path, owner)
    found: list[Callee] = []
    for number, site in enumerate(own.calls):
        value = evaluate(db, scope, site.call.function)
        if value is not None:
            found.extend(_targets(db, number, value))
        for handed in _run_arguments(db, scope, site.call, value):
            found.extend(_targets(db, number, handed))
    return tuple(it for it in found if not (it.path and _only_created(db, own.calls[it.call], it, path, owner)))


def _targets(db: Database, number: int, value: Value) -> list[Callee]:
    if value.kind == "external":
        return [Callee(number, value.name, may=value.may)]
    if not value.path:
        return [Callee(number, f"{value.name}.__call__", may=value.may)] if value.kind == "instance" else []
    if value.kind == "class":
        constructor = member(db, value.path, value.qualname, "__init__")
        if constructor is None or not constructor[0].path:
            return []
        holder = constructor[0]
        return [Callee(number, f"{holder.name}.__init__", holder.path, f"{holder.qualname}.__init__", value.may)]
    if value.kind == "instance":
        called = instance_attribute(db, value.path, value.qualname, "__call__", 6)
        return [] if called is None or called.kind != "function" else _targets(db, number, called)
    if value.kind == "function":
        return [Callee(number, value.name, value.path, value.qualname, value.may), *_overrides(db, number, value)]
    return []


def _overrides(db: Database, number: int, value: Value) -> list[Callee]:
    """The overrides of an abstract method: one of them is what runs."""
    holder, _, name = value.qualname.rpartition(".")
    own = function(db, value.path, value.qualname)
    if not holder or own is None or not is_abstract(own):
        return []
    found = []
    for child in subclasses(db, value.path, holder):
        override = function(db, child.path, f"{child.qualname}.{name}")
        if override is not None and not is_abstract(override):
            found.append(Callee(number, f"{child.name}.{name}", child.path, override.qualname, may=True))
    return found


def is_abstract(own: Function) -> bool:
    """Whether a method only says what its overrides do."""
    if any(isinstance(it, (Name, Attribute)) and _last(it) == "abstractmethod" for it in own.decorators):
        return True
    for statement in own.body.statements:
        value = statement.value
        if statement.kind == "pass" or (statement.kind == "expression" and isinstance(value, (String, Constant))):
            continue
        if statement.kind == "raise":
            raised = value.parts[0] if isinstance(value, Opaque) and value.parts else value
            raised = raised.function if isinstance(raised, Call) else raised
            if isinstance(raised, Name) and raised.id == "NotImplementedError":
                continue
        return False
    return True


def _last(expression: Expr) -> str:
    return expression.name if isinstance(expression, Attribute) else getattr(expression, "id", "")


def _run_arguments(db: Database, scope: Scope, call: Call, callee: Value | None) -> list[Value]:
    """The functions handed to something that runs them at once, such as `asyncio.to_thread`."""
    runs = callee is not None and callee.kind == "external" and models(db).runs(callee.name)
    if not runs and not (isinstance(call.function, Attribute) and call.function.name == "run_in_executor"):
        return []
    found = (evaluate(db, scope, argument) for argument in call.arguments[:2])
    return [it for it in found if it is not None and it.kind == "function"]


def _only_created(db: Database, site: CallSite, callee: Callee, path: str, owner: str) -> bool:
    """Whether the call only makes a generator, which runs when something iterates over it."""
    own = function(db, callee.path, callee.qualname)
    if own is None or not own.is_generator or is_context_manager(db, callee.path, callee.qualname):
        return False
    around = body(db, path, owner)
    statement = (
        around.statements[site.statement] if around is not None and site.statement < len(around.statements) else None
    )
    if statement is None or statement.kind not in ("assign", "return", "expression"):
        return False
    if statement.kind == "assign" and around is not None:
        return any(it.statement == site.statement and it.value == site.call for it in around.assignments)
    return statement.value == site.call


def opens_by_name(db: Database, scope: Scope, expression: Expr) -> Value | None:
    """What a decorator or a `with` item names: the callee of a call, else the thing itself."""
    target = expression.function if isinstance(expression, Call) else expression
    return evaluate(db, scope, target) or denotes(db, scope, target)
