"""Tells whether a handler takes for granted that its caller has come in."""

from driftlint.facts.expression import Attribute, Call, Expr, Name, parts
from driftlint.index.calls import callees
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.rules.caller_checks import asks_whether_known, considers_strangers
from driftlint.rules.handler_expressions import root

_OF_ANYBODY = frozenset({
    "is_authenticated", "is_anonymous", "is_active", "get_id", "id", "pk", "username", "is_staff", "is_superuser",
    "groups", "user_permissions", "get_username", "has_perm", "has_perms", "has_module_perms", "get_user_permissions",
    "get_group_permissions", "get_all_permissions", "aget_all_permissions", "ahas_perm",
})  # fmt: skip
"""What Django and Flask-Login know of callers that nobody knows."""


_DEPTH = 2
"""How many calls deep it is looked for, along those that are handed the request."""


@query
def relies_on_caller(db: Database, path: str, owner: str, depth: int = _DEPTH) -> bool:
    """Whether it reads something of the caller that only those have who have come in: `request.user.profile`."""
    own = body(db, path, owner)
    if own is None or asks_whether_known(own) or considers_strangers(own):
        return False
    found: list[Expr] = [it.value for it in own.statements if it.value is not None]
    found += [it.value for it in own.assignments if it.value is not None]
    found += [it.subject for it in own.regions if it.subject is not None]
    found += [it.call for it in own.calls]
    if any(_is_of_known_caller(it) for expression in found for it in parts(expression)):
        return True
    return depth > 1 and any(
        relies_on_caller(db, it.path, it.qualname, depth - 1)
        for it in callees(db, path, owner)
        if it.path and not it.may and _is_handed_request(own.calls[it.call].call)
    )


def _is_handed_request(call: Call) -> bool:
    return any(isinstance(it, Name) and it.id in ("request", "self") for it in call.arguments)


def _is_of_known_caller(expression: Expr) -> bool:
    if not isinstance(expression, Attribute) or expression.name in _OF_ANYBODY:
        return False
    held = expression.value
    if isinstance(held, Name):
        return held.id == "current_user"
    return isinstance(held, Attribute) and held.name == "user" and root(held)[0] in ("request", "self")
