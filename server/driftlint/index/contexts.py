"""Which blocks hold a transaction open: by library, by what the project taught, and inferred for its own wrappers."""

from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Expr, Name
from driftlint.facts.model import Function
from driftlint.index.classes import mro
from driftlint.index.effect import Opening
from driftlint.index.engine import Database, query
from driftlint.index.extent import covers
from driftlint.index.files import body, function, klass
from driftlint.index.method_decorators import DISPATCHED, method_decorated
from driftlint.index.openers import Opener, decorating
from driftlint.index.opening_places import candidates
from driftlint.index.request_transactions import around_request
from driftlint.index.session_openings import begun_in_contexts
from driftlint.index.switches import UNKNOWN
from driftlint.index.value import Anchor, Scope, Value
from driftlint.index.wrappers import opens


@query
def openings(db: Database, path: str, owner: str) -> tuple[Opening, ...]:
    """What opens a transaction in the function `owner` or around it, outermost first."""
    own = body(db, path, owner)
    if own is None:
        return ()
    function_facts = function(db, path, owner)
    found: list[Opening] = list(around_request(db, path, owner))
    if function_facts is not None and not function_facts.is_generator:
        found.extend(_around(db, path, function_facts))
    for it in candidates(db, path, owner, UNKNOWN):
        if opens(db, it.opener):
            anchor = Anchor(path, owner, it.span)
            name, certain = it.opener.name, not it.opener.may
            found.append(Opening("transaction", name, anchor, it.region, certain, it.since, it.holders, it.ends))
    found.extend(begun_in_contexts(db, path, owner))
    return tuple(sorted(found, key=lambda it: (it.region, it.since)))


def innermost(db: Database, path: str, owner: str, call: int) -> Opening | None:
    """The innermost transaction that is open where `owner` makes the call number `call`."""
    own = body(db, path, owner)
    if own is None:
        return None
    return next((it for it in reversed(openings(db, path, owner)) if covers(own, it, call)), None)


def _around(db: Database, path: str, own: Function) -> Iterator[Opening]:
    """What runs the function inside a transaction: decorators of its own and of its class, its `dispatch`."""
    outer = own.qualname.rpartition(".")[0]
    if outer and klass(db, path, outer) is not None:
        yield from _around_method(db, path, outer, own.name)
    scope = Scope(path, outer)
    for decorator in own.decorators:
        inner = method_decorated(db, scope, decorator, "") or decorator
        yield from _decorated(db, scope, own.qualname, inner, decorator)


def _decorated(db: Database, scope: Scope, owner: str, inner: Expr, decorator: Expr) -> Iterator[Opening]:
    opener = decorating(db, scope, inner)
    if opener is not None and opens(db, opener):
        yield _whole(opener, Anchor(scope.path, owner, decorator.span))


def _whole(opener: Opener, anchor: Anchor) -> Opening:
    return Opening("transaction", opener.name, anchor, -1, certain=not opener.may)


def _around_method(db: Database, path: str, qualname: str, name: str) -> Iterator[Opening]:
    """What the class of a method, or a base of it, runs the method inside of."""
    for holder in around_methods(db, path, qualname):
        around = klass(db, holder.path, holder.qualname)
        if around is None:
            continue
        outer = Scope(holder.path, holder.qualname.rpartition(".")[0])
        for decorator in around.decorators:
            inner = method_decorated(db, outer, decorator, name)
            if inner is not None:
                yield from _decorated(db, outer, holder.qualname, inner, decorator)
        if name in DISPATCHED:
            if "dispatch" in around.members:
                yield from _dispatching(db, holder.path, f"{holder.qualname}.dispatch")
            if "as_view" in around.members:
                yield from _made_view(db, holder.path, f"{holder.qualname}.as_view")


@query
def around_methods(db: Database, path: str, qualname: str) -> tuple[Value, ...]:
    """The class and those of its bases that may run methods of it inside of something, in their order."""
    return tuple([it for it in mro(db, path, qualname) if it.path and _may_be_around(db, it.path, it.qualname)])


def _may_be_around(db: Database, path: str, qualname: str) -> bool:
    own = klass(db, path, qualname)
    if own is None:
        return False
    outer = Scope(path, qualname.rpartition(".")[0])
    return (
        "dispatch" in own.members
        or "as_view" in own.members
        or any(method_decorated(db, outer, it, "") is not None for it in own.decorators)
    )


def _dispatching(db: Database, path: str, owner: str) -> Iterator[Opening]:
    """What is open where a `dispatch` hands the request on to the one of the base."""
    own = body(db, path, owner)
    for number, site in enumerate(own.calls if own is not None else ()):
        if own is not None and _on_super(site.call.function, "dispatch"):
            opening = innermost(db, path, owner, number)
            if opening is not None:
                yield Opening(opening.context, opening.opener, opening.anchor, -1, certain=opening.certain)


def _made_view(db: Database, path: str, owner: str) -> Iterator[Opening]:
    """`transaction.atomic(super().as_view(…))`: what an `as_view` wraps around the view it makes."""
    own = body(db, path, owner)
    for site in own.calls if own is not None else ():
        if any(isinstance(it, Call) and _on_super(it.function, "as_view") for it in site.call.arguments):
            yield from _decorated(db, Scope(path, owner), owner, site.call.function, site.call)


def _on_super(called: Expr, name: str) -> bool:
    return (
        isinstance(called, Attribute)
        and called.name == name
        and isinstance(called.value, Call)
        and isinstance(called.value.function, Name)
        and called.value.function.id == "super"
    )
