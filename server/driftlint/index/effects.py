"""What calls do to the outside, found through the call graph, and where that happens while a context is open."""

from collections.abc import Iterator

from driftlint.index.calls import Callee
from driftlint.index.contexts import innermost, openings
from driftlint.index.effect import EffectInContext, Route, Step
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.models import models
from driftlint.index.summaries import Hop, is_likely, live, reach, reach_knowing
from driftlint.index.switches import UNKNOWN, Known
from driftlint.index.teaching import teaching
from driftlint.index.value import Anchor


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
    if own is None or not openings(db, path, owner):
        return ()
    found: list[EffectInContext] = []
    seen: set[tuple[int, str]] = set()
    for callee, direct, known in live(db, path, owner, UNKNOWN):
        opening = innermost(db, path, owner, callee.call)
        if opening is None:
            continue
        for effect in (direct,) if direct is not None else known_effects(db):
            if effect.startswith("db."):  # what the database does there is what the transaction is for
                continue
            hops = (
                (_first(path, owner, callee),) if direct is not None else _hops(db, path, owner, callee, effect, known)
            )
            if hops is None or (callee.call, effect) in seen or _held_further_in(db, hops[1:]):
                continue
            if not is_likely(db, path, owner, UNKNOWN, callee, effect):
                continue
            seen.add((callee.call, effect))
            found.append(EffectInContext(callee.call, route(db, effect, hops), opening))
    return tuple(found)


def _first(path: str, owner: str, callee: Callee) -> Hop:
    return Hop(path, owner, callee.call, callee.name, callee.may)


def _hops(db: Database, path: str, owner: str, callee: Callee, effect: str, known: Known) -> tuple[Hop, ...] | None:
    further = reach_knowing(db, callee.path, callee.qualname, effect, known)
    return None if further is None else (_first(path, owner, callee), *further)


def _held_further_in(db: Database, hops: tuple[Hop, ...]) -> bool:
    return any(innermost(db, hop.path, hop.owner, hop.call) is not None for hop in hops)
