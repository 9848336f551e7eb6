"""Whether a statement also changes rows: then it belongs inside its transaction, whatever else it does."""

from driftlint.index.calls import callees
from driftlint.index.files import body
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.held_call import HeldCall
from driftlint.rules.handler_expressions import write

_MOST_FUNCTIONS = 200
"""More functions than this are not looked into; what may be behind them stays where it is."""


def changes_rows(ctx: FixContext, held: HeldCall) -> bool:
    """Whether a call of the statement writes to the database, itself or through what it calls in the project."""
    own = ctx.body()
    if own is None:
        return True
    first, _, last, _ = held.stretch.span(held.line)
    numbers = {number for number, site in enumerate(own.calls) if first <= ctx.absolute(site.call.span)[0] <= last}
    if any(write(own.calls[number].call) for number in numbers):
        return True
    pending = [(it.path, it.qualname) for it in callees(ctx.db, ctx.path, ctx.owner) if it.call in numbers and it.path]
    seen: set[tuple[str, str]] = set()
    while pending:
        place = pending.pop()
        if place in seen:
            continue
        seen.add(place)
        inner = body(ctx.db, *place)
        if len(seen) > _MOST_FUNCTIONS or (inner is not None and any(write(site.call) for site in inner.calls)):
            return True
        pending.extend((it.path, it.qualname) for it in callees(ctx.db, *place) if it.path)
    return False
