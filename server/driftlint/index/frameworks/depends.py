"""Where FastAPI code asks for dependencies: in parameters, annotations, attributes and `dependencies=` lists."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import (
    Attribute,
    Call,
    Constant,
    Expr,
    Name,
    Operation,
    Sequence,
    Span,
    Starred,
    String,
    Subscript,
    argument,
    dotted,
)
from driftlint.index.aliases import trace
from driftlint.index.annotations import forward_reference
from driftlint.index.classes import member, mro
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass
from driftlint.index.names import denotes
from driftlint.index.value import Anchor, Scope

_DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security", "fastapi.params.Depends", "fastapi.params.Security"})


class Dependency(msgspec.Struct, frozen=True, gc=False):
    """A `Depends(provider)`: what provides, where that stands, and what of the endpoint's own code asks for it."""

    scope: Scope
    provider: Expr
    anchor: Anchor
    label: str = ""


def listed_dependencies(
    db: Database, scope: Scope, listed: Expr | None, owner: str
) -> tuple[tuple[Dependency, ...], str]:
    """The dependencies of a `dependencies=` argument, through names, `+` and `*`; and what of it is unknown."""
    found: list[Dependency] = []
    unknown = ""
    if listed is None or (isinstance(listed, Constant) and listed.text == "None"):
        return (), ""
    items, complete = _items(db, scope, listed, 6)
    if not complete:
        unknown = f"`{dotted(listed) or 'dependencies'}` is computed"
    anchor = Anchor(scope.path, owner, listed.span)
    for at, it in items:
        place = Anchor(scope.path, owner, it.span) if at == scope and isinstance(listed, Sequence) else anchor
        provider = depends(db, at, it)
        if provider is not None and provider[1] is not None:
            found.append(Dependency(provider[0], provider[1], place))
    return tuple(found), unknown


def _items(db: Database, scope: Scope, listed: Expr, depth: int) -> tuple[list[tuple[Scope, Expr]], bool]:
    """The items of a list as far as they are spelled out, and whether that is all of them."""
    if depth <= 0:
        return [], False
    if isinstance(listed, Sequence):
        parts = [(it.value, True) if isinstance(it, Starred) else (it, False) for it in listed.items]
    elif isinstance(listed, Operation) and listed.operator in ("+", "or"):
        parts = [(it, True) for it in listed.operands]
    elif isinstance(listed, (Name, Attribute)):
        traced = trace(db, scope, listed)
        return ([], False) if traced is None else _items(db, traced[0], traced[1], depth - 1)
    else:
        return [], isinstance(listed, Constant)
    found: list[tuple[Scope, Expr]] = []
    complete = True
    for it, spread in parts:
        if not spread:
            found.append((scope, it))
            continue
        inner, whole = _items(db, scope, it, depth - 1)
        found += inner
        complete = complete and whole
    return found, complete


def depends(db: Database, scope: Scope, it: Expr | None, depth: int = 4) -> tuple[Scope, Expr | None] | None:
    """What provides, where `it` is a `Depends(…)`, a name for one, or a call of a function that returns one.

    None where it is no dependency; the provider is None for `Depends()`, which takes it from the annotation.
    """
    if depth <= 0 or it is None:
        return None
    if isinstance(it, (Name, Attribute)):
        traced = trace(db, scope, it)
        return None if traced is None else depends(db, traced[0], traced[1], depth - 1)
    if not isinstance(it, Call):
        return None
    value = denotes(db, scope, it.function)
    if value is None:
        return None
    if value.name in _DEPENDS:
        return scope, argument(it, 0, "dependency")
    if value.kind == "function" and value.path:
        own = function(db, value.path, value.qualname)
        for statement in () if own is None else own.body.statements:
            if statement.kind == "return" and isinstance(statement.value, Call):
                inner = depends(db, Scope(value.path, value.qualname), statement.value, depth - 1)
                if inner is not None:
                    return inner
    return None


def annotated_dependency(
    db: Database, scope: Scope, annotation: Expr | None, depth: int = 5
) -> tuple[Scope, Expr] | None:
    """What provides a parameter so annotated: `Annotated[X, Depends(…)]`, by itself or by an alias of any file."""
    if depth <= 0 or annotation is None:
        return None
    if isinstance(annotation, String):
        return annotated_dependency(db, scope, forward_reference(annotation), depth - 1)
    if isinstance(annotation, Operation) and annotation.operator == "|":
        return _first_annotated(db, scope, annotation.operands, depth - 1)
    if isinstance(annotation, (Name, Attribute)):
        traced = trace(db, scope, annotation)
        return None if traced is None else annotated_dependency(db, traced[0], traced[1], depth - 1)
    if not isinstance(annotation, Subscript):
        return None
    outer = dotted(annotation.value) or ""
    if outer.rpartition(".")[2] != "Annotated":
        traced = trace(db, scope, annotation.value)  # a generic alias: `CurrentUser[Admin]`
        found = annotated_dependency(db, traced[0], traced[1], depth - 1) if traced is not None else None
        if found is None and outer.rpartition(".")[2] in ("Optional", "Union"):
            found = _first_annotated(db, scope, annotation.items, depth - 1)
        return found
    for it in annotation.items[1:]:
        provider = depends(db, scope, it)
        if provider is not None:
            return provider[0], provider[1] if provider[1] is not None else annotation.items[0]
    return _first_annotated(db, scope, annotation.items[:1], depth - 1)


def _first_annotated(db: Database, scope: Scope, listed: tuple[Expr, ...], depth: int) -> tuple[Scope, Expr] | None:
    for it in listed:
        found = annotated_dependency(db, scope, it, depth)
        if found is not None:
            return found
    return None


def parameter_dependencies(db: Database, path: str, owner: str) -> tuple[Dependency, ...]:
    """The dependencies that the parameters of a function ask for."""
    own = function(db, path, owner)
    if own is None:
        return ()
    scope = Scope(path, owner.rpartition(".")[0])
    found: list[Dependency] = []
    for it in own.parameters:
        provided = _provided(db, scope, it.default, it.annotation)
        if provided is not None:
            anchor = Anchor(path, owner, it.span)
            found.append(Dependency(provided[0], provided[1], anchor, f"parameter `{it.name}`"))
    return tuple(found)


def _provided(db: Database, scope: Scope, default: Expr | None, annotation: Expr | None) -> tuple[Scope, Expr] | None:
    given = depends(db, scope, default)
    if given is not None:
        if given[1] is not None:
            return given[0], given[1]
        return None if annotation is None else (scope, annotation)
    return annotated_dependency(db, scope, annotation)


@query
def class_dependencies(db: Database, path: str, qualname: str) -> tuple[Dependency, ...]:
    """The dependencies that the attributes of a class and of its bases ask for, as class-based endpoints have them."""
    found: list[Dependency] = []
    names: set[str] = set()
    for holder in mro(db, path, qualname):
        own = klass(db, holder.path, holder.qualname) if holder.path else None
        if own is None:
            continue
        scope = Scope(holder.path, holder.qualname)
        for it in own.body.assignments:
            if not isinstance(it.target, Name) or it.target.id in names:
                continue
            names.add(it.target.id)
            provided = _provided(db, scope, it.value, it.annotation)
            if provided is not None:
                anchor = Anchor(holder.path, holder.qualname, it.span)
                found.append(
                    Dependency(provided[0], provided[1], anchor, f"attribute `{it.target.id}` of `{holder.name}`")
                )
        constructor = f"{holder.qualname}.__init__"
        found += [
            Dependency(it.scope, it.provider, it.anchor, f"`__init__` of `{holder.name}`")
            for it in parameter_dependencies(db, holder.path, constructor)
        ]
    return tuple(found)


def injected(db: Database, path: str, qualname: str) -> tuple[Dependency, ...]:
    """The dependencies that a router class adds of itself: in its `__init__`, or when a route is added."""
    found: list[Dependency] = []
    for name in ("__init__", "add_api_route"):
        held = member(db, path, qualname, name)
        if held is None:
            continue
        owner = f"{held[0].qualname}.{name}"
        own = function(db, held[0].path, owner)
        scope = Scope(held[0].path, owner)
        calls: list[tuple[Call, Span]] = [] if own is None else [(it.call, it.call.span) for it in own.body.calls]
        calls += [] if own is None else [(it, it.span) for each in own.parameters for it in _calls(each.default)]
        for call, span in calls:
            provider = depends(db, scope, call)
            if provider is not None and provider[1] is not None:
                anchor = Anchor(held[0].path, owner, span)
                found.append(Dependency(provider[0], provider[1], anchor, f" class `{held[0].name}`"))
    return tuple(found)


def _calls(it: Expr | None) -> Iterator[Call]:
    if isinstance(it, Call):
        yield it
    elif isinstance(it, Sequence):
        for item in it.items:
            yield from _calls(item)
