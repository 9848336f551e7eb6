"""The shortest chain of calls from a function to an effect, what constant arguments switch off left out."""

from collections import deque
from typing import TypeAlias

import msgspec

from driftlint.facts.expression import String, argument
from driftlint.index.calls import Callee, all_callees
from driftlint.index.deferring import runs_later
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.models import models
from driftlint.index.openers import is_bound
from driftlint.index.reached import called
from driftlint.index.signals import signalled
from driftlint.index.switches import UNKNOWN, Known, is_off, passed, switches
from driftlint.index.targets import targets
from driftlint.index.teaching import teaching
from driftlint.index.types import evaluate
from driftlint.index.value import Scope
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
    all_called = [*all_callees(db, path, owner), *signalled(db, path, owner)]
    found = (
        (callee, effect_of(db, callee) or _statement_effect(db, path, owner, callee))
        for callee in sorted(all_called, key=lambda it: it.call)
    )
    return tuple(
        (callee, effect)
        for callee, effect in found
        if effect is not None or (callee.path and not runs_later(db, callee.path, callee.qualname))
    )


def _statement_effect(db: Database, path: str, owner: str, callee: Callee) -> str | None:
    """The effect of a call that has that of the statement it is handed first."""
    own = body(db, path, owner)
    if callee.path or own is None or not models(db).takes_statement(callee.name):
        return None
    plain = called(db, path, owner)[callee.call]
    if plain is None or plain.name != callee.name:  # called in between, with what is not known here
        return None
    statement = argument(own.calls[callee.call].call, 0, "statement")
    if isinstance(statement, String):
        return models(db).statement_effect(callee.name, "builtins.str")
    value = evaluate(db, Scope(path, owner), statement)
    return models(db).statement_effect(callee.name, "" if value is None else value.name.partition("(")[0])


@query
def live(db: Database, path: str, owner: str, known: Known) -> tuple[tuple[Callee, str | None, Known], ...]:
    """The same where the parameters hold what is `known`, with what each callee's parameters then hold."""
    own = body(db, path, owner)
    if own is None:
        return ()
    found = []
    for callee, effect in summary(db, path, owner):
        site = own.calls[callee.call]
        if not is_off(own, site.region, site.call.span[:2], known):
            found.append((callee, effect, _handed(db, path, owner, callee, known)))
    return tuple(found)


def _handed(db: Database, path: str, owner: str, callee: Callee, known: Known) -> Known:
    """What a call makes known to what it calls; nothing where the callee is called by something in between."""
    own = body(db, path, owner)
    if own is None or not callee.path or not switches(db, callee.path, callee.qualname):
        return UNKNOWN
    scope, call = Scope(path, owner), own.calls[callee.call].call
    value = evaluate(db, scope, call.function)
    name = callee.qualname.rpartition(".")[2]
    if value is None or not value.path or callee not in targets(db, callee.call, value):
        return UNKNOWN
    if (value.kind == "function") != (name not in ("__init__", "__call__")):
        return UNKNOWN
    if value.kind == "function" and value.qualname.rpartition(".")[2] != name:
        return UNKNOWN
    bound = value.kind != "function" or is_bound(db, scope, call, value)
    return passed(db, callee.path, callee.qualname, call, known, bound=bound)


_Place: TypeAlias = tuple[str, str, Known]


def reach(db: Database, path: str, owner: str, effect: str) -> tuple[Hop, ...] | None:
    """The shortest chain of calls from the function to a call with the effect, the first in source order of several."""
    return reach_knowing(db, path, owner, effect, UNKNOWN)


@query
def reach_knowing(db: Database, path: str, owner: str, effect: str, known: Known) -> tuple[Hop, ...] | None:
    """The same where the parameters of the function hold what is `known`."""
    start: _Place = (path, owner, known)
    came: dict[_Place, tuple[_Place, Hop] | None] = {start: None}
    pending = deque([start])
    while pending:
        place = pending.popleft()
        for callee, has, handed in live(db, *place):
            hop = Hop(place[0], place[1], callee.call, callee.name, callee.may)
            if has == effect:
                return tuple(_way(came, place, hop))
            target = (callee.path, callee.qualname, handed)
            if callee.path and target not in came:
                came[target] = (place, hop)
                pending.append(target)
    return None


def _way(came: dict[_Place, tuple[_Place, Hop] | None], place: _Place, last: Hop) -> list[Hop]:
    way = [last]
    step = came[place]
    while step is not None:
        place, hop = step
        way.append(hop)
        step = came[place]
    return way[::-1]
