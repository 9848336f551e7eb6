"""What calls do to the outside, found through the call graph, and where that happens while a context is open."""

from collections import deque
from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import String, argument
from driftlint.index.calls import Callee, all_callees
from driftlint.index.contexts import openings
from driftlint.index.effect import EffectInContext, Opening, Route, Step
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.models import models
from driftlint.index.teaching import teaching
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope
from driftlint.text.pattern import matches_any


class Hop(msgspec.Struct, frozen=True, gc=False):
    """One call on a route: the function it is made in, its number there, and what it calls. Holds no position."""

    path: str
    owner: str
    call: int
    name: str
    may: bool


def effect_of(db: Database, callee: Callee) -> str | None:
    """The effect that a call has by what it calls, without looking into it."""
    for effect, patterns in teaching(db).effects.items():
        if matches_any(callee.name, patterns):
            return effect
    return None if callee.path else models(db).effect(callee.name)


@query
def summary(db: Database, path: str, owner: str) -> tuple[tuple[Callee, str | None], ...]:
    """What `owner` calls that matters to effects: calls that have one, and calls into the workspace."""
    found = (
        (callee, effect_of(db, callee) or _statement_effect(db, path, owner, callee))
        for callee in all_callees(db, path, owner)
    )
    return tuple((callee, effect) for callee, effect in found if effect is not None or callee.path)


def _statement_effect(db: Database, path: str, owner: str, callee: Callee) -> str | None:
    """The effect of a call that has that of the statement it is handed first."""
    own = body(db, path, owner)
    if callee.path or own is None or not models(db).takes_statement(callee.name):
        return None
    statement = argument(own.calls[callee.call].call, 0, "statement")
    if isinstance(statement, String):
        return models(db).statement_effect(callee.name, "builtins.str")
    value = evaluate(db, Scope(path, owner), statement)
    return models(db).statement_effect(callee.name, "" if value is None else value.name.partition("(")[0])


@query
def reach(db: Database, path: str, owner: str, effect: str) -> tuple[Hop, ...] | None:
    """The shortest chain of calls from the function to a call with the effect, the first in source order of several."""
    came: dict[tuple[str, str], tuple[tuple[str, str], Hop] | None] = {(path, owner): None}
    pending = deque([(path, owner)])
    while pending:
        place = pending.popleft()
        for callee, has in summary(db, *place):
            hop = Hop(*place, callee.call, callee.name, callee.may)
            if has == effect:
                return tuple(_way(came, place, hop))
            target = (callee.path, callee.qualname)
            if callee.path and target not in came:
                came[target] = (place, hop)
                pending.append(target)
    return None


def _way(
    came: dict[tuple[str, str], tuple[tuple[str, str], Hop] | None], place: tuple[str, str], last: Hop
) -> list[Hop]:
    way = [last]
    step = came[place]
    while step is not None:
        place, hop = step
        way.append(hop)
        step = came[place]
    return way[::-1]


def effects(db: Database, path: str, owner: str) -> Iterator[Route]:
    """Every effect that running the function reaches, each by its shortest route."""
    for effect in known_effects(db):
        hops = reach(db, path, owner, effect)
        if hops is not None:
            yield route(db, effect, hops)


def known_effects(db: Database) -> tuple[str, ...]:
    """The effects that models or the project's teaching speak of, sorted."""
    return tuple(sorted(models(db).effects | set(teaching(db).effects)))


def route(db: Database, effect: str, hops: tuple[Hop, ...]) -> Route:
    """The chain of calls with the places they are written at."""
    steps = []
    for hop in hops:
        own = body(db, hop.path, hop.owner)
        if own is not None and hop.call < len(own.calls):
            steps.append(Step(Anchor(hop.path, hop.owner, own.calls[hop.call].call.span), hop.name))
    return Route(effect, tuple(steps), certain=not any(hop.may for hop in hops))


@query
def effects_in_context(db: Database, path: str, owner: str) -> tuple[EffectInContext, ...]:
    """The calls of the function that reach an effect while a transaction is open, each by its shortest route.

    A call that only reaches the effect inside another function's own transaction is left to that function.
    """
    own = body(db, path, owner)
    opened = openings(db, path, owner)
    if own is None or not opened:
        return ()
    found: list[EffectInContext] = []
    seen: set[tuple[int, str]] = set()
    for callee, direct in summary(db, path, owner):
        opening = _innermost(db, path, owner, callee.call, opened)
        if opening is None:
            continue
        for effect in (direct,) if direct is not None else known_effects(db):
            if effect.startswith("db."):  # what the database does there is what the transaction is for
                continue
            hops = _hops(db, path, owner, callee, effect, direct)
            if hops is None or (callee.call, effect) in seen or _held_further_in(db, hops[1:]):
                continue
            seen.add((callee.call, effect))
            found.append(EffectInContext(callee.call, route(db, effect, hops), opening))
    return tuple(found)


def _hops(
    db: Database, path: str, owner: str, callee: Callee, effect: str, direct: str | None
) -> tuple[Hop, ...] | None:
    first = Hop(path, owner, callee.call, callee.name, callee.may)
    if direct is not None:
        return (first,)
    further = reach(db, callee.path, callee.qualname, effect)
    return None if further is None else (first, *further)


def _innermost(db: Database, path: str, owner: str, call: int, opened: tuple[Opening, ...]) -> Opening | None:
    own = body(db, path, owner)
    if own is None:
        return None
    around = {number for number, _ in own.enclosing(own.calls[call].region)}
    return next((it for it in reversed(opened) if it.region in around or it.region == -1), None)


def _held_further_in(db: Database, hops: tuple[Hop, ...]) -> bool:
    return any(
        _innermost(db, hop.path, hop.owner, hop.call, openings(db, hop.path, hop.owner)) is not None for hop in hops
    )
