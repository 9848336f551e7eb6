"""The methods of a class view that run before its handlers, and what each refuses."""

import re
from collections.abc import Callable

import msgspec

from driftlint.facts.expression import Attribute, Constant, Expr, Name, Operation, Sequence
from driftlint.facts.model import Body, Function
from driftlint.facts.names import last_name
from driftlint.index.conditions import circumstances
from driftlint.index.denials import stated_refusal
from driftlint.index.endpoint import GuardKind
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.frameworks.django_callers import sends_away, turns_anonymous_away
from driftlint.index.frameworks.drf_actions import class_value
from driftlint.index.frameworks.headers import Header
from driftlint.index.refusals import DEPTH, refusal
from driftlint.index.value import Scope

HOOKS = ("dispatch", "setup", "initial", "check_permissions", "initialize_request")
"""Methods that run before the handler of a class view."""
_ADMITS = re.compile(r"(?i)member|owner|permission|auth|login|access|role|admin|staff|required|protected|restrict")


class Says(msgspec.Struct, frozen=True):
    """What one hook of one class does, whatever class inherits it.

    `kind` is what it refuses with, None where it refuses nobody plainly; `switches` are, for each place that refuses,
    the attributes of `self` that must be set to get there; `selects` tells that it ends some requests all the same.
    """

    header: Header
    kind: GuardKind | None = None
    switches: tuple[tuple[str, ...], ...] = ()
    selects: bool = False

    def state(self, is_set: Callable[[str], bool | None]) -> bool | None:
        """Whether the refusal is on, for a class whose attributes `is_set` knows: None where that is not plain."""
        states = [_all([is_set(name) for name in names]) for names in self.switches]
        return True if not states or True in states else None if None in states else False


@query
def hook_says(db: Database, path: str, qualname: str, hook: str) -> Says | None:
    """What the method `hook` of the class itself does; None where the class has none."""
    name = f"{qualname}.{hook}"
    own = function(db, path, name)
    if own is None:
        return None
    header = Header(own.decorators, own.name_span)
    scope = Scope(path, name)
    kind = refusal(db, path, name, DEPTH) or _raised(db, scope, own)
    if kind is None and turns_anonymous_away(own.body):
        kind = "auth"
    selects = kind is None and hook == "dispatch" and _ends_early(own.body)
    return Says(header, kind, () if kind is None else _switches(db, scope, own), selects)


@query
def calls_on(db: Database, path: str, qualname: str) -> bool:
    """Whether the class's own `dispatch`, where it has one, calls the next one."""
    own = function(db, path, f"{qualname}.dispatch")
    return own is None or any(last_name(it.call.function) == "dispatch" for it in own.body.calls)


def sounds_selective(name: str) -> bool:
    """Whether the name of a class says that it lets in only some."""
    return _ADMITS.search(name.rpartition(".")[2]) is not None


def is_set(db: Database, path: str, qualname: str, name: str) -> bool | None:
    """Whether the class sets the attribute to something; None where it is computed or not found."""
    found = class_value(db, path, qualname, name)
    if found is None:
        return None
    value = found[1]
    if isinstance(value, Constant):
        return value.text not in ("None", "False")
    return not (isinstance(value, Sequence) and not value.items)


def _raised(db: Database, scope: Scope, own: Function) -> GuardKind | None:
    """What a hook raises plainly, whatever it asks before."""
    raised = (stated_refusal(db, scope, it) for it in own.body.statements if it.kind == "raise")
    return next((kind for kind in raised if kind is not None), None)


def _ends_early(own: Body) -> bool:
    """Whether the body sends some requests away, for whatever reason but that their callers have come in already."""
    return any(
        sends_away(it)
        and any(around.kind in ("if", "elif", "except") for _, around in own.enclosing(it.region))
        and not circumstances(own, it.region).known_only
        for it in own.statements
    )


def _switches(db: Database, scope: Scope, own: Function) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(
            name
            for _, region in own.body.enclosing(statement.region)
            if region.kind in ("if", "elif") and region.subject is not None
            for name in _asked(region.subject)
        )
        for statement in own.body.statements
        if stated_refusal(db, scope, statement) is not None
    )


def _asked(test: Expr) -> list[str]:
    """The attributes of `self` that must be set for a test to hold: `self.role`, `self.role is not None`."""
    if isinstance(test, Attribute) and isinstance(test.value, Name) and test.value.id == "self":
        return [test.name] if test.name not in ("request", "user") else []
    if isinstance(test, Operation) and test.operator == "and":
        return [name for it in test.operands for name in _asked(it)]
    if isinstance(test, Operation) and test.operator in ("is not", "!=") and _is_none(test.operands[-1]):
        return _asked(test.operands[0])
    return []


def _is_none(expression: Expr) -> bool:
    return isinstance(expression, Constant) and expression.text == "None"


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True
