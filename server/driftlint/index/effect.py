"""What calls do to the outside, what blocks hold open, and the evidence for both."""

import msgspec

from driftlint.index.value import Anchor


class Step(msgspec.Struct, frozen=True):
    """One call on the way to an effect: where it is written, and the resolved dotted name of what is called."""

    anchor: Anchor
    name: str


class Route(msgspec.Struct, frozen=True):
    """How an effect is reached: the calls from the first to the one that has it.

    `certain` is false where one of the steps only may happen.
    """

    effect: str
    steps: tuple[Step, ...]
    certain: bool = True


class Opening(msgspec.Struct, frozen=True):
    """What opens a context, and what it covers.

    `opener` is the resolved name of what opens it ("django.db.transaction.atomic", "shop.db.unit_of_work"); `anchor` is
    where it is written (the `with` item or the decorator). `region` is the number of the `with` region of the body that
    it covers, -1 where the whole function runs inside it (a decorator, a request-wide transaction). `since` is the
    number of the call from which on it is open, -1 from the start of the region; `holders` are the names, as written,
    whose `commit()`, `rollback()` or `close()` ends it before the region does; `ends` are the numbers of other calls
    that may do so.
    """

    context: str
    opener: str
    anchor: Anchor
    region: int
    certain: bool = True
    since: int = -1
    holders: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()


class EffectInContext(msgspec.Struct, frozen=True):
    """A call, by its number in `Body.calls`, that reaches an effect while a context is open.

    `handed_over`: the context is that of another function, to which the call hands what has the effect.
    """

    call: int
    route: Route
    opening: Opening
    handed_over: bool = False
