"""What a type variable stands for where a method is called: `Repository[Order]().get()` gives an order."""

from collections.abc import Iterator

from driftlint.facts.expression import Constant, Expr, Name, Operation, String, Subscript
from driftlint.facts.model import Class
from driftlint.index.annotations import HOLDERS, annotated, forward_reference, peel
from driftlint.index.classes import mro
from driftlint.index.engine import Database
from driftlint.index.files import function, klass
from driftlint.index.names import denotes
from driftlint.index.value import Scope, Value

DEPTH = 6
"""Through how many classes a type variable is followed."""

_DECLARING = frozenset({"Generic", "Protocol"})


def is_generic(db: Database, method: Value) -> bool:
    """Whether a method is annotated and defined in a class that may have type variables."""
    holder = klass(db, method.path, method.qualname.rpartition(".")[0])
    if holder is None or not (holder.parameters or any(isinstance(it, Subscript) for it in holder.bases)):
        return False
    own = function(db, method.path, method.qualname)
    return own is not None and own.returns is not None


def returned_by(db: Database, method: Value, receiver: Value) -> Value | None:
    """What a method gives on `receiver` whose annotation names a type variable of the class that defines it."""
    own = function(db, method.path, method.qualname)
    scope = Scope(method.path, method.qualname.rpartition(".")[0])
    return None if own is None else _read(db, scope, own.returns, receiver, DEPTH)


def _read(db: Database, scope: Scope, annotation: Expr | None, receiver: Value, depth: int) -> Value | None:
    """What something annotated so holds that the class of `scope` declares, on an instance of `receiver`'s class."""
    if depth <= 0:
        return None
    if isinstance(annotation, String):
        return _read(db, scope, forward_reference(annotation), receiver, depth - 1)
    if isinstance(annotation, Name):
        return _argument(db, scope, annotation.id, receiver, depth - 1)
    if isinstance(annotation, Operation) and annotation.operator == "|":
        known = [it for it in annotation.operands if not (isinstance(it, Constant) and it.text == "None")]
        return _read(db, scope, known[0], receiver, depth - 1) if len(known) == 1 else None
    if not isinstance(annotation, Subscript) or not annotation.items:
        return None
    outer = denotes(db, scope, annotation.value)
    last = "" if outer is None else outer.name.rpartition(".")[2]
    inner, is_class = peel(last, annotation)
    if inner is not None:
        return None if is_class else _read(db, scope, inner, receiver, depth - 1)
    item = _read(db, scope, annotation.items[0], receiver, depth - 1) if last in HOLDERS else None
    return None if item is None or outer is None else Value("instance", outer.name, may=outer.may, item=item)


def _argument(db: Database, scope: Scope, variable: str, receiver: Value, depth: int) -> Value | None:
    """What the type variable of the class of `scope` stands for on an instance of `receiver`'s class."""
    own = klass(db, scope.path, scope.owner)
    declared = () if own is None else tuple(_parameters(db, scope, own))
    if variable not in declared or depth <= 0:
        return None
    place = declared.index(variable)
    if (receiver.path, receiver.qualname) == (scope.path, scope.owner):
        return receiver.item if place == 0 else None
    for around in mro(db, receiver.path, receiver.qualname):
        child = klass(db, around.path, around.qualname) if around.path else None
        outer = Scope(around.path, around.qualname.rpartition(".")[0])
        for base in child.bases if child is not None else ():
            named = denotes(db, outer, base) if isinstance(base, Subscript) else None
            if named is None or (named.path, named.qualname) != (scope.path, scope.owner):
                continue
            given = base.items[place] if isinstance(base, Subscript) and place < len(base.items) else None
            inner = Scope(around.path, around.qualname)
            return annotated(db, outer, given) or _read(db, inner, given, receiver, depth - 1)
    return None


def _parameters(db: Database, scope: Scope, own: Class) -> Iterator[str]:
    """The type variables of a class, in the order in which its brackets take them."""
    yield from own.parameters
    subscripts = [it for it in own.bases if isinstance(it, Subscript)]
    outer = Scope(scope.path, scope.owner.rpartition(".")[0])
    for base in subscripts:
        named = denotes(db, outer, base.value)
        if named is not None and named.name.rpartition(".")[2] in _DECLARING:
            yield from (it.id for it in base.items if isinstance(it, Name))
            return
    names = (it.id for base in subscripts for it in base.items if isinstance(it, Name))
    yield from dict.fromkeys(it for it in names if denotes(db, outer, Name(own.span, it)) is None)
