"""What calls do to the outside, found through the call graph, and where that happens while a context is open."""

import itertools
from collections.abc import Iterator

from driftlint.index.calls import Callee
from driftlint.index.contexts import innermost, openings
from driftlint.index.effect import EffectInContext, Route, Step
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.flowing import Passage
from driftlint.index.models import models
from driftlint.index.modules import module_name
from driftlint.index.run_inside import RunInside, run_inside
from driftlint.index.summaries import Hop, effect_of, is_likely, live, reach, reach_knowing
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
    found: list[EffectInContext] = []
    seen: set[tuple[int, str]] = set()
    own = body(db, path, owner) if openings(db, path, owner) else None
    for callee, direct, known in live(db, path, owner, UNKNOWN) if own is not None else ():
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
    found.extend(it for it in _run_inside(db, path, owner) if (it.call, it.route.effect) not in seen)
    return tuple(found)


def _run_inside(db: Database, path: str, owner: str) -> Iterator[EffectInContext]:
    """The calls that hand a function with an effect to one that runs it inside its own transaction."""
    for it in run_inside(db, path, owner):
        direct = effect_of(db, it.callee)
        for effect in (direct,) if direct is not None else known_effects(db):
            further = () if direct is not None else reach(db, it.callee.path, it.callee.qualname, effect)
            if effect.startswith("db.") or further is None or _held_further_in(db, further):
                continue
            hops = (*_way_in(db, path, owner, it), *further)
            yield EffectInContext(it.callee.call, route(db, effect, hops), it.opening, handed_over=True)


def _way_in(db: Database, path: str, owner: str, it: RunInside) -> Iterator[Hop]:
    """From the call that hands the function over to the one that runs it."""
    places = (Passage(path, owner, it.callee.call), *it.through)
    for here, entered in itertools.pairwise(places):
        name = f"{module_name(db, entered.path)}.{entered.owner}"
        yield Hop(here.path, here.owner, here.call, name, may=False)
    last = places[-1]
    yield Hop(last.path, last.owner, last.call, it.callee.name, it.callee.may)


def _first(path: str, owner: str, callee: Callee) -> Hop:
    return Hop(path, owner, callee.call, callee.name, callee.may)


def _hops(db: Database, path: str, owner: str, callee: Callee, effect: str, known: Known) -> tuple[Hop, ...] | None:
    further = reach_knowing(db, callee.path, callee.qualname, effect, known)
    return None if further is None else (_first(path, owner, callee), *further)


def _held_further_in(db: Database, hops: tuple[Hop, ...]) -> bool:
    return any(
        innermost(db, hop.path, hop.owner, hop.call) is not None
        or any((it.callee.call, it.callee.name) == (hop.call, hop.name) for it in run_inside(db, hop.path, hop.owner))
        for hop in hops
    )
