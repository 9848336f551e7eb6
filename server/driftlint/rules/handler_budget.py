"""Finds handlers that do more themselves than a budget allows."""

from collections.abc import Iterator

from driftlint.diagnostic.model import Confidence
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database, query
from driftlint.index.files import function, structure
from driftlint.index.value import Anchor
from driftlint.rules.handler_work import Work, work
from driftlint.rules.matched import Matched, Step
from driftlint.rules.public_endpoints import slashed
from driftlint.rules.rule import Budget

_MOST_STEPS = 40
"""More places than this are not looked at one by one; the last that is says how many more there are."""

_CONSEQUENCES = frozenset({"calculation", "change", "write"})
_PLURALS = {
    "branch": "branches",
    "loop": "loops",
    "calculation": "calculations",
    "change": "state changes",
    "write": "writes",
}
_SINGULARS = {"change": "state change"}


@query
def handlers(db: Database, path: str) -> tuple[str, ...]:
    """The functions of the file that answer an endpoint, in order, each once."""
    found = {it.handler.owner: None for it in endpoints_in(db, path) if it.handler.path == path}
    own = frozenset(structure(db, path).functions)
    return tuple(owner for owner in found if owner in own)


@query
def handled(db: Database, path: str, owner: str) -> tuple[str, bool]:
    """Method and path of the first endpoint that the handler answers, and whether it answers reading ones only."""
    found = [it for it in endpoints_in(db, path) if it.handler.owner == owner and it.handler.path == path]
    if not found:
        return owner, False
    first = found[0]
    name = f"{first.methods[0]} {slashed(first.path)}" if first.path else first.name
    return name, all(it.only_reads for it in found)


def handler_budget(db: Database, budget: Budget, path: str, owner: str) -> Iterator[Matched]:
    """One match where what `owner` does itself weighs more than the budget."""
    handler = function(db, path, owner)
    if handler is None:
        return
    done = work(handler)
    if _weight(done, budget) <= budget.limit:
        return
    route, reads = handled(db, path, owner)
    if reads and not any(it.kind in _CONSEQUENCES for it in done):
        return  # what only chooses and repeats, to answer a reading request, most often lays out a page
    yield Matched(
        anchor=Anchor(path, owner, handler.name_span),
        fields={
            "endpoint.route": route,
            "endpoint.handler": owner,
            "budget.counts": _counts(done),
        },
        subject=route,
        confidence=Confidence.CERTAIN,
        steps=_steps(path, owner, done),
        data={"owner": owner},
    )


def _steps(path: str, owner: str, done: tuple[Work, ...]) -> tuple[Step, ...]:
    shown, more = done[:_MOST_STEPS], len(done) - _MOST_STEPS
    steps = [Step(Anchor(path, owner, it.span), it.message) for it in shown]
    if more > 0:
        steps[-1] = Step(steps[-1].anchor, f"{steps[-1].message}, … and {more} more")
    return tuple(steps)


def _weight(done: tuple[Work, ...], budget: Budget) -> int:
    return sum(getattr(budget.weights, it.kind) + it.depth * budget.weights.nesting for it in done)


def _counts(done: tuple[Work, ...]) -> str:
    counts = [(sum(it.kind == kind for it in done), kind) for kind in _PLURALS]
    return ", ".join(
        f"{number} {_SINGULARS.get(kind, kind) if number == 1 else _PLURALS[kind]}" for number, kind in counts if number
    )
