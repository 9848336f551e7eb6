"""Where a body takes the connection out of autocommit, so that a transaction is held until something commits it."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Constant, Name, argument
from driftlint.facts.model import Body
from driftlint.index.engine import Database
from driftlint.index.types import evaluate
from driftlint.index.value import Scope

_MODULE = "django.db.transaction"
SWITCH = "set_autocommit"
"""The last name of what switches it off."""
_ENDS = frozenset({"commit", "rollback", SWITCH})


class Switched(msgspec.Struct, frozen=True, gc=False):
    """A call, by its number, that switches autocommit off, and the numbers of the calls that end what it began."""

    call: int
    ends: tuple[int, ...]


def switched_off(db: Database, scope: Scope, own: Body) -> Iterator[Switched]:
    """The calls of `set_autocommit(False)`. What follows a commit is left out, though a query begins anew there."""
    named = [(number, it) for number, it in enumerate(own.calls) if _last_name(it.call.function) in _ENDS]
    if not any(_last_name(it.call.function) == SWITCH for _, it in named):
        return
    off: list[int] = []
    ends: list[int] = []
    for number, it in named:
        value = evaluate(db, scope, it.call.function)
        if value is None or value.may or value.name not in {f"{_MODULE}.{name}" for name in _ENDS}:
            continue
        given = argument(it.call, 0, "autocommit") if value.name == f"{_MODULE}.{SWITCH}" else None
        switches_off = isinstance(given, Constant) and given.text == "False"
        (off if switches_off else ends).append(number)
    yield from (Switched(it, tuple(end for end in ends if end > it)) for it in off)


def _last_name(called: object) -> str:
    return called.name if isinstance(called, Attribute) else called.id if isinstance(called, Name) else ""
