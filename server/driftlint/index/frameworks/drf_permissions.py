"""What DRF permission classes let through, for reading and for writing, alone and in lists and with `&`, `|`, `~`."""

from typing import Literal

import msgspec

from driftlint.facts.expression import Attribute, Call, Comprehension, Constant, Expr, Name, Operation, String
from driftlint.facts.model import Function
from driftlint.facts.names import last_name
from driftlint.index.aliases import trace
from driftlint.index.classes import member, mro
from driftlint.index.conditions import sense
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.frameworks.django_callers import turns_anonymous_away
from driftlint.index.frameworks.drf_actions import class_value
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.protection import NOTHING, Protection, either, together
from driftlint.index.guard_names import sounds_optional
from driftlint.index.guards import as_kind, guard_kind
from driftlint.index.models import models
from driftlint.index.names import denotes
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_READ_ONLY = frozenset({
    "rest_framework.permissions.IsAuthenticatedOrReadOnly",
    "rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly",
})  # fmt: skip
_BASE = "rest_framework.permissions.BasePermission"

Says = Literal["guard", "open", "object", "unknown"]
"""A permission class admits only some callers, or everyone, or says something of one object only, or is not plain."""


class Asked(msgspec.Struct, frozen=True):
    """For what the permission is asked: a method that only reads, and a handler that is about one object."""

    reads: bool
    about_object: bool


def list_protection(db: Database, scope: Scope, expression: Expr, asked: Asked, origin: str) -> Protection:
    """What a list of permission classes (or of their instances) protects from: all of them must agree."""
    items = items_of(db, scope, expression)
    if items is None:
        joined = _joined(db, scope, expression)
        if joined is None:
            return Protection(unknown="the permission classes are computed")
        items = joined
    if not items:
        return Protection(declared_open="`permission_classes = []`")
    return together(permission_protection(db, at, it, asked, origin) for at, it in items)


def _joined(db: Database, scope: Scope, expression: Expr) -> tuple[tuple[Scope, Expr], ...] | None:
    """The items of a list that refers to the lists of other classes: `Base.permission_classes + [IsOwner]`."""
    if isinstance(expression, Attribute):
        value = denotes(db, scope, expression.value)
        found = None
        if value is not None and value.kind == "class" and value.path:
            found = class_value(db, value.path, value.qualname, expression.name)
        return None if found is None else items_of(db, found[0], found[1]) or _joined(db, found[0], found[1])
    if isinstance(expression, Operation) and expression.operator == "+":
        parts = [items_of(db, scope, it) or _joined(db, scope, it) for it in expression.operands]
        return None if any(it is None for it in parts) else tuple(item for it in parts for item in it or ())
    if isinstance(expression, Comprehension) and len(expression.iterables) == 1:
        return items_of(db, scope, expression.iterables[0]) or _joined(db, scope, expression.iterables[0])
    return None


def permission_protection(db: Database, scope: Scope, expression: Expr, asked: Asked, origin: str) -> Protection:
    """What one permission, a class or its instance or several joined by operators, protects from."""
    if isinstance(expression, Operation) and expression.operator in ("&", "|"):
        parts = [permission_protection(db, scope, it, asked, origin) for it in expression.operands]
        return together(parts) if expression.operator == "&" else either(parts)
    if isinstance(expression, Operation) and expression.operator == "~":
        inner = permission_protection(db, scope, expression.operands[0], asked, origin)
        return NOTHING if inner.guarded else Protection(unknown="a permission is negated")
    if isinstance(expression, Call) and not _is_factory(db, scope, expression):
        expression = expression.function
    value = evaluate(db, scope, expression) or denotes(db, scope, expression)
    anchor = Anchor(scope.path, scope.owner, expression.span)
    if value is None or value.kind not in ("class", "external", "instance"):
        traced = None if value is not None else _alias(db, scope, expression)
        if traced is not None:
            return permission_protection(db, traced[0], traced[1], asked, origin)
        return Protection(unknown="a permission class could not be resolved")
    return class_protection(db, value, asked, origin, anchor)


def _alias(db: Database, scope: Scope, expression: Expr) -> tuple[Scope, Expr] | None:
    """What a name stands for that was assigned an expression: `EditorOrReadOnly = IsEditor | ReadOnly`."""
    found = trace(db, scope, expression)
    return found if found is not None and isinstance(found[1], (Operation, Call)) else None


def _is_factory(db: Database, scope: Scope, call: Call) -> bool:
    """Whether the call makes a permission class rather than an instance of one."""
    value = evaluate(db, scope, call.function)
    return value is not None and value.kind == "function"


def class_protection(db: Database, value: Value, asked: Asked, origin: str, anchor: Anchor) -> Protection:
    """What the permission class `value` protects from."""
    says = permission_says(db, value, asked.reads)
    name = value.name.removesuffix("()")
    short = name.rpartition(".")[2]
    if says == "guard" or (says == "object" and asked.about_object):
        verdict = guard_kind(db, value, "class")
        kind = verdict.kind if verdict is not None and verdict.certain else _kind(db, value)
        known = bool(value.path) or name in _READ_ONLY or models(db).guard(name) is not None
        certain = says == "guard" and known
        return Protection((Guard(kind, name, origin, anchor, certain),))
    if says == "open":
        writes = Asked(reads=False, about_object=asked.about_object)
        if asked.reads and permission_says(db, value, writes.reads) != "open":
            return Protection(declared_open=f"`{short}` lets everyone read")
        return Protection(declared_open=f"`{short}`")
    if says == "object":
        return NOTHING
    return Protection(unknown=f"what `{short}` lets through is not plain")


def _kind(db: Database, value: Value) -> Literal["auth", "permission"]:
    for it in mro(db, value.path, value.qualname) if value.path else (value,):
        if it.name in _READ_ONLY:
            return "auth"
        kind = models(db).guard(it.name)
        if kind is not None:
            return "auth" if as_kind(kind) == "auth" else "permission"
    return "permission"


@query
def permission_says(db: Database, value: Value, reads: bool) -> Says:  # noqa: FBT001  part of the key
    """What the class says to a caller of whom nothing is known, who reads or writes."""
    if not value.path:
        return _library_says(db, value.name.removesuffix("()"), reads=reads)
    order = mro(db, value.path, value.qualname)
    found = member(db, value.path, value.qualname, "has_permission")
    for it in order:
        if found is not None and it == found[0]:
            own = function(db, it.path, f"{it.qualname}.has_permission")
            return "unknown" if own is None else _function_says(db, it, own, order, reads=reads)
        if not it.path and it.name not in (_BASE, "rest_framework.permissions.BasePermissionMetaclass"):
            known = _library_says(db, it.name, reads=reads)
            if known != "unknown":
                return known
    if member(db, value.path, value.qualname, "has_object_permission") is not None:
        return "object"
    return "open" if any(it.name == _BASE for it in order) else "unknown"


def _library_says(db: Database, name: str, *, reads: bool) -> Says:
    if name in _READ_ONLY:
        return "open" if reads else "guard"
    if models(db).opens_to_all(name):
        return "open"
    if models(db).guard(name) is not None:
        return "guard"
    if name.startswith(("rest_framework.", "builtins.", "typing.")) or sounds_optional(name):
        return "unknown"
    return "guard" if "permission" in name.lower() else "unknown"


def _function_says(db: Database, holder: Value, own: Function, order: tuple[Value, ...], *, reads: bool) -> Says:
    returns = [it for it in own.body.statements if it.kind == "return"]
    raises = any(it.kind == "raise" for it in own.body.statements)
    values = [it.value for it in returns if it.value is not None]
    if values and not raises and all(_is(it, "True") for it in values):
        return "open"
    if reads and _open_to_reads(own):
        return "open"
    if _only_super(values):
        after = order[order.index(holder) + 1 :] if holder in order else ()
        for it in after:
            if it.path and function(db, it.path, f"{it.qualname}.has_permission") is not None:
                inner = function(db, it.path, f"{it.qualname}.has_permission")
                return "unknown" if inner is None else _function_says(db, it, inner, order, reads=reads)
            if not it.path and it.name != _BASE:
                return _library_says(db, it.name, reads=reads)
        return "open"
    return "unknown" if _lets_in_otherwise(own) else "guard"


def _lets_in_otherwise(own: Function) -> bool:
    """Whether it says yes in the end, and no only where something holds that has nothing to do with the caller.

    `if view.is_private: return request.user.is_authenticated` and then `return True`: it depends on the view.
    """
    returns = [it for it in own.body.statements if it.kind == "return" and it.value is not None]
    answers = [it for it in returns if it.value is not None and not _is(it.value, "True")]
    refusals = [*answers, *(it for it in own.body.statements if it.kind == "raise")]
    if not refusals or len(answers) == len(returns) or max(returns, key=lambda it: it.span) in answers:
        return False
    return all(_about_something_else(own, it.region) for it in refusals)


def _about_something_else(own: Function, region: int) -> bool:
    around = [it for _, it in own.body.enclosing(region)]
    return bool(around) and all(
        it.kind in ("if", "elif") and it.subject is not None and sense(it.subject, met=True) == "other" for it in around
    )


def _only_super(values: list[Expr]) -> bool:
    """Whether the method only asks the next class: `return super().has_permission(request, view)`."""
    return len(values) == 1 and isinstance(values[0], Call) and last_name(values[0]) == "has_permission"


def _open_to_reads(own: Function) -> bool:
    """Whether a method that only reads is let through before anything is asked of the caller."""
    body = own.body
    if turns_anonymous_away(body, refusals=("False",)):
        return False
    for statement in body.statements:
        if statement.kind != "return" or statement.value is None:
            continue
        if _reads_suffice(statement.value):
            return True
        inside = [region for _, region in body.enclosing(statement.region)]
        tests = [it.subject for it in inside if it.kind in ("if", "elif") and it.subject is not None]
        if _is(statement.value, "True") and tests and len(tests) == 1 and _reads_suffice(tests[0]):
            return True
    return False


def _reads_suffice(test: Expr) -> bool:
    """`request.method in SAFE_METHODS`, alone or in an `or`."""
    if isinstance(test, Operation):
        if test.operator == "or":
            return any(_reads_suffice(it) for it in test.operands)
        if test.operator in ("in", "==") and last_name(test.operands[0]) == "method":
            return _names_reads(test.operands[-1])
        return False
    return isinstance(test, Call) and last_name(test) == "bool" and any(_reads_suffice(it) for it in test.arguments)


def _names_reads(expression: Expr) -> bool:
    if isinstance(expression, String):
        return expression.value in SAFE
    if isinstance(expression, (Name, Attribute)):
        return last_name(expression) == "SAFE_METHODS"
    items = getattr(expression, "items", ())
    return bool(items) and all(isinstance(it, String) and it.value in SAFE for it in items)


def _is(expression: Expr, text: str) -> bool:
    return isinstance(expression, Constant) and expression.text == text
