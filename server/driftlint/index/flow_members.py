"""What attributes give: methods bound to what they are looked up on, and what constructors were called with."""

from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Name
from driftlint.index.classes import assigned_attributes, member, mro
from driftlint.index.decorated import is_property
from driftlint.index.files import function
from driftlint.index.flow_names import bound_to, plain
from driftlint.index.flowing import (
    NOTHING,
    WIDTH,
    Closure,
    Display,
    Flow,
    Flows,
    Frame,
    Inline,
    Literal,
    Made,
    Started,
    Walking,
)
from driftlint.index.names import module_attribute
from driftlint.index.scopes import enclosing_class, is_super, module_bindings
from driftlint.index.types import attribute, evaluate, instance_attribute
from driftlint.index.value import Scope, Value


def attribute_of(walk: Walking, frame: Frame, it: Attribute, depth: int) -> Iterator[Flow]:
    """What the expression `value.name` gives where it is written."""
    if is_super(it.value):
        for flow in plain(evaluate(walk.db, Scope(frame.path, frame.owner), it)):
            yield Closure(flow.value, flow.held, _self(walk, frame)) if isinstance(flow, Closure) else flow
        return
    for base in walk.of(frame, it.value, depth):
        yield from member_of(walk, base, it.name, depth)


def _self(walk: Walking, frame: Frame) -> Flow | None:
    """What the method around was called on, where that is known."""
    own = function(walk.db, frame.path, frame.owner)
    if own is None or not own.parameters or enclosing_class(walk.db, frame.path, frame.owner) is None:
        return None
    held = frame.holds(frame.owner, own.parameters[0].name)
    return held[0] if held else None


def member_of(walk: Walking, base: Flow, name: str, depth: int) -> Flows:
    """What `base.name` gives."""
    if isinstance(base, (Inline, Started)):
        return ()
    if isinstance(base, Display):
        return (Value("external", f"builtins.{base.kind}.{name}"),)
    if isinstance(base, Literal):
        return (Value("external", f"builtins.str.{name}"),) if base.text.startswith('"') else ()
    if isinstance(base, Made) or (isinstance(base, Value) and base.kind == "instance" and base.path):
        return _member(walk, base, base.value if isinstance(base, Made) else base, name, depth)
    value = base.value if isinstance(base, Closure) else base
    if value.kind == "module" and value.path and name in module_bindings(walk.db, value.path):
        return walk.of_module(value.path, name, depth - 1)
    if value.kind == "module":
        return plain(module_attribute(walk.db, value, name))
    if value.kind == "class" and value.path:
        return _class_member(walk, value, value, name, depth)
    return plain(attribute(walk.db, value, name))


def _member(walk: Walking, base: Flow, value: Value, name: str, depth: int) -> Flows:
    known = instance_attribute(walk.db, value.path, value.qualname, name, 12)
    if known is not None and not (known.kind == "function" and known.path):
        return (known,)
    return _class_member(walk, base, value, name, depth) or _assigned(walk, base, value, name, depth)


def _class_member(walk: Walking, base: Flow, value: Value, name: str, depth: int) -> Flows:
    """What the class has under the name, bound to `base` where that makes a method of it."""
    found = member(walk.db, value.path, value.qualname, name)
    if found is None:
        return plain(attribute(walk.db, value, name))
    holder, bindings = found
    flows: list[Flow] = []
    for it in bound_to(walk, Frame(holder.path, holder.qualname), name, bindings, depth):
        own = function(walk.db, it.value.path, it.value.qualname) if isinstance(it, Closure) else None
        if own is None or not isinstance(it, Closure) or it.receiver is not None:
            flows.append(it)
            continue
        marks = {mark.id for mark in own.decorators if isinstance(mark, Name)}
        around = Value("class", value.name, value.path, value.qualname)
        receiver = None if "staticmethod" in marks else around if "classmethod" in marks else base
        if isinstance(receiver, Value) and receiver.kind == "class" and "classmethod" not in marks:
            receiver = None
        method = Closure(it.value, it.held, receiver)
        of_instance = isinstance(base, Made) and not marks & {"staticmethod", "classmethod"}
        if of_instance and is_property(walk.db, it.value.path, own):
            flows.extend(walk.given(method, NOTHING, depth))
        else:
            flows.append(method)
    return tuple(flows)


def _assigned(walk: Walking, base: Flow, value: Value, name: str, depth: int) -> Flows:
    for holder in mro(walk.db, value.path, value.qualname):
        found: dict[Flow, None] = {}
        for binding in assigned_attributes(walk.db, holder.path, holder.qualname).get(name, ()) if holder.path else ():
            own = function(walk.db, holder.path, binding.owner)
            if own is None:
                continue
            held = base.held if isinstance(base, Made) else ()
            at = Frame(holder.path, binding.owner, (*held, (binding.owner, own.parameters[0].name, (base,))))
            found.update(dict.fromkeys(walk.of(at, own.body.assignments[binding.number].value, depth)))
        if found:
            return tuple(found)[:WIDTH]
    return ()
