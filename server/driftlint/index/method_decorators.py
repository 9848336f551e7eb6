"""Django's `method_decorator`: which decorator it applies to which method."""

from driftlint.facts.expression import Call, Expr, String, argument
from driftlint.index.calls import opens_by_name
from driftlint.index.engine import Database
from driftlint.index.value import Scope

HTTP_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
DISPATCHED = HTTP_METHODS | {"list", "create", "retrieve", "update", "partial_update", "destroy"}
"""The methods that a class-based view comes to through `dispatch` (Django's, and those of DRF's viewsets)."""


def method_decorated(db: Database, scope: Scope, decorator: Expr, method: str) -> Expr | None:
    """The decorator inside Django's `method_decorator`, where it applies to the method called `method`."""
    if not isinstance(decorator, Call):
        return None
    callee = opens_by_name(db, scope, decorator)
    if callee is None or callee.name != "django.utils.decorators.method_decorator":
        return None
    if method:
        named = argument(decorator, 1, "name")
        target = named.value if isinstance(named, String) else ""
        if target != method and not (target == "dispatch" and method in DISPATCHED):
            return None
    return argument(decorator, 0, "decorator")
