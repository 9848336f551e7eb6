"""The shortest chain of calls from a function to an effect, what constant arguments switch off left out."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeAlias

import msgspec

from driftlint.facts.expression import Call, String, argument
from driftlint.index.calls import Callee, all_callees
from driftlint.index.deferring import runs_later
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.models import models
from driftlint.index.openers import is_bound
from driftlint.index.own_kind import Kind, called_on, known_kind, on_own_kind
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
    kind = known_kind(db, known)
    told = summary(db, path, owner)
    for callee, effect in told if kind is None else _on_own_kind(db, path, owner, kind, told):
        site = own.calls[callee.call]
        if not is_off(own, site.region, site.call.span[:2], known):
            found.append((callee, effect, _handed(db, path, owner, callee, known)))
    return tuple(found)


def _on_own_kind(
    db: Database, path: str, owner: str, kind: Kind, told: tuple[tuple[Callee, str | None], ...]
) -> Iterator[tuple[Callee, str | None]]:
    """The same of a method on an instance of `kind`, whose own methods are the ones that it calls on itself."""
    exact = {number: reached for number, reached in on_own_kind(db, path, owner, kind) if reached}
    own = body(db, path, owner)
    names = (
        {number: getattr(own.calls[number].call.function, "name", "") for number in exact} if own is not None else {}
    )
    found = [it for it in told if (it[0].qualname or it[0].name).rpartition(".")[2] != names.get(it[0].call)]
    known = {(it.call, it.path, it.qualname or it.name): effect for it, effect in told}
    listed = {(it.call, it.path, it.qualname or it.name) for it, _ in found}
    for it in (each for listed_for in exact.values() for each in listed_for):
        key = (it.call, it.path, it.qualname or it.name)
        effect = known.get(key) or effect_of(db, it)
        if key not in listed and (effect is not None or (it.path and not runs_later(db, it.path, it.qualname))):
            found.append((it, effect))
    return iter(sorted(found, key=lambda it: it[0].call))


def _handed(db: Database, path: str, owner: str, callee: Callee, known: Known) -> Known:
    """What a call makes known to what it calls, of the object it is called on and of its arguments."""
    own = body(db, path, owner)
    if own is None or not callee.path:
        return UNKNOWN
    on = called_on(db, path, owner, own.calls[callee.call].call, callee, known)
    return (*on, *_passed(db, path, owner, own.calls[callee.call].call, callee, known))


def _passed(db: Database, path: str, owner: str, call: Call, callee: Callee, known: Known) -> Known:
    """What the arguments make known; nothing where the callee is called by something in between."""
    if not switches(db, callee.path, callee.qualname):
        return UNKNOWN
    scope = Scope(path, owner)
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


_ONE_IN = 3
"""Of the functions that a call may run, one in so many has to have an effect for the call to be said to have it.

One of three stands for the sender of a service with one to print and one to do nothing; one of a hundred for what a
registry gives that holds everything of a kind.
"""

_Place: TypeAlias = tuple[str, str, Known]


def reach(db: Database, path: str, owner: str, effect: str) -> tuple[Hop, ...] | None:
    """The shortest chain of calls from the function to a call with the effect, the first in source order of several.

    Where one of several overrides is what runs, it is followed only if enough of them have the effect.
    """
    return reach_knowing(db, path, owner, effect, UNKNOWN)


@query
def reach_knowing(db: Database, path: str, owner: str, effect: str, known: Known) -> tuple[Hop, ...] | None:
    """The same where the parameters of the function hold what is `known`."""
    shortest = _reach_through_any(db, path, owner, effect, known)
    if shortest is None or not any(hop.may for hop in shortest):
        return shortest
    return _searched(db, (path, owner, known), effect, lambda place, callee: is_likely(db, *place, callee, effect))


@query
def _reach_through_any(db: Database, path: str, owner: str, effect: str, known: Known) -> tuple[Hop, ...] | None:
    """The same, though only one of a hundred overrides had the effect."""
    return _searched(db, (path, owner, known), effect, lambda _place, _callee: True)


def is_likely(db: Database, path: str, owner: str, known: Known, callee: Callee, effect: str) -> bool:
    """Whether a call that runs one of several functions, not known which, is likely to run one with the effect."""
    return not callee.may or _enough_have(db, path, owner, known, callee.call, effect)


@query
def _enough_have(db: Database, path: str, owner: str, known: Known, call: int, effect: str) -> bool:
    """Whether enough of what call number `call` may run has the effect."""
    others = [(it, has) for it, has, _ in live(db, path, owner, known) if it.may and it.call == call]
    having = sum(
        has == effect or (it.path != "" and _reach_through_any(db, it.path, it.qualname, effect, UNKNOWN) is not None)
        for it, has in others
    )
    return having * _ONE_IN >= len(others)


def _searched(
    db: Database, start: _Place, effect: str, follows: Callable[[_Place, Callee], bool]
) -> tuple[Hop, ...] | None:
    """The shortest chain of calls that `follows` goes along."""
    came: dict[_Place, tuple[_Place, Hop] | None] = {start: None}
    pending = deque([start])
    while pending:
        place = pending.popleft()
        for callee, has, handed in live(db, *place):
            hop = Hop(place[0], place[1], callee.call, callee.name, callee.may)
            target = (callee.path, callee.qualname, handed)
            if has == effect:
                if follows(place, callee):
                    return tuple(_way(came, place, hop))
            elif callee.path and target not in came and follows(place, callee):
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
