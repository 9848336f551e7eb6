"""Flask's hooks before a request: which of them turn callers away, and which endpoints they leave alone."""

import msgspec

from driftlint.facts.expression import Attribute, Constant, Expr, Name, Operation, String
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.objects import Object
from driftlint.index.guards import guard_kind
from driftlint.index.value import Anchor, Scope, Value

WHOLE = frozenset({"before_app_request", "app_url_value_preprocessor"})
"""What registers a hook of a blueprint for the whole application."""


class Hook(msgspec.Struct, frozen=True, gc=False):
    """A hook of `target` that admits only some callers; `whole` where a blueprint's hook runs for the application.

    `exempt` are the endpoint names and paths it lets through unasked.
    """

    target: Object
    guard: Guard
    whole: bool = False
    exempt: tuple[str, ...] = ()


def hook_of(db: Database, target: Object, value: Value, anchor: Anchor, *, name: str) -> Hook | None:
    """The hook that running `value` before each request is, registered by `name`; None where it turns nobody away."""
    verdict = guard_kind(db, value, "hook")
    if verdict is None:
        return None
    exempt: tuple[str, ...] | None = ()
    if value.path and value.kind == "function":
        exempt = _exempt(db, value.path, value.qualname)
    certain = verdict.certain and exempt is not None
    return Hook(target, Guard(verdict.kind, value.name, name, anchor, certain), name in WHOLE, exempt or ())


@query
def _exempt(db: Database, path: str, owner: str) -> tuple[str, ...] | None:
    """The endpoints and paths a hook returns early for; None where it does so for some that are not spelled out."""
    own = function(db, path, owner)
    if own is None:
        return ()
    scope = Scope(path, owner)
    found: list[str] = []
    unknown = False
    for region in own.body.regions:
        if region.kind in ("if", "elif") and region.subject is not None:
            listed, open_ended = _compared(db, scope, region.subject)
            found += listed
            unknown = unknown or open_ended
    return None if unknown and not found else tuple(found)


def _compared(db: Database, scope: Scope, test: Expr) -> tuple[list[str], bool]:
    """The endpoint names and paths a test speaks of, and whether it speaks of others too."""
    if not isinstance(test, Operation):
        return [], _is_place(test)
    if test.operator in ("==", "!=", "in", "not in") and len(test.operands) == 2 and _is_place(test.operands[0]):
        wanted = test.operands[1]
        if test.operator in ("==", "!="):
            text = text_of(db, scope, wanted)
            return ([] if text is None else [text]), text is None
        items = items_of(db, scope, wanted)
        texts = [] if items is None else [it.value for _, it in items if isinstance(it, String)]
        return texts, items is None or len(texts) < len(items)
    found: list[str] = []
    unknown = False
    for it in test.operands:
        listed, open_ended = _compared(db, scope, it)
        found += listed
        unknown = unknown or open_ended
    return found, unknown


def _is_place(it: Expr) -> bool:
    """`request.endpoint`, `request.path`, `request.blueprint`, also as the receiver of `startswith`."""
    while not isinstance(it, (Name, Attribute, Constant, String)):
        inner = getattr(it, "function", None) or getattr(it, "value", None)
        if inner is None or isinstance(inner, str):
            return False
        it = inner
    while isinstance(it, Attribute):
        if it.name in ("endpoint", "path", "url_rule", "blueprint", "full_path"):
            return isinstance(it.value, Name) and it.value.id in ("request", "req")
        it = it.value
    return False


def is_exempt(hook: Hook, endpoint_name: str, path: str) -> bool:
    """Whether the hook lets callers of the endpoint through unasked."""
    return endpoint_name in hook.exempt or path in hook.exempt
