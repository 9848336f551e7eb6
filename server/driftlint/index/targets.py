"""What one value gives to run when it is called: functions of the workspace, or a library's by name."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Constant, Name, Opaque, String
from driftlint.facts.model import Function
from driftlint.facts.names import last_name
from driftlint.index.classes import member, subclasses
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.types import instance_attribute
from driftlint.index.value import Value


class Callee(msgspec.Struct, frozen=True, gc=False):
    """What one call of a body, by its number, reaches. A library's name has no `path`; `may`: one of several."""

    call: int
    name: str
    path: str = ""
    qualname: str = ""
    may: bool = False


def targets(db: Database, number: int, value: Value) -> list[Callee]:
    """What runs when call number `number` calls `value`."""
    if value.kind == "external":
        return [Callee(number, value.name, may=value.may)]
    if not value.path:
        return [Callee(number, f"{value.name}.__call__", may=value.may)] if value.kind == "instance" else []
    if value.kind == "class":
        constructor = member(db, value.path, value.qualname, "__init__")
        if constructor is None or not constructor[0].path:
            return []
        holder = constructor[0]
        return [Callee(number, f"{holder.name}.__init__", holder.path, f"{holder.qualname}.__init__", value.may)]
    if value.kind == "instance":
        called = instance_attribute(db, value.path, value.qualname, "__call__", 6)
        return [] if called is None or called.kind != "function" else targets(db, number, called)
    if value.kind == "function":
        return [Callee(number, value.name, value.path, value.qualname, value.may), *_overrides(db, number, value)]
    return []


def _overrides(db: Database, number: int, value: Value) -> Iterator[Callee]:
    """The overrides of an abstract method: one of them is what runs."""
    for it in overrides(db, value.path, value.qualname):
        yield Callee(number, it.name, it.path, it.qualname, may=True)


@query
def overrides(db: Database, path: str, qualname: str) -> tuple[Value, ...]:
    """What may run where the abstract method is called; nothing for a method that does something itself."""
    outer, _, name = qualname.rpartition(".")
    if not outer or not _is_abstract(db, path, qualname):
        return ()
    found: dict[Value, None] = {}
    for child in subclasses(db, path, outer):
        holder = member(db, child.path, child.qualname, name)  # its own, or that of a mixin before the abstract class
        if holder is None or not holder[0].path:
            continue
        override = f"{holder[0].qualname}.{name}"
        if function(db, holder[0].path, override) is not None and not _is_abstract(db, holder[0].path, override):
            found[Value("function", f"{holder[0].name}.{name}", holder[0].path, override)] = None
    return tuple(found)


@query
def _is_abstract(db: Database, path: str, qualname: str) -> bool:
    own = function(db, path, qualname)
    return own is not None and is_abstract(own)


def is_abstract(own: Function) -> bool:
    """Whether a method only says what its overrides do."""
    if any(isinstance(it, (Name, Attribute)) and last_name(it) == "abstractmethod" for it in own.decorators):
        return True
    for statement in own.body.statements:
        value = statement.value
        if statement.kind == "pass" or (statement.kind == "expression" and isinstance(value, (String, Constant))):
            continue
        if statement.kind == "raise":
            raised = value.parts[0] if isinstance(value, Opaque) and value.parts else value
            raised = raised.function if isinstance(raised, Call) else raised
            if isinstance(raised, Name) and raised.id == "NotImplementedError":
                continue
        return False
    return True
