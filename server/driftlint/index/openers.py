"""What may open a transaction: by library, by what the project taught, or a wrapper of its own to look into."""

from typing import Literal, TypeAlias

import msgspec

from driftlint.facts.expression import Attribute, Call, Conditional, Expr, Name
from driftlint.index.calls import opens_by_name
from driftlint.index.decorated import is_context_manager
from driftlint.index.engine import Database
from driftlint.index.files import function
from driftlint.index.models import models
from driftlint.index.switches import UNKNOWN, Known, passed
from driftlint.index.teaching import teaching
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value
from driftlint.text.pattern import matches_any

Role: TypeAlias = Literal["enter", "decorate", "start"]


class Wrapper(msgspec.Struct, frozen=True, gc=False):
    """A definition of the project that may open a transaction, with what its parameters are known to hold.

    By its `role` it does so when it is entered, when what it decorates is called, or, as a method of a context manager,
    when it is called itself.
    """

    role: Role
    path: str
    qualname: str
    known: Known = UNKNOWN


Needs: TypeAlias = tuple[Wrapper, ...]
"""The wrappers that all have to open a transaction for something to do so; none where a library does."""


class Opener(msgspec.Struct, frozen=True, gc=False):
    """What may open a transaction, by its resolved name, and what that rests on."""

    name: str
    needs: Needs
    may: bool = False


def entering(db: Database, scope: Scope, expression: Expr, known: Known = UNKNOWN) -> Opener | None:
    """What may open a transaction where `expression` is entered by a `with`."""
    if isinstance(expression, Conditional):
        first, second = (entering(db, scope, it, known) for it in (expression.body, expression.orelse))
        if first is None or second is None:
            return None
        return Opener(first.name, (*first.needs, *second.needs), may=first.may or second.may)
    value = opens_by_name(db, scope, expression)
    if value is not None and value.kind == "instance" and value.path and isinstance(expression, Call):
        value = evaluate(db, scope, expression)  # what a factory object makes
    if value is None:
        return None
    library = library_opener(db, value)
    if library is not None or not value.path:
        return library
    if value.kind == "function" and isinstance(expression, Call):
        known = passed(db, value.path, value.qualname, expression, known, bound=is_bound(db, scope, expression, value))
        return Opener(value.name, (Wrapper("enter", value.path, value.qualname, known),), value.may)
    if value.kind in ("class", "instance"):
        return Opener(value.name, (Wrapper("enter", value.path, value.qualname),), value.may)
    return None


def decorating(db: Database, scope: Scope, decorator: Expr) -> Opener | None:
    """What may open a transaction around the calls of what `decorator` decorates."""
    value = opens_by_name(db, scope, decorator)
    if value is None:
        return None
    library = library_opener(db, value)
    if library is not None or not value.path or value.kind not in ("function", "class", "instance"):
        return library
    entered = value.kind == "function" and is_context_manager(db, value.path, value.qualname)
    wrapper = Wrapper("enter" if entered else "decorate", value.path, value.qualname)
    return Opener(value.name, (wrapper,), value.may)


def library_opener(db: Database, value: Value) -> Opener | None:
    """The opener that `value` is by a model or by what the project taught."""
    name = value.name.removesuffix("()") if value.kind == "external" else value.name  # `tx = session.begin()`
    if matches_any(name, teaching(db).transactions):
        return Opener(name, (), value.may)
    if value.kind in ("external", "instance") and not value.path and models(db).opens_transaction(name):
        return Opener(name, (), value.may)
    return None


def is_bound(db: Database, scope: Scope, call: Call, callee: Value) -> bool:
    """Whether a method is called on something that becomes its first argument."""
    if not isinstance(call.function, Attribute):
        return True
    on = evaluate(db, scope, call.function.value)
    own = function(db, callee.path, callee.qualname)
    by_class = own is not None and any(isinstance(it, Name) and it.id == "classmethod" for it in own.decorators)
    return on is None or on.kind != "class" or by_class
