"""Which names a module, class or function binds, and by what."""

from collections.abc import Iterator
from typing import Literal

from driftlint.facts.bindings import Binding, bound_in
from driftlint.facts.expression import Call, Expr, Name
from driftlint.facts.model import Function
from driftlint.index.engine import Database, query
from driftlint.index.files import body, bound_at_top, function, klass, structure
from driftlint.index.value import Scope


def scope_of(path: str, owner: str, binding: Binding) -> Scope:
    """Where the value stands that `binding` gives a name of `owner`: in another function where that says `global`."""
    return Scope(path, owner if binding.owner.startswith("@") else binding.owner)


Bindings = dict[str, tuple[Binding, ...]]


@query
def module_bindings(db: Database, path: str) -> Bindings:
    """The names bound at the level of the module, star imports under "*"."""
    found: dict[str, list[Binding]] = {}
    shape = structure(db, path)
    by_statement = bound_at_top(db, path)
    for owner in shape.toplevel:
        for name, bindings in by_statement.get(owner, ()):
            found.setdefault(name, []).extend(bindings)
    for kind, owners in (("function", shape.functions), ("class", shape.classes)):
        for owner in owners:
            if "." not in owner:
                name = owner.partition("#")[0]
                binding = Binding("function" if kind == "function" else "class", owner)
                found.setdefault(name, []).append(binding)
    for owner in shape.rebinding:
        for name, bindings in rebound(db, path, owner).items():
            found.setdefault(name, []).extend(bindings)
    return {name: tuple(it) for name, it in found.items()}


@query
def rebound(db: Database, path: str, owner: str) -> Bindings:
    """What the function binds in the module, by `global`."""
    own = body(db, path, owner)
    if own is None or not any(it.kind == "global" for it in own.statements):
        return {}
    return {name: it for name, it in body_bindings(db, path, owner).items() if name in own.globals}


@query
def local_bindings(db: Database, path: str, owner: str) -> Bindings:
    """The names bound in the function or class `owner` itself."""
    found: dict[str, list[Binding]] = {}
    own = function(db, path, owner)
    if own is not None:
        for number, parameter in enumerate(own.parameters):
            found.setdefault(parameter.name, []).append(Binding("parameter", owner, number))
    inner = body(db, path, owner)
    elsewhere = () if inner is None else inner.globals
    for name, bindings in body_bindings(db, path, owner).items():
        if name not in elsewhere:
            found.setdefault(name, []).extend(bindings)
    for kind, qualname in members(db, path, owner):
        name = qualname.rpartition(".")[2].partition("#")[0]
        found.setdefault(name, []).append(Binding(kind, qualname))
    # Which of two things of one name is meant inside a comprehension is not told apart: the outer one stays unknown.
    for name in () if inner is None else inner.comprehended:
        found.setdefault(name, [Binding("comprehension", owner)])
    return {name: tuple(bindings) for name, bindings in found.items()}


@query
def definitions_by_parent(db: Database, path: str) -> dict[str, tuple[tuple[Literal["function", "class"], str], ...]]:
    """The functions and classes of a file by the qualified name of what they are defined in ("" for the module)."""
    shape = structure(db, path)
    found: dict[str, list[tuple[Literal["function", "class"], str]]] = {}
    for owner in shape.functions:
        found.setdefault(owner.rpartition(".")[0], []).append(("function", owner))
    for owner in shape.classes:
        found.setdefault(owner.rpartition(".")[0], []).append(("class", owner))
    return {parent: tuple(children) for parent, children in found.items()}


def members(db: Database, path: str, owner: str) -> tuple[tuple[Literal["function", "class"], str], ...]:
    """The functions and classes defined directly in `owner`."""
    return definitions_by_parent(db, path).get(owner, ())


@query
def body_bindings(db: Database, path: str, owner: str) -> Bindings:
    """The names that the statements of the function or class `owner` bind."""
    own = body(db, path, owner)
    return {} if own is None else dict(bound_in(owner, own))


def scope_chain(db: Database, path: str, owner: str) -> Iterator[str]:
    """The owners whose names code in `owner` sees, innermost first, without the module."""
    if not owner or owner.startswith("@"):
        return
    yield owner
    parent = owner.rpartition(".")[0]
    while parent:
        if isinstance(function(db, path, parent), Function):
            yield parent
        parent = parent.rpartition(".")[0]


def enclosing_class(db: Database, path: str, owner: str) -> str | None:
    """The class that `owner`, or the method it is nested in, is defined in."""
    parent = owner.rpartition(".")[0]
    while parent:
        if klass(db, path, parent) is not None:
            return parent
        parent = parent.rpartition(".")[0]
    return None


def is_super(expression: Expr) -> bool:
    """Whether the expression is a call of `super`."""
    return isinstance(expression, Call) and isinstance(expression.function, Name) and expression.function.id == "super"
