"""Classes across files: bases, method resolution order, members, and what overrides them."""

from driftlint.facts.bindings import Binding
from driftlint.facts.expression import Attribute, Expr, Name
from driftlint.index.aliases import of_made
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass, structure
from driftlint.index.folders import gathered, wanted_at_once
from driftlint.index.modules import module_name
from driftlint.index.names import before_class, denotes, names_itself
from driftlint.index.scopes import local_bindings
from driftlint.index.value import Scope, Value


@query
def bases(db: Database, path: str, qualname: str) -> tuple[Value, ...]:
    """The classes (of the workspace or of libraries) a class directly derives from, those that are unknown left out."""
    own = klass(db, path, qualname)
    if own is None:
        return ()
    scope = Scope(path, qualname.rpartition(".")[0])
    found = (_base(db, scope, qualname, base) for base in own.bases)
    return tuple(it for it in found if it is not None and it.kind in ("class", "external"))


def _base(db: Database, scope: Scope, qualname: str, base: Expr) -> Value | None:
    if names_itself(qualname, base):
        return before_class(db, scope.path, qualname)
    value = denotes(db, scope, base)
    return of_made(db, scope, base) if value is None and isinstance(base, Attribute) else value


@query
def mro(db: Database, path: str, qualname: str) -> tuple[Value, ...]:
    """The class and its ancestors in the order members are looked up; library classes are named, not looked into."""
    own = Value("class", _name(db, path, qualname), path, qualname)
    return tuple(_linearize(db, own, ()))


def _name(db: Database, path: str, qualname: str) -> str:
    return f"{module_name(db, path)}.{qualname}"


def _linearize(db: Database, value: Value, around: tuple[tuple[str, str], ...]) -> list[Value]:
    """C3, as Python does it; where that has no answer, depth first."""
    key = (value.path, value.qualname)
    if not value.path or key in around:
        return [value]
    parents = [it for it in bases(db, value.path, value.qualname) if it.name != value.name]
    sequences = [_linearize(db, parent, (*around, key)) for parent in parents] + [list(parents)]
    merged = _merge([list(it) for it in sequences])
    if merged is None:
        merged = []
        for sequence in sequences:
            merged.extend(it for it in sequence if it not in merged)
    return [value, *merged]


def _merge(sequences: list[list[Value]]) -> list[Value] | None:
    merged: list[Value] = []
    while True:
        sequences = [it for it in sequences if it]
        if not sequences:
            return merged
        for sequence in sequences:
            head = sequence[0]
            if not any(head in other[1:] for other in sequences):
                break
        else:
            return None
        merged.append(head)
        for sequence in sequences:
            if sequence[0] == head:
                del sequence[0]


@query
def member(db: Database, path: str, qualname: str, name: str) -> tuple[Value, tuple[Binding, ...]] | None:
    """The first class in the order that binds `name` in its body, and how."""
    for value in mro(db, path, qualname):
        if value.path:
            found = local_bindings(db, value.path, value.qualname).get(name)
            if found:
                return value, found
    return None


@query
def assigned_attributes(db: Database, path: str, qualname: str) -> dict[str, tuple[Binding, ...]]:
    """What the methods of one class assign to attributes of `self`, `__init__` first."""
    own = klass(db, path, qualname)
    found: dict[str, list[Binding]] = {}
    names = () if own is None else own.members
    for name in sorted(set(names), key=lambda it: (it != "__init__", names.index(it))):
        method = function(db, path, f"{qualname}.{name}")
        if method is None or not method.parameters:
            continue
        self_name = method.parameters[0].name
        for number, assignment in enumerate(method.body.assignments):
            target = assignment.target
            if isinstance(target, Attribute) and isinstance(target.value, Name) and target.value.id == self_name:
                found.setdefault(target.name, []).append(Binding("assignment", method.qualname, number))
    return {name: tuple(bindings) for name, bindings in found.items()}


def library_bases(db: Database, path: str, qualname: str) -> tuple[str, ...]:
    """The full names of the library classes it derives from, nearest first."""
    return tuple(it.name for it in mro(db, path, qualname) if not it.path)


def derives_from(db: Database, value: Value, *names: str) -> bool:
    """Whether the class `value` is, or derives from, one of the fully named classes."""
    if not value.path:
        return value.name in names
    return any(it.name in names for it in mro(db, value.path, value.qualname))


@query
def _bases_in(db: Database, path: str) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    return tuple((owner, found) for owner in structure(db, path).classes if (found := bases(db, path, owner)))


@query
def direct_subclasses(db: Database) -> dict[tuple[str, str], tuple[Value, ...]]:
    """The classes of the workspace by the workspace class they directly derive from."""
    if wanted_at_once(db):
        return {}
    found: dict[tuple[str, str], list[Value]] = {}
    for path, classes in gathered(db, _bases_in):
        for owner, parents in classes:
            for parent in parents:
                if parent.path:
                    found.setdefault((parent.path, parent.qualname), []).append(
                        Value("class", _name(db, path, owner), path, owner)
                    )
    return {parent: tuple(children) for parent, children in found.items()}


@query
def _children(db: Database, path: str, qualname: str) -> tuple[Value, ...]:
    return direct_subclasses(db).get((path, qualname), ())


def subclasses(db: Database, path: str, qualname: str) -> tuple[Value, ...]:
    """Every class of the workspace that derives from the class, near ones first."""
    found: dict[tuple[str, str], Value] = {}
    pending = list(_children(db, path, qualname))
    while pending:
        value = pending.pop(0)
        key = (value.path, value.qualname)
        if key not in found:
            found[key] = value
            pending.extend(_children(db, *key))
    return tuple(found.values())
