"""Of several ways in which a name is bound, those whose value a use of it may see."""

from bisect import bisect_left
from collections.abc import Iterator

import msgspec

from driftlint.facts.bindings import Binding
from driftlint.facts.expression import Span
from driftlint.facts.model import Body
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass
from driftlint.index.scopes import local_bindings, module_bindings
from driftlint.index.value import Scope

_Position = tuple[int, int, int]
_FIRST = (-1, 0, 0)


def reaching(
    db: Database, owner: str, name: str, bindings: tuple[Binding, ...], scope: Scope, span: Span
) -> tuple[Binding, ...]:
    """Of all `bindings` of a name of `owner` ("" the module), those its use at `span` in `scope` may see, in order.

    In the same body, those behind the use do not reach it, but around a loop. A binding that is made in any case hides
    those before it. From another body all are seen that are not hidden at the end.
    """
    if len(bindings) < 2 or any(it.kind == "comprehension" for it in bindings):
        return bindings
    listed = _in_order(db, scope.path, owner, name)
    here = scope.owner.startswith("@") if owner == "" else scope.owner == owner
    seen = _seen_at(db, listed, scope, span) if here else listed.elsewhere
    return (*seen, *listed.whenever) or bindings


class _Seen(msgspec.Struct, frozen=True, gc=False):
    """A binding with all that decides which uses see it."""

    binding: Binding
    blocks: tuple[int, ...] | None
    """The regions of its body in which whoever sees it in any case has to be; None where that is nobody."""
    loops: tuple[int, ...]
    """The loops around it."""


class _Listed(msgspec.Struct, frozen=True, gc=False):
    """The bindings of one name, those that take effect at a place by the order of these."""

    places: tuple[_Position, ...]
    placed: tuple[_Seen, ...]
    elsewhere: tuple[Binding, ...]
    """What other bodies see."""
    whenever: tuple[Binding, ...]
    """What functions bind in the module, whenever that is."""


@query
def _in_order(db: Database, path: str, owner: str, name: str) -> _Listed:
    """The bindings of `name` in `owner`, looked at once for all of its uses."""
    bindings = (local_bindings(db, path, owner) if owner else module_bindings(db, path)).get(name, ())
    whenever = tuple([it for it in bindings if owner == "" and _by_function(it)])
    at_places = [it for it in bindings if owner != "" or not _by_function(it)]
    found = sorted([(_position(db, path, it), it) for it in at_places], key=lambda it: it[0])
    placed = tuple([_placed(db, path, owner, it) for _, it in found])
    last = next((number for number in reversed(range(len(placed))) if placed[number].blocks == ()), 0)
    elsewhere = tuple([it.binding for it in placed[last:]])
    return _Listed(tuple([place for place, _ in found]), placed, elsewhere, whenever)


def _seen_at(db: Database, listed: _Listed, scope: Scope, span: Span) -> tuple[Binding, ...]:
    """What a use in the body that binds the name sees, in order."""
    here = bisect_left(listed.places, _at(scope.owner, span))
    around: frozenset[int] | None = None
    found: list[Binding] = []
    for number, it in _backwards(listed, scope.owner, here):
        own = it.binding.owner == scope.owner
        if around is None and own and (it.blocks or number >= here):
            around = _regions(body(db, scope.path, scope.owner), span)
        within: frozenset[int] = around if own and around is not None else frozenset()
        if number >= here and within.isdisjoint(it.loops):
            continue
        found.append(it.binding)
        if it.blocks is not None and within.issuperset(it.blocks):
            break
    return tuple(reversed(found))


def _backwards(listed: _Listed, user: str, here: int) -> Iterator[tuple[int, _Seen]]:
    """The bindings from the last to the first; of those from number `here` on what a loop may lead back from."""
    for number in range(len(listed.placed) - 1, here - 1, -1):
        it = listed.placed[number]
        if it.loops and it.binding.owner == user:
            yield number, it
    for number in range(here - 1, -1, -1):
        yield number, listed.placed[number]


def _placed(db: Database, path: str, owner: str, binding: Binding) -> _Seen:
    if binding.kind == "parameter":
        return _Seen(binding, (), ())
    if binding.kind in ("function", "class"):
        always = owner != "" and _conditions(db, path, owner, binding) == 0
        return _Seen(binding, () if always else None, ())
    own = body(db, path, binding.owner)
    if own is None:
        return _Seen(binding, None, ())
    around = tuple(own.enclosing(_region(own, binding)))
    blocks = tuple([number for number, it in around if it.kind != "with"])
    return _Seen(binding, blocks, tuple([number for number, it in around if it.kind in ("for", "while")]))


def _by_function(binding: Binding) -> bool:
    """Whether a function binds the name of the module, whenever that is."""
    return binding.kind not in ("function", "class") and not binding.owner.startswith("@")


def _at(owner: str, span: Span) -> _Position:
    return (_number(owner), span[0], span[1])


def _number(owner: str) -> int:
    return int(owner[1:]) if owner.startswith("@") else 0


def _position(db: Database, path: str, binding: Binding) -> _Position:
    """Where a binding takes effect: behind what it binds to."""
    if binding.kind == "parameter":
        return _FIRST
    if binding.kind in ("function", "class"):
        own = function(db, path, binding.owner) or klass(db, path, binding.owner)
        return _FIRST if own is None or "." not in binding.owner else (0, own.span[0], own.span[1])
    own_body = body(db, path, binding.owner)
    if own_body is None:
        return _FIRST
    if binding.kind == "import":
        return _at(binding.owner, own_body.imports[binding.number].span)
    if binding.kind == "region":
        header = own_body.regions[binding.number].header
        return (_number(binding.owner), header[2], header[3])
    span = own_body.assignments[binding.number].span
    return (_number(binding.owner), span[2], span[3])


def _region(own: Body, binding: Binding) -> int:
    if binding.kind == "assignment":
        return own.assignments[binding.number].region
    if binding.kind == "region":
        return binding.number
    span = own.imports[binding.number].span
    return max(_regions(own, span), default=-1)


def _regions(own: Body | None, span: Span) -> frozenset[int]:
    """The regions that a place is in."""
    regions = () if own is None else own.regions
    return frozenset(
        number
        for number, it in enumerate(regions)
        if it.span[:2] <= span[:2] and span[2:] <= it.span[2:] and not _inside(it.header, span)
    )


def _inside(header: Span, span: Span) -> bool:
    return header[:2] <= span[:2] and span[2:] <= header[2:]


def _conditions(db: Database, path: str, owner: str, binding: Binding) -> int:
    own = function(db, path, binding.owner) or klass(db, path, binding.owner)
    around = body(db, path, owner)
    return len(_regions(around, own.span)) if own is not None else 1
