"""Which bodies of a file may run inside a transaction, told without looking into each of the others."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.names import DECORATED, EXPLAINED, REQUEST, WITH
from driftlint.index.autocommit import SWITCH
from driftlint.index.contexts import around_methods
from driftlint.index.engine import Database, query
from driftlint.index.files import names, structure
from driftlint.index.frameworks.django_atomic import CALLED_BY_NAME, atomic_handlers
from driftlint.index.models import models
from driftlint.index.modules import module_name
from driftlint.index.opening_places import ENTERING
from driftlint.index.request_transactions import held_by_dependencies
from driftlint.index.teaching import teaching
from driftlint.text.pattern import matches_any


@query
def possibly_open(db: Database, path: str) -> tuple[str, ...]:
    """The owners in or around which `contexts.openings` may find something, in order: in no other it does.

    Most bodies open nothing, and so have no result to remember.
    """
    return tuple(_possibly_open(db, path))


def _possibly_open(db: Database, path: str) -> Iterator[str]:
    shape, marked = structure(db, path), _marked(db, path)
    functions, classes = frozenset(shape.functions), frozenset(shape.classes)
    for owner in shape.owners:
        if owner in marked.opening:
            yield owner
        elif owner in functions:
            outer, _, name = owner.rpartition(".")
            cls = outer if outer in classes else ""
            try:
                found = _is_around(db, path, owner, cls, name, marked)
            except Exception:  # noqa: BLE001  whoever asks for what is open there meets it again
                found = True
            if found:
                yield owner


def _is_around(db: Database, path: str, owner: str, cls: str, name: str, marked: "_Marked") -> bool:
    """Whether something may be open around a function that opens nothing itself and is not decorated."""
    return bool(
        (cls and around_methods(db, path, cls))
        or (owner in marked.explained and held_by_dependencies(db, path, owner))
        or ((owner in marked.answering or (cls and name in CALLED_BY_NAME)) and (path, owner) in atomic_handlers(db))
        or ((taught := teaching(db).request_transactions) and matches_any(f"{module_name(db, path)}.{owner}", taught))
    )


class _Marked(msgspec.Struct, frozen=True, gc=False):
    """The owners of a file by what is written in them."""

    opening: frozenset[str]
    """Those with a `with` block, a decorator, or a call that may open a transaction by its name."""
    explained: frozenset[str]
    """Those with a parameter that something may provide."""
    answering: frozenset[str]
    """Those with a parameter called `request`."""


@query
def _marked(db: Database, path: str) -> _Marked:
    used = names(db, path)
    opening = models(db).starting | ENTERING | {SWITCH, WITH, DECORATED}
    return _Marked(
        frozenset([owner for owner, it in used.items() if not opening.isdisjoint(it)]),
        frozenset([owner for owner, it in used.items() if EXPLAINED in it]),
        frozenset([owner for owner, it in used.items() if REQUEST in it]),
    )
