"""Of several ways in which a name is bound, those whose value a use of it may see."""

from driftlint.facts.expression import Span
from driftlint.facts.model import Body
from driftlint.index.engine import Database
from driftlint.index.files import body, function, klass
from driftlint.index.scopes import Binding

_Position = tuple[int, int, int]
_FIRST = (-1, 0, 0)


def reaching(
    db: Database, path: str, owner: str, bindings: tuple[Binding, ...], user: str, span: Span
) -> tuple[Binding, ...]:
    """The bindings of a name of `owner` ("" the module) whose value its use at `span` in `user` may see, in order.

    In the same body, those behind the use do not reach it, but around a loop. A binding that is made in any case hides
    those before it. From another body all are seen that are not hidden at the end.
    """
    if len(bindings) < 2 or any(it.kind == "comprehension" for it in bindings):
        return bindings
    here = user.startswith("@") if owner == "" else user == owner
    use = _placed(user, span) if here else None
    around = _regions(body(db, path, user), span) if use is not None else frozenset[int]()
    found: list[Binding] = []
    for place, binding in sorted(((_position(db, path, it), it) for it in bindings), key=lambda it: it[0]):
        if owner == "" and _by_function(binding):
            continue
        own = None if binding.kind in ("parameter", "function", "class") else body(db, path, binding.owner)
        region = -1 if own is None else _region(own, binding)
        within = around if binding.owner == user else frozenset[int]()
        if use is not None and place >= use and not _loops(own, region, within):
            continue
        if _in_any_case(db, path, owner, binding, region, within):
            found = []
        found.append(binding)
    return tuple(found + [it for it in bindings if owner == "" and _by_function(it)]) or bindings


def _by_function(binding: Binding) -> bool:
    """Whether a function binds the name of the module, whenever that is."""
    return binding.kind not in ("function", "class") and not binding.owner.startswith("@")


def _placed(owner: str, span: Span) -> _Position:
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
        span = own_body.imports[binding.number].span
        return _placed(binding.owner, span)
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


def _loops(own: Body | None, region: int, around: frozenset[int]) -> bool:
    """Whether a loop leads from the binding back to the use."""
    if own is None:
        return False
    return any(number in around and it.kind in ("for", "while") for number, it in own.enclosing(region))


def _in_any_case(db: Database, path: str, owner: str, binding: Binding, region: int, around: frozenset[int]) -> bool:
    """Whether whoever comes to the use has come past the binding."""
    if binding.kind == "parameter":
        return True
    if binding.kind in ("function", "class"):
        return owner != "" and _conditions(db, path, owner, binding) == 0
    own = body(db, path, binding.owner)
    return own is not None and all(number in around or it.kind == "with" for number, it in own.enclosing(region))


def _conditions(db: Database, path: str, owner: str, binding: Binding) -> int:
    own = function(db, path, binding.owner) or klass(db, path, binding.owner)
    around = body(db, path, owner)
    return len(_regions(around, own.span)) if own is not None else 1
