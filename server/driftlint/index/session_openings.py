"""Transactions that a session begins by itself, from its first use on, and that something else is to commit."""

from collections.abc import Iterator

from driftlint.facts.expression import Name
from driftlint.facts.model import Body
from driftlint.index.effect import Opening
from driftlint.index.engine import Database
from driftlint.index.extent import ALWAYS_RUN, covers
from driftlint.index.files import body
from driftlint.index.sessions import begins_by_itself, committing_context, flow
from driftlint.index.types import DEPTH, evaluate, name_value
from driftlint.index.value import Anchor, Scope


def begun_by_use(db: Database, path: str, owner: str, name: str, within: int) -> Iterator[Opening]:
    """From where on the session called `name` holds a transaction in a body, inside the region `within`.

    Likely only: how it is used is followed, but not everything that might end it in between can be seen.
    """
    own = body(db, path, owner)
    if own is None or not begins_by_itself(db, name_value(db, path, owner, name, DEPTH)):
        return
    found = flow(db, path, owner, name)
    known: list[Opening] = []
    for number in found.uses if not found.escapes else ():
        call = own.calls[number].call
        inside = within == -1 or any(it == within for it, _ in own.enclosing(own.calls[number].region))
        if not inside or any(covers(own, it, number) for it in known):
            continue
        value = evaluate(db, Scope(path, owner), call.function)
        opener = name if value is None else value.name
        region = _lasting(own, own.calls[number].region, within)
        anchor = Anchor(path, owner, call.span)
        known.append(Opening("transaction", opener, anchor, region, certain=False, since=number, ends=found.ends))
    yield from known


def _lasting(own: Body, region: int, within: int) -> int:
    """The outermost region inside `within` that is come to whenever its own header is, around a place in `region`."""
    while region not in (-1, within) and own.regions[region].kind in ALWAYS_RUN:
        region = own.regions[region].parent
    return region


def begun_in_contexts(db: Database, path: str, owner: str) -> Iterator[Opening]:
    """The same for sessions of `with session_scope() as session`, where that commits at the end."""
    own = body(db, path, owner)
    for number, region in enumerate(own.regions if own is not None else ()):
        for item in region.items:
            if isinstance(item.target, Name) and committing_context(db, Scope(path, owner), item.expression):
                yield from begun_by_use(db, path, owner, item.target.id, number)
