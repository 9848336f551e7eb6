"""Transactions that last as long as a request: a setting's, a dependency's, or one that the project speaks of."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.model import Function
from driftlint.index.effect import Opening
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass
from driftlint.index.frameworks.depends import parameter_dependencies
from driftlint.index.frameworks.django_atomic import CALLED_BY_NAME, atomic_handlers
from driftlint.index.frameworks.fastapi import held_around
from driftlint.index.frameworks.held_open import providers
from driftlint.index.modules import module_name
from driftlint.index.opening_places import candidates
from driftlint.index.session_openings import begun_by_use
from driftlint.index.sessions import DEPTH as SESSION_DEPTH
from driftlint.index.sessions import commits_on_exit
from driftlint.index.switches import UNKNOWN
from driftlint.index.teaching import teaching
from driftlint.index.value import Anchor
from driftlint.index.wrappers import opens, yields_inside
from driftlint.text.pattern import matches_any


def around_request(db: Database, path: str, owner: str) -> Iterator[Opening]:
    """What is open around the function because it answers a request, or is asked for by one that does."""
    own = function(db, path, owner)
    if own is None:
        return
    anchor = atomic_handlers(db).get((path, owner)) if _may_answer(db, path, own) else None
    if anchor is not None:
        yield Opening("transaction", "ATOMIC_REQUESTS", anchor, -1)
    taught = teaching(db).request_transactions
    if taught and matches_any(f"{module_name(db, path)}.{owner}", taught):
        yield Opening("transaction", "the request", Anchor(path, owner, own.name_span), -1)
    if own.decorators or any(it.default is not None or it.annotation is not None for it in own.parameters):
        yield from held_by_dependencies(db, path, owner)


def _may_answer(db: Database, path: str, own: Function) -> bool:
    """Whether the function looks like one that answers Django's requests, so that few are looked up among all."""
    return any(it.name == "request" for it in own.parameters) or (
        own.name in CALLED_BY_NAME and klass(db, path, own.qualname.rpartition(".")[0]) is not None
    )


@query
def held_by_dependencies(db: Database, path: str, owner: str) -> tuple[Opening, ...]:
    """What dependencies of the function, those of theirs, and those around its route hold open while it runs."""
    own = function(db, path, owner)
    found: list[Opening] = []
    names = {} if own is None else {it.span: it.name for it in own.parameters}
    asked = parameter_dependencies(db, path, owner)
    of_parameters = {(provided, by): it for it, provided, by in providers(db, asked)}
    for place, it in of_parameters.items():
        name = names.get(it.anchor.span, "") if it in asked else ""
        found.extend(_held_by(db, *place, (name,) if name else ()))
        if name and commits_on_exit(db, *place, SESSION_DEPTH):
            found.extend(begun_by_use(db, path, owner, name, -1))
    for dependency, always in held_around(db, path, owner):
        for _, provided, by in providers(db, (dependency,)):
            if (provided, by) not in of_parameters:
                openings = _held_by(db, provided, by, ())
                found.extend(it if always else msgspec.structs.replace(it, certain=False) for it in openings)
    return tuple(dict.fromkeys(found))


def _held_by(db: Database, path: str, provider: str, holders: tuple[str, ...]) -> Iterator[Opening]:
    """What a generator dependency holds open while it is suspended at its `yield`."""
    if not yields_inside(db, path, provider):
        return
    held = [it for it in candidates(db, path, provider, UNKNOWN) if opens(db, it.opener)]
    if held:
        it = held[-1]
        yield Opening(
            "transaction", it.opener.name, Anchor(path, provider, it.span), -1, not it.opener.may, -1, holders
        )
