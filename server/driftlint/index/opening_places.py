"""Where a body may open a transaction: `with` items, exit stacks, `session.begin()` as a statement."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, Span, dotted
from driftlint.facts.model import Body
from driftlint.index.autocommit import switched_off
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.models import models
from driftlint.index.openers import Opener, entering
from driftlint.index.switches import Known
from driftlint.index.types import evaluate
from driftlint.index.value import Scope


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A place where a body may open a transaction, and how far it reaches there (see `Opening`)."""

    opener: Opener
    span: Span
    region: int
    since: int = -1
    holders: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()


@query
def candidates(db: Database, path: str, owner: str, known: Known) -> tuple[Candidate, ...]:
    """Where the body of `owner` may open a transaction, outer places first."""
    own = body(db, path, owner)
    if own is None:
        return ()
    scope = Scope(path, owner)
    found: list[Candidate] = []
    for number, region in enumerate(own.regions):
        for item in region.items if region.kind == "with" else ():
            opener = entering(db, scope, item.expression, known)
            if opener is not None:
                holders = holders_of(item.expression, item.target)
                found.append(Candidate(opener, item.expression.span, number, holders=holders))
    found.extend(_entered_by_calls(db, scope, own, known))
    found.extend(_begun(db, scope, own))
    for it in switched_off(db, scope, own):
        site = own.calls[it.call]
        opener = Opener("django.db.transaction.set_autocommit", ())
        found.append(Candidate(opener, site.call.span, site.region, it.call, ends=it.ends))
    return tuple(sorted(found, key=lambda it: (it.region, it.since)))


def holders_of(expression: Expr, *others: Expr | None) -> tuple[str, ...]:
    """The names, as written, that hold what is entered: `session` of `session.begin()`, the target of the `with`."""
    called = expression.function if isinstance(expression, Call) else expression
    names = [dotted(called.value) if isinstance(called, Attribute) else None, dotted(called), *map(dotted, others)]
    return tuple(dict.fromkeys(it for it in names if it))


ENTERING = frozenset({"enter_context", "enter_async_context"})
"""How the methods are called by which an exit stack enters something."""
_ENTERS = frozenset({"contextlib.ExitStack.enter_context", "contextlib.AsyncExitStack.enter_context",
                     "contextlib.AsyncExitStack.enter_async_context"})  # fmt: skip


def _entered_by_calls(db: Database, scope: Scope, own: Body, known: Known) -> Iterator[Candidate]:
    """`stack.enter_context(…)`: open from there to the end of the stack's own block."""
    for number, site in enumerate(own.calls):
        called = site.call.function
        if not isinstance(called, Attribute) or called.name not in ENTERING:
            continue
        value = evaluate(db, scope, called)
        if value is None or value.name not in _ENTERS or not site.call.arguments:
            continue
        opener = entering(db, scope, site.call.arguments[0], known)
        if opener is not None:
            stack = dotted(called.value)
            region = _block_of(own, site.region, stack)
            yield Candidate(opener, site.call.span, region, number, (stack,) if stack else ())


def _block_of(own: Body, region: int, stack: str | None) -> int:
    """The region in which a stack is open, where the place in `region` is always come to in it; else `region`."""
    for number, it in own.enclosing(region):
        if it.kind == "with" and any(dotted(item.target) == stack for item in it.items):
            return number
        if it.kind not in ("with", "try"):
            break
    return region


def _begun(db: Database, scope: Scope, own: Body) -> Iterator[Candidate]:
    """`session.begin()` as a statement: open from there on."""
    entered = {it.expression for region in own.regions for it in region.items}
    names = {it.id for it in entered if isinstance(it, Name)}
    for number, site in enumerate(own.calls):
        called = site.call.function
        if not isinstance(called, Attribute) or called.name not in models(db).starting or site.call in entered:
            continue
        if own.statements[site.statement].kind not in ("expression", "assign"):
            continue
        value = evaluate(db, scope, called)
        if value is None or value.kind != "external" or not models(db).starts(value.name, awaited=site.awaited):
            continue
        bound = [it.target for it in own.assignments if it.statement == site.statement]
        if not any(isinstance(it, Name) and it.id in names for it in bound):
            opener = Opener(value.name, (), value.may)
            yield Candidate(opener, site.call.span, site.region, number, holders_of(site.call, *bound))


def covers_place(own: Body, it: Candidate, region: int, span: Span) -> bool:
    """Whether a place in `region` is come to after the candidate, and before the end of its region."""
    if it.region != -1 and all(number != it.region for number, _ in own.enclosing(region)):
        return False
    if any(own.calls[end].call.span[2:] <= span[:2] for end in it.ends):
        return False
    return it.since < 0 or own.calls[it.since].call.span[2:] <= span[:2]
