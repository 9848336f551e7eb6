"""What something annotated so holds: through `Annotated`, `Optional`, unions with `None`, strings and type aliases."""

import functools

from driftlint.facts.expression import (
    Attribute,
    Call,
    Constant,
    Expr,
    Name,
    Operation,
    String,
    Subscript,
    argument,
)
from driftlint.facts.model import Function
from driftlint.index.aliases import trace
from driftlint.index.classes import mro
from driftlint.index.engine import Database
from driftlint.index.files import klass
from driftlint.index.names import definition, denotes
from driftlint.index.outcomes import returns_own_kind
from driftlint.index.scopes import enclosing_class
from driftlint.index.value import Scope, Value, holding

DEPTH = 10
"""How many aliases and wrappers are looked through."""

_WRAPPERS = frozenset({"Annotated", "Optional", "Required", "NotRequired", "Final", "ClassVar", "ReadOnly", "Mapped"})
_AWAITED = frozenset({"Awaitable"})
_SAY_NOTHING = ("builtins.", "typing.", "collections.abc.Callable")
"""Names of annotations that do not say what is called: that is told by what is handed over."""
HOLDERS = frozenset(
    {
        "list", "List", "set", "Set", "frozenset", "FrozenSet", "tuple", "Tuple", "deque", "Sequence", "Collection",
        "MutableSequence", "Iterable", "Iterator", "Reversible", "AbstractSet", "MutableSet", "AsyncIterable",
        "AsyncIterator", "Manager", "QuerySet", "Query", "ScalarResult",
    }
)  # fmt: skip
"""Last parts of the names of classes whose first bracket says what they hold."""
_SELF = frozenset({"typing.Self", "typing_extensions.Self"})


def instance_of(value: Value) -> Value:
    """An instance of the class `value`."""
    return Value("instance", value.name, value.path, value.qualname, value.may, value.item)


def receiver_of(db: Database, path: str, own: Function) -> Value | None:
    """What the first parameter of a method holds, None for what is no method or a static one."""
    outer = own.qualname.rpartition(".")[0]
    kinds = {it.id for it in own.decorators if isinstance(it, Name)}
    if klass(db, path, outer) is None or "staticmethod" in kinds:
        return None
    around = mro(db, path, outer)[0]
    of_class = "classmethod" in kinds or own.name in ("__new__", "__init_subclass__", "__class_getitem__")
    return around if of_class else instance_of(around)


def yielded_by_annotation(db: Database, scope: Scope, returns: Expr | None, depth: int = DEPTH) -> Value | None:
    """What a generator yields by the annotation of what it returns: `Iterator[X]`."""
    written = forward_reference(returns) if isinstance(returns, String) else returns
    if not isinstance(written, Subscript) or not written.items:
        return None
    return annotated(db, scope, written.items[0], depth)


def annotated(db: Database, scope: Scope, annotation: Expr | None, depth: int = DEPTH) -> Value | None:
    """What something annotated so holds: an instance of the class, through `Annotated`, `Optional` and type aliases."""
    if annotation is None or depth <= 0:
        return None
    if isinstance(annotation, String):
        annotation = forward_reference(annotation)
        return annotated(db, scope, annotation, depth - 1)
    if isinstance(annotation, Subscript):
        outer = denotes(db, scope, annotation.value)
        name = "" if outer is None else outer.name.rpartition(".")[2]
        inner, is_class = peel(name, annotation)
        if inner is not None:
            value = annotated(db, scope, inner, depth - 1)
            if is_class and value is not None:
                return Value("class" if value.path else "external", value.name, value.path, value.qualname)
            return value
    if isinstance(annotation, Operation) and annotation.operator == "|":
        known = [it for it in annotation.operands if not (isinstance(it, Constant) and it.text == "None")]
        return annotated(db, scope, known[0], depth - 1) if len(known) == 1 else None
    if isinstance(annotation, Call):
        return annotated(db, scope, _told_apart(db, scope, annotation), depth - 1)
    return _named(db, scope, annotation, depth) if isinstance(annotation, (Name, Attribute, Subscript)) else None


def _first_argument(db: Database, scope: Scope, annotation: Expr, depth: int) -> Value | None:
    """What the first bracket of `Repository[Order]` says its instances are of."""
    plain = isinstance(annotation, Subscript) and annotation.items
    return annotated(db, scope, annotation.items[0], depth - 1) if plain and isinstance(annotation, Subscript) else None


def _holding(db: Database, scope: Scope, annotation: Expr, value: Value, depth: int) -> Value | None:
    """A library's class, with what its brackets say it holds; what says no more than "some object" only with that."""
    last = value.name.rpartition(".")[2]
    holds = isinstance(annotation, Subscript) and annotation.items and last in HOLDERS
    item = annotated(db, scope, annotation.items[0], depth - 1) if holds and isinstance(annotation, Subscript) else None
    if item is None and value.name.startswith(_SAY_NOTHING):
        return None
    return Value("instance", value.name, may=value.may, item=item)


def _named(db: Database, scope: Scope, annotation: Expr, depth: int) -> Value | None:
    """What something holds whose annotation is a class, or a name for another annotation."""
    value = denotes(db, scope, annotation)
    if value is None:
        alias = trace(db, scope, annotation)
        return None if alias is None else annotated(db, *alias, depth - 1)
    if value.kind == "class":
        return holding(instance_of(value), _first_argument(db, scope, annotation, depth))
    if value.name in _SELF:
        return _own_kind(db, scope)
    return _holding(db, scope, annotation, value, depth) if value.kind == "external" else None


def _told_apart(db: Database, scope: Scope, call: Call) -> Expr | None:
    """The type that `NewType("Name", X)` makes another name of."""
    callee = denotes(db, scope, call.function)
    return argument(call, 1, "tp") if callee is not None and callee.name == "typing.NewType" else None


def _own_kind(db: Database, scope: Scope) -> Value | None:
    around = scope.owner if klass(db, scope.path, scope.owner) else enclosing_class(db, scope.path, scope.owner)
    own = None if around is None else definition(db, scope.path, around)
    return None if own is None else instance_of(own)


def _is_self_type(annotation: Expr | None) -> bool:
    """Whether the annotation says `Self`, plainly or as a string."""
    if isinstance(annotation, String):
        return annotation.value == "Self"
    return (annotation.name if isinstance(annotation, Attribute) else getattr(annotation, "id", "")) == "Self"


def gives_own_kind(own: Function) -> bool:
    """Whether a method gives an instance of the class it is called on: by its annotation, else by what it returns."""
    return _is_self_type(own.returns) or (own.returns is None and returns_own_kind(own))


def peel(wrapper: str, annotation: Subscript) -> tuple[Expr | None, bool]:
    """The annotation inside `Annotated[X, …]`, `Optional[X]` and the like; and whether `type[X]` is meant."""
    if not annotation.items:
        return None, False
    if wrapper in _WRAPPERS or wrapper in _AWAITED:
        return annotation.items[0], False
    if wrapper in ("type", "Type"):
        return annotation.items[0], True
    if wrapper == "Union":
        known = [it for it in annotation.items if not (isinstance(it, Constant) and it.text == "None")]
        return (known[0], False) if len(known) == 1 else (None, False)
    if wrapper == "Coroutine" and len(annotation.items) == 3:
        return annotation.items[2], False
    return None, False


def forward_reference(written: String) -> Expr | None:
    """The annotation that a string stands for, its span that of the string."""
    expression = _parsed(written.value)
    return None if expression is None else _moved(expression, written)


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> Expr | None:
    from driftlint.facts.extract import extract  # few annotations are strings
    from driftlint.syntax.tree import parse

    facts = extract(parse(f"_: {text}")).facts
    for body in facts.toplevel.values():
        for assignment in body.assignments:
            if assignment.annotation is not None:
                return assignment.annotation
    return None


def _moved(expression: Expr, to: String) -> Expr | None:
    if isinstance(expression, Name):
        return Name(to.span, expression.id)
    if isinstance(expression, Attribute):
        value = _moved(expression.value, to)
        return None if value is None else Attribute(to.span, value, expression.name)
    return expression
