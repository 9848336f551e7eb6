"""How far an open transaction reaches in a body: its region, from where on, and where it is committed."""

from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, dotted
from driftlint.facts.model import Body
from driftlint.index.effect import Opening

_ENDINGS = frozenset({"commit", "rollback", "close"})
ALWAYS_RUN = frozenset({"with", "try", "finally"})
"""Regions that are run through whenever they are come to."""


def covers(own: Body, opening: Opening, call: int) -> bool:
    """Whether the call number `call` is made while what `opening` opened is held."""
    within = opening.region == -1 or any(
        number == opening.region for number, _ in own.enclosing(own.calls[call].region)
    )
    if not within or call <= opening.since or any(opening.since < it <= call for it in opening.ends):
        return False
    return not any(
        opening.since < ending < call and comes_before(own, ending, call) for ending in _endings(own, opening)
    )


def comes_before(own: Body, first: int, second: int) -> bool:
    """Whether the call number `second` is made only after `first` was, as far as the blocks around them tell."""
    return first < second and comes_before_region(own, first, own.calls[second].region)


def comes_before_region(own: Body, call: int, region: int) -> bool:
    """Whether whoever comes to `region` later on has come by the call number `call`."""
    around = {-1, *(number for number, _ in own.enclosing(region))}
    for number, it in own.enclosing(own.calls[call].region):
        if number in around:
            return True
        if it.kind not in ALWAYS_RUN:
            return False
    return True


def _endings(own: Body, opening: Opening) -> Iterator[int]:
    """The calls that end the transaction: `session.commit()` on what holds it."""
    for number, site in enumerate(own.calls) if opening.holders else ():
        if ended_by(site.call) in opening.holders:
            yield number


def ended_by(call: Call) -> str | None:
    """What the call commits, rolls back or closes, as written; None where it is no such call."""
    called = call.function
    return dotted(called.value) if isinstance(called, Attribute) and called.name in _ENDINGS else None
