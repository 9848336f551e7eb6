"""Which application, router or blueprint an expression means, wherever it was made and however it came here."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.bindings import Binding
from driftlint.facts.expression import (
    Attribute,
    Await,
    Call,
    Conditional,
    Constant,
    Expr,
    Mapping,
    Name,
    Sequence,
    String,
    Subscript,
    Walrus,
)
from driftlint.facts.model import Body, Function, Import
from driftlint.index.classes import assigned_attributes, mro
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.modules import absolute_module
from driftlint.index.names import as_module, denotes, exports
from driftlint.index.scopes import local_bindings, module_bindings, scope_chain
from driftlint.index.switches import given_arguments
from driftlint.index.types import evaluate
from driftlint.index.value import Scope

DEPTH = 10


class Written(msgspec.Struct, frozen=True, gc=False):
    """An expression and where it stands."""

    scope: Scope
    expression: Expr


class Object(msgspec.Struct, frozen=True, gc=False, order=True):
    """Something made at one place: by the name it is first given in `owner` ("" the module), or by its span.

    For an attribute of `self` the owner is the class and the name has a dot before it. `parameter` tells a parameter:
    whatever the callers of the function `owner` hand over.
    """

    path: str
    owner: str
    name: str
    parameter: bool = False


Environment = dict[str, Written]
"""What the targets of a loop stand for in one of its rounds."""


def in_round(around: Environment, it: Expr) -> Written | None:
    """What the target of a loop stands for in a round, or what is taken out of it: `part`, `part["router"]`."""
    if isinstance(it, Name):
        return around.get(it.id)
    held = around.get(it.value.id) if isinstance(it, Subscript) and isinstance(it.value, Name) else None
    if held is None or not isinstance(it, Subscript) or len(it.items) != 1:
        return None
    key, display = it.items[0], held.expression
    if isinstance(display, Mapping) and isinstance(key, String):
        pairs = zip(display.keys, display.values, strict=True)
        found = [value for name, value in pairs if isinstance(name, String) and name.value == key.value]
        return Written(held.scope, found[-1]) if found else None
    if isinstance(display, Sequence) and isinstance(key, Constant) and key.text.isdecimal():
        place = int(key.text)
        return Written(held.scope, display.items[place]) if place < len(display.items) else None
    return None


def objects(db: Database, scope: Scope, expression: Expr, around: Environment | None = None) -> tuple[Object, ...]:
    """The objects that `expression` may mean; none where that is not known."""
    return tuple(dict.fromkeys(_follow(db, scope, expression, around or {}, DEPTH)))


def _follow(db: Database, scope: Scope, it: Expr, around: Environment, depth: int) -> Iterator[Object]:
    if depth <= 0:
        return
    meant = in_round(around, it)
    if meant is not None:
        yield from _follow(db, meant.scope, meant.expression, {}, depth - 1)
    elif isinstance(it, Name):
        owner, bindings = _bindings(db, scope, it.id)
        yield from _bound(db, scope.path, owner, it.id, bindings, depth)
    elif isinstance(it, Attribute):
        yield from _attribute(db, scope, it, around, depth)
    elif isinstance(it, Call):
        yield from _called(db, scope, it, depth)
    elif isinstance(it, (Await, Walrus)):
        yield from _follow(db, scope, it.value, around, depth - 1)
    elif isinstance(it, Conditional):
        yield from _follow(db, scope, it.body, around, depth - 1)
        yield from _follow(db, scope, it.orelse, around, depth - 1)


def _bindings(db: Database, scope: Scope, name: str) -> tuple[str, tuple[Binding, ...]]:
    for owner in scope_chain(db, scope.path, scope.owner):
        found = local_bindings(db, scope.path, owner).get(name)
        if found:
            return owner, found
    return "", module_bindings(db, scope.path).get(name, ())


def _bound(
    db: Database, path: str, owner: str, name: str, bindings: tuple[Binding, ...], depth: int
) -> Iterator[Object]:
    if not bindings and not owner:
        yield from _starred(db, path, name, depth)
    for binding in bindings:
        if binding.kind == "parameter":
            yield Object(path, owner, name, parameter=True)
            continue
        inner = body(db, path, binding.owner)
        if inner is None:
            continue
        if binding.kind == "import":
            yield from _imported(db, path, inner.imports[binding.number], depth)
        else:
            value = _bound_expression(inner, binding)
            if value is not None:
                scope = Scope(path, owner if binding.owner.startswith("@") else binding.owner)  # `global app` in one
                yield from _assigned(db, scope, value, Object(path, owner, name), depth)


def _assigned(db: Database, scope: Scope, value: Expr, made: Object, depth: int) -> Iterator[Object]:
    """What a name holds that was assigned `value`: what that means, else something new by that name."""
    if isinstance(value, (Await, Walrus)):
        value = value.value
    if isinstance(value, Call):
        followed = tuple(_from_factory(db, scope, value, depth - 1))
        yield from followed or (made,)
    elif isinstance(value, (Attribute, Conditional)) or (isinstance(value, Name) and value.id != made.name):
        yield from _follow(db, scope, value, {}, depth - 1)


def _called(db: Database, scope: Scope, call: Call, depth: int) -> Iterator[Object]:
    followed = tuple(_from_factory(db, scope, call, depth))
    yield from followed or (Object(scope.path, scope.owner, f"({call.span[0]},{call.span[1]})"),)


def _from_factory(db: Database, scope: Scope, call: Call, depth: int) -> Iterator[Object]:
    """What a function of the workspace returns, where that is something it has given a name."""
    if depth <= 0:
        return
    value = evaluate(db, scope, call.function)
    if value is None or value.kind != "function" or not value.path:
        return
    own = function(db, value.path, value.qualname)
    if own is None:
        return
    inside = Scope(value.path, value.qualname)
    for statement in own.body.statements:
        if statement.kind == "return" and isinstance(statement.value, (Name, Attribute, Conditional)):
            for it in _follow(db, inside, statement.value, {}, depth - 1):
                yield from _handed_over(db, scope, call, own, it, depth) if _is_parameter(it, inside) else (it,)
        elif statement.kind == "return" and isinstance(statement.value, Call):
            yield from _from_factory(db, inside, statement.value, depth - 1)


def _is_parameter(it: Object, of: Scope) -> bool:
    return it.parameter and (it.path, it.owner) == (of.path, of.owner)


def _handed_over(
    db: Database, scope: Scope, call: Call, own: Function, parameter: Object, depth: int
) -> Iterator[Object]:
    """What this very call hands over for a parameter that is returned; nothing where that is new, or left out."""
    given = given_arguments(db, parameter.path, own, call, bound=isinstance(call.function, Attribute))
    if given is None:
        yield parameter
        return
    handed = given.get(parameter.name)
    if isinstance(handed, Call):
        yield from _from_factory(db, scope, handed, depth - 1)
    elif handed is not None:
        yield from _follow(db, scope, handed, {}, depth - 1)


def _attribute(db: Database, scope: Scope, it: Attribute, around: Environment, depth: int) -> Iterator[Object]:
    base = it.value
    if isinstance(base, Name) and base.id in around:
        scope, base = around[base.id].scope, around[base.id].expression
    value = denotes(db, scope, base)
    if value is not None and value.kind == "module":
        if value.path:
            yield from _bound(db, value.path, "", it.name, module_bindings(db, value.path).get(it.name, ()), depth - 1)
        return
    value = value or evaluate(db, scope, base)
    if value is not None and value.path and value.kind in ("class", "instance"):
        yield from _member(db, value.path, value.qualname, it.name, depth)
    if it.name in ("router", "app"):  # `app.router` takes routes for the application
        held = evaluate(db, scope, base)
        if held is not None and held.kind == "instance":
            yield from _follow(db, scope, base, around, depth - 1)


def _member(db: Database, path: str, qualname: str, name: str, depth: int) -> Iterator[Object]:
    """What an attribute holds: by what methods assign to it on `self`, or the class body does."""
    for holder in mro(db, path, qualname):
        if not holder.path:
            continue
        bindings = assigned_attributes(db, holder.path, holder.qualname).get(name, ())
        bindings += local_bindings(db, holder.path, holder.qualname).get(name, ())
        for binding in bindings:
            inner = body(db, holder.path, binding.owner)
            if inner is None or binding.kind != "assignment":
                continue
            value = inner.assignments[binding.number].value
            if value is not None:
                made = Object(holder.path, holder.qualname, f".{name}")
                yield from _assigned(db, Scope(holder.path, binding.owner), value, made, depth - 1)
        if bindings:
            return


def _imported(db: Database, path: str, it: Import, depth: int) -> Iterator[Object]:
    module = absolute_module(db, path, it.module, it.level)
    source = as_module(db, module, path) if module and it.name is not None else None
    if source is None or not source.path or it.name is None or source.path == path:
        return
    yield from _bound(db, source.path, "", it.name, module_bindings(db, source.path).get(it.name, ()), depth - 1)


def _starred(db: Database, path: str, name: str, depth: int) -> Iterator[Object]:
    for star in module_bindings(db, path).get("*", ()):
        inner = body(db, path, star.owner)
        if inner is None or depth <= 0:
            continue
        it = inner.imports[star.number]
        source = as_module(db, absolute_module(db, path, it.module, it.level), path)
        if source is not None and source.path and source.path != path and exports(db, source.path, name):
            yield from _bound(db, source.path, "", name, module_bindings(db, source.path).get(name, ()), depth - 1)


# -- how an object was made ------------------------------------------------------------------------------------------


@query
def making(db: Database, it: Object) -> tuple[tuple[Scope, Call], ...]:
    """The calls that make the object, each with where it stands: several where branches make it differently."""
    return tuple(_making(db, it))


def _making(db: Database, it: Object) -> Iterator[tuple[Scope, Call]]:
    if it.name.startswith("("):
        inner = body(db, it.path, it.owner)
        for site in () if inner is None else inner.calls:
            if f"({site.call.span[0]},{site.call.span[1]})" == it.name:
                yield Scope(it.path, it.owner), site.call
        return
    for binding in _bindings_of(db, it):
        inner = body(db, it.path, binding.owner)
        value = None if inner is None else _bound_expression(inner, binding)
        if isinstance(value, (Await, Walrus)):
            value = value.value
        if isinstance(value, Call):
            yield Scope(it.path, binding.owner), value


def _bindings_of(db: Database, it: Object) -> tuple[Binding, ...]:
    if it.parameter:
        return ()
    if it.name.startswith("."):
        name = it.name[1:]
        found = assigned_attributes(db, it.path, it.owner).get(name, ())
        return found + local_bindings(db, it.path, it.owner).get(name, ())
    bindings = local_bindings(db, it.path, it.owner) if it.owner else module_bindings(db, it.path)
    return bindings.get(it.name, ())


def _bound_expression(inner: Body, binding: Binding) -> Expr | None:
    """What a name is bound to: the value it is assigned, what a `with` enters for it."""
    if binding.kind == "assignment":
        value = inner.assignments[binding.number].value
        if binding.element < 0:
            return value
        items = value.items if isinstance(value, Sequence) else ()
        return items[binding.element] if binding.element < len(items) else None
    if binding.kind == "region" and inner.regions[binding.number].kind == "with":
        return inner.regions[binding.number].items[0].expression
    return None
