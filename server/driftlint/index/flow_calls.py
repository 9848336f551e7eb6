"""What calls give: what is returned, made or yielded when the parameters hold what was handed over."""

from driftlint.facts.expression import Call, Starred
from driftlint.facts.model import Function
from driftlint.index.annotations import instance_of
from driftlint.index.classes import member
from driftlint.index.decorated import is_context_manager
from driftlint.index.files import function
from driftlint.index.flow_members import member_of
from driftlint.index.flow_names import plain
from driftlint.index.flowing import (
    DEPTH,
    INLINE,
    NOTHING,
    WIDTH,
    Arguments,
    Closure,
    Display,
    Flow,
    Flows,
    Frame,
    Held,
    Inline,
    Literal,
    Made,
    Started,
    Walking,
)
from driftlint.index.models import models
from driftlint.index.outcomes import returns, yields
from driftlint.index.types import result, returned
from driftlint.index.value import Value


def handed_over(walk: Walking, frame: Frame, call: Call, depth: int = DEPTH) -> Arguments:
    """What a call hands over."""
    positional = []
    for it in call.arguments:
        if isinstance(it, Starred):
            break
        positional.append(walk.of(frame, it, depth))
    named = tuple((it.name, walk.of(frame, it.value, depth)) for it in call.keywords if it.name is not None)
    return Arguments(tuple(positional), named)


def given(walk: Walking, callee: Flow, arguments: Arguments, depth: int) -> Flows:
    """What calling `callee` gives."""
    if depth <= 0 or walk.steps <= 0:
        walk.cut = True
        return ()
    if isinstance(callee, Closure):
        return _returned(walk, callee, arguments, depth - 1)
    if isinstance(callee, Inline):
        return walk.of(inside(callee, arguments), callee.expression.body, depth - 1)
    if isinstance(callee, Made) or (isinstance(callee, Value) and callee.kind == "instance" and callee.path):
        found: list[Flow] = []
        for it in member_of(walk, callee, "__call__", depth - 1):
            found.extend(given(walk, it, arguments, depth - 1))
        return tuple(found)
    if not isinstance(callee, Value):
        return ()
    if callee.kind == "class" and callee.path:
        held = _constructed(walk, callee, arguments, depth)
        return (Made(instance_of(callee), held) if held else instance_of(callee),)
    if callee.name == "builtins.getattr" and len(arguments.positional) > 1:
        return tuple(
            found
            for base in arguments.positional[0]
            for name in arguments.positional[1]
            if isinstance(name, Literal) and name.text.startswith('"')
            for found in member_of(walk, base, name.text.strip('"'), depth)
        )
    if callee.name in ("functools.partial", "functools.partialmethod"):
        return arguments.positional[0] if arguments.positional else ()
    if models(walk.db).runs(callee.name):
        return ()
    return plain(result(walk.db, callee))


def _constructed(walk: Walking, callee: Value, arguments: Arguments, depth: int = DEPTH) -> Held:
    """What the constructor of a workspace class holds when called so."""
    found = member(walk.db, callee.path, callee.qualname, "__init__")
    init = None if found is None else function(walk.db, found[0].path, f"{found[0].qualname}.__init__")
    return () if found is None or init is None else _bind(walk, found[0].path, init, arguments, depth, skip=1)


def inside(callee: Inline, arguments: Arguments) -> Frame:
    """Where the body of a lambda stands when called so."""
    frame = callee.frame
    held = tuple(
        (INLINE, name, flows) for name, flows in zip(callee.expression.parameters, arguments.positional, strict=False)
    )
    return Frame(frame.path, frame.owner, (*frame.held, *held))


def entering(walk: Walking, callee: Closure, arguments: Arguments, depth: int = DEPTH) -> Frame | None:
    """Where the body of a function stands when called so."""
    path, qualname = callee.value.path, callee.value.qualname
    own = function(walk.db, path, qualname)
    if own is None:
        return None
    held = callee.held
    skip = 0
    if callee.receiver is not None and own.parameters:
        held = (*held, (qualname, own.parameters[0].name, (callee.receiver,)))
        skip = 1
    return Frame(path, qualname, (*held, *_bind(walk, path, own, arguments, depth, skip=skip)))


def _bind(walk: Walking, path: str, own: Function, arguments: Arguments, depth: int, *, skip: int) -> Held:
    """What the parameters hold, those left out what their defaults give."""
    held: list[tuple[str, str, Flows]] = []
    named = dict(arguments.named)
    positional = list(arguments.positional)
    outer = own.qualname.rpartition(".")[0]
    for parameter in own.parameters[skip:]:
        if parameter.kind in ("args", "kwargs"):
            continue
        flows = positional.pop(0) if positional and parameter.kind != "keyword" else named.get(parameter.name)
        if flows is None and parameter.default is not None:
            flows = walk.of(Frame(path, outer), parameter.default, depth - 1)
        if flows:
            held.append((own.qualname, parameter.name, flows))
    return tuple(held)


def _returned(walk: Walking, callee: Closure, arguments: Arguments, depth: int) -> Flows:
    path, qualname = callee.value.path, callee.value.qualname
    own = function(walk.db, path, qualname)
    if own is None or is_context_manager(walk.db, path, qualname):
        return ()
    told = returned(walk.db, path, qualname, 12) if own.returns is not None else None
    if told is not None:
        return plain(told)
    frame = entering(walk, callee, arguments, depth)
    if frame is None:
        return ()
    if own.is_generator:
        return (Started(frame),)
    found: dict[Flow, None] = {}
    for it in returns(own):
        found.update(dict.fromkeys(walk.of(frame, it, depth)))
    return tuple(found)[:WIDTH]


def iterated(walk: Walking, flows: Flows, depth: int = DEPTH) -> Flows:
    """What iterating over one of `flows` gives."""
    found: dict[Flow, None] = {}
    walk.cut = walk.cut or depth <= 0
    for it in flows if depth > 0 else ():
        if isinstance(it, Display):
            for _, entry in it.entries if it.kind != "dict" else ():
                found.update(dict.fromkeys(entry))
        elif isinstance(it, Started):
            own = function(walk.db, it.frame.path, it.frame.owner)
            for value in yields(own) if own is not None else ():
                found.update(dict.fromkeys(walk.of(it.frame, value, depth - 1)))
        elif isinstance(it, (Made, Value)):
            for iterator in _called(walk, it, "__iter__", depth - 1):
                further = (iterator,) if isinstance(iterator, (Started, Display)) else ()
                gives = (
                    iterated(walk, further, depth - 1) if further else _called(walk, iterator, "__next__", depth - 1)
                )
                found.update(dict.fromkeys(gives))
    return tuple(found)[:WIDTH]


def _called(walk: Walking, base: Flow, method: str, depth: int) -> Flows:
    value = base.value if isinstance(base, Made) else base
    if not isinstance(value, Value) or value.kind != "instance" or not value.path:
        return ()
    found: list[Flow] = []
    for it in member_of(walk, base, method, depth):
        found.extend(given(walk, it, NOTHING, depth))
    return tuple(found)
