"""Where code turns a caller away: 401, 403, "log in first", a signature that does not match.

A function *refuses* where its body, or something it calls, raises or answers so, and does not itself catch that.
"""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Call, Constant, Name, Opaque, Operation, Sequence
from driftlint.facts.model import Body, Function, Region
from driftlint.facts.names import last_name
from driftlint.index.calls import callees, is_abstract
from driftlint.index.conditions import circumstances, is_about_caller
from driftlint.index.denials import called_refusal, kind_of_exception, stated_refusal
from driftlint.index.endpoint import GuardKind
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.guard_names import kind_by_name
from driftlint.index.value import Scope

DEPTH = 4
"""How many calls deep a refusal is looked for."""

_BROAD = frozenset({"Exception", "BaseException", "HTTPException"})


class Refusal(msgspec.Struct, frozen=True):
    """How a function turns callers away; not `certain` where a condition that is not about them decides whether."""

    kind: GuardKind
    certain: bool = True


def refusal(db: Database, path: str, owner: str, depth: int) -> GuardKind | None:
    """The kind of guard the function `owner` is by turning strangers away, looking `depth` calls deep."""
    found = turning_away(db, path, owner, depth)
    return None if found is None else found.kind


@query
def turning_away(db: Database, path: str, owner: str, depth: int) -> Refusal | None:
    """The same, with how certain it is."""
    own = body(db, path, owner)
    if own is None or depth <= 0:
        return None
    likely: Refusal | None = None
    for found in _refusals(db, Scope(path, owner), own, depth):
        if found.certain:
            return found
        likely = likely or found
    return likely


def _refusals(db: Database, scope: Scope, own: Body, depth: int) -> Iterator[Refusal]:
    function_facts = function(db, scope.path, scope.owner)
    flags = off_by_default(function_facts)
    for statement in own.statements:
        kind = stated_refusal(db, scope, statement)
        if kind is not None and (found := _admitted(own, statement.region, kind, function_facts, flags)):
            yield found
    for site in own.calls:
        kind = called_refusal(db, scope, site.call)
        if kind is not None and (found := _admitted(own, site.region, kind, function_facts, flags)):
            yield found
    abstract: set[int] = set()
    for callee in callees(db, scope.path, scope.owner):
        called = function(db, callee.path, callee.qualname) if callee.path else None
        if called is None or (callee.may and callee.call not in abstract):
            continue
        if not callee.may and is_abstract(called):
            abstract.add(callee.call)  # its overrides come next: some of them refuse, or none does
        deeper = turning_away(db, callee.path, callee.qualname, depth - 1)
        region = own.calls[callee.call].region
        if deeper is not None and (found := _admitted(own, region, deeper.kind, None, flags)):
            yield Refusal(found.kind, found.certain and deeper.certain and not callee.may)


def _admitted(
    own: Body, region: int, kind: GuardKind, around: Function | None, flags: frozenset[str]
) -> Refusal | None:
    """What refusing in `region` makes of a function: nothing where it is caught, or meets only known callers."""
    if passed_over(own, region, flags):
        return None
    where = circumstances(own, region)
    if where.known_only:
        return None
    if kind == "permission" and where.nearest == "other" and around is not None:
        parameters = (it.name for it in around.parameters)
        if kind_by_name(around.name, "dependency") is None and not is_about_caller(parameters):
            return None  # 403 because of something else: too late, not configured
    return Refusal(kind, certain=not where.conditional)


def gives_nothing(own: Function) -> bool:
    """Whether a function says that it may have nobody to give: it returns None, or is annotated so."""
    returns = own.returns
    if isinstance(returns, Operation) and any(
        isinstance(it, Constant) and it.text == "None" for it in returns.operands
    ):
        return True
    if returns is not None and last_name(getattr(returns, "value", returns)) == "Optional":
        return True
    return any(
        it.kind == "return" and isinstance(it.value, Constant) and it.value.text == "None" for it in own.body.statements
    )


def off_by_default(own: Function | None) -> frozenset[str]:
    """The parameters of a function that are `False` unless a caller says otherwise."""
    found = () if own is None else own.parameters
    return frozenset(it.name for it in found if isinstance(it.default, Constant) and it.default.text == "False")


def passed_over(own: Body, region: int, flags: frozenset[str]) -> bool:
    """Whether what happens in `region` is caught, or only happens when a flag is set that is off."""
    for number, around in own.enclosing(region):
        if around.kind in ("if", "elif") and isinstance(around.subject, Name) and around.subject.id in flags:
            return True
        if around.kind == "try" and any(
            it.kind == "except" and it.opens == number and _swallows(own, place, it)
            for place, it in enumerate(own.regions)
        ):
            return True
    return False


def _swallows(own: Body, number: int, caught: Region) -> bool:
    """Whether an `except` takes refusals and goes on as if nothing had happened."""
    types = caught.subject.parts if isinstance(caught.subject, Opaque) else (caught.subject,)
    if isinstance(caught.subject, Sequence):
        types = caught.subject.items
    names = ["Exception" if it is None else last_name(it) for it in types]
    if not any(it in _BROAD or kind_of_exception(it) is not None for it in names):
        return False
    inside = [it for it in own.statements if any(place == number for place, _ in own.enclosing(it.region))]
    return not any(it.kind == "raise" for it in inside) and not any(
        it.kind == "return" and isinstance(it.value, (Call, Sequence)) for it in inside
    )
