"""What the authentication of a DRF view refuses by itself, before any permission is asked."""

from driftlint.facts.expression import Expr, keyword
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.frameworks.authenticators import insists
from driftlint.index.frameworks.drf_actions import action_call, class_value
from driftlint.index.frameworks.headers import function_header
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.protection import NOTHING, Protection
from driftlint.index.frameworks.settings import Project, rest_default
from driftlint.index.guard_names import sounds_optional
from driftlint.index.names import denotes
from driftlint.index.scopes import local_bindings
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_CLASSES = "authentication_classes"
_DEFAULT = "DEFAULT_AUTHENTICATION_CLASSES"


@query
def authentication_protection(
    db: Database, project: Project | None, path: str, qualname: str, action: str | None
) -> Protection:
    """What authenticators that never answer "nobody" do for a view: one of several that refuses is enough."""
    written = _of_action(db, path, qualname, action) if action is not None else None
    if written is not None:
        return _first_that_insists(db, _listed(db, *written))
    if any(it.path and _CLASSES in local_bindings(db, it.path, it.qualname) for it in mro(db, path, qualname)):
        found = class_value(db, path, qualname, _CLASSES)
        return NOTHING if found is None else _first_that_insists(db, _listed(db, found[0], found[1]))
    default = () if project is None else rest_default(db, project, _DEFAULT).classes
    if default and all(sounds_optional(value.name) for value, _ in default):
        # To write down a default that knows nobody is a decision, as it is for permissions.
        return Protection(declared_open=f"{_DEFAULT} is {default[0][0].name.rpartition('.')[2]}")
    return _first_that_insists(db, default)


def _first_that_insists(db: Database, authenticators: tuple[tuple[Value, Anchor], ...]) -> Protection:
    for value, anchor in authenticators:
        if insists(db, value):
            return Protection((Guard("auth", value.name, _CLASSES, anchor, certain=False),))
    return NOTHING


def _listed(db: Database, scope: Scope, written: Expr) -> tuple[tuple[Value, Anchor], ...]:
    named = ((at, it, evaluate(db, at, it) or denotes(db, at, it)) for at, it in items_of(db, scope, written) or ())
    return tuple((value, Anchor(at.path, at.owner, it.span)) for at, it, value in named if value is not None)


def _of_action(db: Database, path: str, qualname: str, action: str) -> tuple[Scope, Expr] | None:
    """What the `@action` itself is told."""
    for it in mro(db, path, qualname):
        name = f"{it.qualname}.{action}"
        own = function_header(db, it.path, name) if it.path else None
        if own is not None:
            found = action_call(db, it.path, it.qualname, own)
            listed = None if found is None else keyword(found[1], _CLASSES)
            return None if listed is None else (Scope(it.path, name), listed)
    return None
