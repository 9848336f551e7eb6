"""What names give: by each binding that reaches their use, with what parameters hold and decorators make of it."""

from driftlint.facts.bindings import Binding
from driftlint.facts.expression import Expr, Name
from driftlint.index.annotations import annotated
from driftlint.index.files import body, function
from driftlint.index.flow_items import kept, unpacked
from driftlint.index.flowing import DEPTH, INLINE, WIDTH, Arguments, Closure, Flow, Flows, Frame, Inline, Walking
from driftlint.index.names import bound, exports, imported_from, star_sources
from driftlint.index.reaching import reaching
from driftlint.index.scopes import local_bindings, module_bindings, scope_chain
from driftlint.index.types import entered, name_value, parameter_value
from driftlint.index.value import Scope, Value


def named(walk: Walking, frame: Frame, it: Name, depth: int) -> Flows:
    """What a plain name gives where it is used."""
    inline = frame.holds(INLINE, it.id)
    if inline is not None:
        return inline
    if not frame.owner.startswith("@"):
        for around in scope_chain(walk.db, frame.path, frame.owner):
            found = local_bindings(walk.db, frame.path, around).get(it.id)
            if found:
                narrowed = reaching(walk.db, around, it.id, found, Scope(frame.path, frame.owner), it.span)
                flows = bound_to(walk, Frame(frame.path, around, frame.held), it.id, narrowed, depth)
                return kept(walk, Frame(frame.path, around, frame.held), flows, it, frame.owner, depth)
    flows = in_module(walk, frame.path, it.id, depth, frame.owner, it)
    return kept(walk, Frame(frame.path, "", ()), flows, it, frame.owner, depth)


def in_module(walk: Walking, path: str, name: str, depth: int, user: str = "", use: Name | None = None) -> Flows:
    """What `name` gives at the level of the module at `path`, for its `use` in `user` where that is known."""
    walk.steps -= 1
    if depth <= 0 or walk.steps <= 0:
        walk.cut = True
        return ()
    found = module_bindings(walk.db, path).get(name)
    if found:
        narrowed = reaching(walk.db, "", name, found, Scope(path, user), use.span if use is not None else (0, 0, 0, 0))
        return bound_to(walk, Frame(path, ""), name, narrowed, depth)
    for source in star_sources(walk.db, path):
        if exports(walk.db, source, name):
            flows = walk.of_module(source, name, depth - 1)
            if flows:
                return flows
    return plain(name_value(walk.db, path, "", name, 12))


def bound_to(walk: Walking, frame: Frame, name: str, bindings: tuple[Binding, ...], depth: int) -> Flows:
    """What a name of the owner of `frame` gives that is bound so."""
    if frame.held:
        return _bound_to(walk, frame, name, bindings, depth)
    key = (frame.path, frame.owner, name, bindings)
    known = walk.known.get(key)
    if known is None:
        unsure, cut = walk.unsure, walk.cut
        walk.unsure = walk.cut = False
        known = _bound_to(walk, frame, name, bindings, depth), walk.unsure
        if not walk.cut:
            walk.known[key] = known
        walk.unsure, walk.cut = unsure, walk.cut or cut
    walk.unsure = walk.unsure or known[1]
    return known[0]


def _bound_to(walk: Walking, frame: Frame, name: str, bindings: tuple[Binding, ...], depth: int) -> Flows:
    found: dict[Flow, None] = {}
    for binding in bindings:
        flows = _by(walk, frame, name, binding, depth - 1)
        walk.unsure = walk.unsure or (not flows and len(bindings) > 1)
        found.update(dict.fromkeys(flows))
    return tuple(found)[:WIDTH]


def _by(walk: Walking, frame: Frame, name: str, binding: Binding, depth: int) -> Flows:
    """What one binding gives a name of the owner of `frame`."""
    path = frame.path
    if depth <= 0 or binding.kind == "comprehension":
        walk.cut = walk.cut or depth <= 0
        return ()
    if binding.kind in ("function", "class"):
        value = bound(walk.db, path, frame.owner, (binding,), 12)
        return _defined(walk, frame, value, depth) if value is not None else ()
    if binding.kind == "parameter":
        held = frame.holds(frame.owner, name)
        return held if held is not None else plain(parameter_value(walk.db, path, frame.owner, binding.number, 12))
    own_body = body(walk.db, path, binding.owner)
    if own_body is None:
        return ()
    if binding.kind == "import":
        return _imported(walk, path, frame.owner, binding, depth)
    at = Frame(path, binding.owner, frame.held)
    scope = Scope(path, frame.owner if binding.owner.startswith("@") else binding.owner)
    if binding.kind == "region":
        region = own_body.regions[binding.number]
        target = region.target or next((it.target for it in region.items), None)
        if region.kind == "with":
            value = entered(walk.db, scope, region.items[0].expression) if binding.element < 0 else None
            return plain(value)
        flows = walk.iterated(walk.of(at, region.subject, depth), depth) if region.kind == "for" else ()
        return unpacked(flows, target, name)
    assignment = own_body.assignments[binding.number]
    if assignment.annotation is not None:
        value = annotated(walk.db, scope, assignment.annotation)
        if value is not None:
            return (value,)
    return unpacked(walk.of(at, assignment.value, depth), assignment.target, name)


def _imported(walk: Walking, path: str, owner: str, binding: Binding, depth: int) -> Flows:
    own_body = body(walk.db, path, binding.owner)
    it = None if own_body is None else own_body.imports[binding.number]
    source = None if it is None else imported_from(walk.db, path, it)
    if it is None or it.name is None or source in (None, path):
        source = None
    if source is not None and it is not None and it.name in module_bindings(walk.db, source):
        return walk.of_module(source, it.name, depth)
    return plain(bound(walk.db, path, owner, (binding,), 12))


def plain(value: Value | None) -> Flows:
    """What is known without following anything."""
    if value is None:
        return ()
    return (Closure(value),) if value.kind == "function" and value.path else (value,)


def _defined(walk: Walking, frame: Frame, value: Value, depth: int) -> Flows:
    """A function or class as its name has it: what its decorators of the workspace make of it."""
    if value.kind != "function":
        return (value,)
    own = function(walk.db, value.path, value.qualname)
    flows: Flows = (Closure(value, frame.held),)
    for decorator in reversed(own.decorators) if own is not None else ():
        made = decorate(walk, frame, decorator, flows, depth)
        flows = made or flows
    return flows


def decorate(walk: Walking, frame: Frame, decorator: Expr, flows: Flows, depth: int = DEPTH) -> Flows:
    """What a decorator of the workspace makes of `flows`."""
    found: list[Flow] = []
    for it in walk.of(frame, decorator, depth):
        if isinstance(it, (Closure, Inline)) or (isinstance(it, Value) and it.kind == "class" and it.path):
            found.extend(walk.given(it, Arguments((flows,), ()), depth))
    return tuple(found)
