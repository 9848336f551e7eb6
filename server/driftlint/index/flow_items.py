"""What lists, tuples and dicts hold: by display, by unpacking, by slices and by later assignments to their items."""

from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Name, Opaque, Sequence, Starred, Subscript
from driftlint.index.engine import Database, query
from driftlint.index.files import body, structure
from driftlint.index.flowing import Display, Flow, Flows, Frame, Literal, Walking


def part(flows: Flows, target: Expr, name: str) -> Flows | None:
    """What `name` holds after `flows` were assigned to `target`; None where the target does not bind it."""
    if isinstance(target, Name):
        return flows if target.id == name else None
    if not isinstance(target, Sequence):
        return None
    starred = next((at for at, it in enumerate(target.items) if isinstance(it, Starred)), None)
    for at, item in enumerate(target.items):
        taken: list[Flow] = []
        for flow in flows:
            entries = flow.entries if isinstance(flow, Display) and flow.kind != "dict" else ()
            behind = len(target.items) - at
            if isinstance(item, Starred):
                middle = entries[at : len(entries) - behind + 1]
                taken.append(Display("list", tuple((str(number), it) for number, (_, it) in enumerate(middle))))
            elif starred is not None and at > starred:
                taken.extend(entries[-behind][1] if behind <= len(entries) else ())
            else:
                taken.extend(entries[at][1] if at < len(entries) else ())
        found = part(tuple(taken), item.value if isinstance(item, Starred) else item, name)
        if found is not None:
            return found
    return None


def unpacked(flows: Flows, target: Expr | None, name: str) -> Flows:
    """What `name` holds after `flows` were assigned to `target`."""
    return flows if target is None else part(flows, target, name) or ()


def sliced(base: Display, key: Opaque) -> Iterator[Flow]:
    """What `base[first:last]` gives."""
    bounds = [it.text for it in key.parts if isinstance(it, Constant) and it.text.isdigit()]
    if len(bounds) == 2 == len(key.parts):
        chosen = base.entries[int(bounds[0]) : int(bounds[1])]
        yield Display(base.kind, tuple((str(number), it) for number, (_, it) in enumerate(chosen)))


Store = tuple[str, int, bool]
"""An assignment to an item, or a call of `update`: its owner, its number there, and whether it is the call."""


@query
def stores(db: Database, path: str, owner: str) -> dict[str, tuple[Store, ...]]:
    """The assignments to items of names of `owner` ("" the module) that its own statements make, in order."""
    found: dict[str, list[Store]] = {}
    for inner in (owner,) if owner else structure(db, path).toplevel:
        own = body(db, path, inner)
        for number, assignment in enumerate(own.assignments if own is not None else ()):
            name = _stored_in(assignment.target)
            if name is not None:
                found.setdefault(name, []).append((inner, number, False))
        for number, site in enumerate(own.calls if own is not None else ()):
            called = site.call.function
            if isinstance(called, Attribute) and called.name == "update" and isinstance(called.value, Name):
                found.setdefault(called.value.id, []).append((inner, number, True))
    return {name: tuple(it) for name, it in found.items()}


def _stored_in(target: Expr) -> str | None:
    if not isinstance(target, Subscript):
        return None
    while isinstance(target, Subscript):
        target = target.value
    return target.id if isinstance(target, Name) else None


def kept(walk: Walking, frame: Frame, flows: Flows, use: Name, user: str, depth: int) -> Flows:
    """`flows`, which the name `use` has in `frame`, with what was assigned to their items until the use."""
    if not any(isinstance(it, Display) for it in flows):
        return flows
    for owner, number, is_call in stores(walk.db, frame.path, frame.owner).get(use.id, ()):
        own = body(walk.db, frame.path, owner)
        if own is None:
            continue
        at = Frame(frame.path, owner, frame.held)
        stored = own.calls[number].call if is_call else own.assignments[number]
        if (owner == user and stored.span[:2] >= use.span[:2]) or (_later(owner, user)):
            continue
        if isinstance(stored, Call):
            more = walk.of(at, stored.arguments[0], depth) if stored.arguments else ()
            flows = tuple(_updated(it, more) for it in flows)
        elif isinstance(stored.target, Subscript):
            keys = _keys(walk, at, stored.target, depth)
            if keys:
                value = walk.of(at, stored.value, depth)
                flows = tuple(_stored(it, keys, value) for it in flows)
    return flows


def _later(owner: str, user: str) -> bool:
    return owner.startswith("@") and user.startswith("@") and int(owner[1:]) > int(user[1:])


def _updated(flow: Flow, more: Flows) -> Flow:
    for it in more:
        for key, value in it.entries if isinstance(it, Display) else ():
            flow = _stored(flow, (key,), value)
    return flow


def _stored(flow: Flow, keys: tuple[str, ...], value: Flows) -> Flow:
    if not isinstance(flow, Display):
        return flow
    if len(keys) > 1:
        value = tuple(_stored(it, keys[1:], value) for it in flow.at(keys[0]))
    entries = {**dict(flow.entries), keys[0]: value}
    return Display(flow.kind, tuple(entries.items()))


def _keys(walk: Walking, frame: Frame, target: Expr, depth: int) -> tuple[str, ...]:
    """The constant keys of `name[key][key]`, outermost container first; nothing where one is not known."""
    keys: list[str] = []
    while isinstance(target, Subscript):
        literal = walk.of(frame, target.items[0], depth) if len(target.items) == 1 else ()
        if len(literal) != 1 or not isinstance(literal[0], Literal):
            return ()
        keys.append(literal[0].text)
        target = target.value
    return tuple(reversed(keys))
