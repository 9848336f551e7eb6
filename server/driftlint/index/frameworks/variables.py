"""Which module-level variable a name means, and everything that is done to it: how URLconfs and routers are built."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Expr, Name
from driftlint.facts.model import Import
from driftlint.index.engine import Database, query
from driftlint.index.files import body, structure
from driftlint.index.modules import absolute_module
from driftlint.index.names import as_module, denotes, exports
from driftlint.index.scopes import local_bindings, module_bindings
from driftlint.index.value import Scope

DEPTH = 8


class Variable(msgspec.Struct, frozen=True, gc=False):
    """A name assigned at the level of the module at `path`."""

    path: str
    name: str


def variable_of(db: Database, path: str, expression: Expr, owner: str = "") -> Variable | None:
    """The variable that a name or `module.name` means in a file (in its function `owner`), through imports."""
    if isinstance(expression, Name):
        for binding in local_bindings(db, path, owner).get(expression.id, ()) if owner else ():
            inner = body(db, path, owner)
            if binding.kind == "import" and inner is not None:
                return _imported(db, path, inner.imports[binding.number], DEPTH)
            return None
        return _named(db, path, expression.id, DEPTH)
    if isinstance(expression, Attribute):
        base = denotes(db, Scope(path, owner), expression.value)
        if base is not None and base.kind == "module" and base.path:
            return _named(db, base.path, expression.name, DEPTH)
    return None


@query
def _named(db: Database, path: str, name: str, depth: int) -> Variable | None:
    if depth <= 0:
        return None
    bindings = module_bindings(db, path)
    found = bindings.get(name)
    if not found:
        return _starred(db, path, name, depth)
    binding = found[-1]
    inner = body(db, path, binding.owner)
    if inner is None:
        return None
    if binding.kind == "import":
        return _imported(db, path, inner.imports[binding.number], depth)
    if binding.kind == "assignment":
        value = inner.assignments[binding.number].value
        if isinstance(value, (Name, Attribute)) and len(found) == 1:
            further = variable_of(db, path, value) if value != Name(value.span, name) else None
            return further or Variable(path, name)
        return Variable(path, name)
    return None


def _imported(db: Database, path: str, it: Import, depth: int) -> Variable | None:
    module = absolute_module(db, path, it.module, it.level)
    source = as_module(db, module, path) if module and it.name is not None else None
    if source is None or not source.path or it.name is None or source.path == path:
        return None
    return _named(db, source.path, it.name, depth - 1)


def _starred(db: Database, path: str, name: str, depth: int) -> Variable | None:
    for star in module_bindings(db, path).get("*", ()):
        inner = body(db, path, star.owner)
        if inner is None:
            continue
        it = inner.imports[star.number]
        source = as_module(db, absolute_module(db, path, it.module, it.level), path)
        if source is not None and source.path and source.path != path and exports(db, source.path, name):
            found = _named(db, source.path, name, depth - 1)
            if found is not None:
                return found
    return None


class Change(msgspec.Struct, frozen=True, gc=False):
    """One thing done to a variable: "=" or "+=" with what, or a method called on it; `conditional` inside a block."""

    owner: str
    operation: str
    value: Expr
    conditional: bool


def changes(db: Database, path: str, owners: tuple[str, ...], name: str) -> Iterator[Change]:
    """What the statements of `owners` do to the variable, in order."""
    for owner in owners:
        own = body(db, path, owner)
        if own is None:
            continue
        found: list[tuple[int, Change]] = [
            (it.statement, Change(owner, it.operator or "=", it.value, it.region >= 0))
            for it in own.assignments
            if isinstance(it.target, Name) and it.target.id == name and it.value is not None
        ]
        for site in own.calls:
            target = site.call.function
            if isinstance(target, Attribute) and isinstance(target.value, Name) and target.value.id == name:
                found.append((site.statement, Change(owner, target.name, site.call, site.region >= 0)))
        yield from (change for _, change in sorted(found, key=lambda it: it[0]))


def module_changes(db: Database, variable: Variable) -> Iterator[Change]:
    """What the module that assigns the variable does to it."""
    return changes(db, variable.path, structure(db, variable.path).toplevel, variable.name)
