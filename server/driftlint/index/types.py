"""What an expression evaluates to: instances by annotation, assignment, constructor, return value, `with … as`.

What cannot be told is None. Every step that could go round in circles counts `depth` down.
"""

from driftlint.facts.bindings import Binding
from driftlint.facts.expression import (
    Attribute,
    Await,
    Call,
    Conditional,
    Expr,
    Name,
    Operation,
    Sequence,
    String,
    Subscript,
    Walrus,
    argument,
)
from driftlint.facts.model import Import, Region
from driftlint.index import items
from driftlint.index.annotations import annotated, gives_own_kind, instance_of, receiver_of, yielded_by_annotation
from driftlint.index.classes import assigned_attributes, member, mro
from driftlint.index.decorated import is_context_manager, is_property, made_of
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.generics import is_generic, returned_by
from driftlint.index.library import library_attribute, library_entered, library_item, library_result
from driftlint.index.names import (
    bound,
    denotes,
    exports,
    imported_from,
    lookup,
    module_attribute,
    star_sources,
    static_member,
)
from driftlint.index.outcomes import is_none, returns, returns_self, yields
from driftlint.index.reaching import reaching
from driftlint.index.scopes import (
    enclosing_class,
    is_super,
    local_bindings,
    module_bindings,
    scope_chain,
    scope_of,
)
from driftlint.index.value import Scope, Value, agreed, likewise, possibly

DEPTH = 20

_DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security", "fastapi.params.Depends", "fastapi.params.Security"})


def evaluate(db: Database, scope: Scope, expression: Expr | None, depth: int = DEPTH) -> Value | None:
    """What `expression` evaluates to where it stands; None where that is not known."""
    if depth <= 0 or expression is None:
        return None
    if isinstance(expression, Name):
        return _name_at(db, scope, expression, depth)
    if isinstance(expression, Attribute):
        if is_super(expression.value):
            return _super_member(db, scope, expression.name, depth)
        base = evaluate(db, scope, expression.value, depth)
        return None if base is None else attribute(db, base, expression.name, depth - 1)
    if isinstance(expression, Call):
        return _call_value(db, scope, expression, depth)
    if isinstance(expression, (Await, Walrus)):
        return evaluate(db, scope, expression.value, depth)
    if isinstance(expression, Subscript):
        base = denotes(db, scope, expression)
        if base is not None and base.kind in ("class", "external"):
            return items.with_argument(db, scope, expression, base)
        held = evaluate(db, scope, expression.value, depth - 1)
        return items.subscripted(held, expression) or library_item(db, held)
    if isinstance(expression, Conditional):
        return agreed([evaluate(db, scope, it, depth - 1) for it in (expression.body, expression.orelse)])
    if isinstance(expression, Operation) and expression.operator in ("or", "and"):
        return agreed([evaluate(db, scope, it, depth - 1) for it in expression.operands])
    return None


def _name_at(db: Database, scope: Scope, name: Name, depth: int) -> Value | None:
    """What a name evaluates to at this very place, where it is bound several times."""
    path = scope.path
    for around in (*scope_chain(db, path, scope.owner), ""):
        found = (local_bindings(db, path, around) if around else module_bindings(db, path)).get(name.id)
        if found:
            seen = reaching(db, around, name.id, found, scope, name.span)
            if len(seen) < len(found):
                return _bound_value(db, path, around, seen, depth)
            break
    return name_value(db, path, scope.owner, name.id, depth)


@query
def name_value(db: Database, path: str, owner: str, name: str, depth: int) -> Value | None:
    """What the plain `name` evaluates to in `owner`."""
    for around in scope_chain(db, path, owner):
        found = local_bindings(db, path, around).get(name)
        if found:
            return _bound_value(db, path, around, found, depth)
    if name == "super":
        return None
    value = lookup(db, path, "", name, depth)
    if value is not None:
        return value
    found = module_bindings(db, path).get(name)
    if found:
        return _bound_value(db, path, "", found, depth)
    for source in star_sources(db, path) if depth > 0 else ():
        if exports(db, source, name):
            value = name_value(db, source, "", name, depth - 1)
            if value is not None:
                return value
    return None


def _imported_value(db: Database, path: str, it: Import, depth: int) -> Value | None:
    """What an imported name holds that is no definition: a module-level object of another file."""
    source = imported_from(db, path, it)
    return None if source is None or it.name is None or depth <= 0 else name_value(db, source, "", it.name, depth - 1)


def _bound_value(db: Database, path: str, owner: str, bindings: tuple[Binding, ...], depth: int) -> Value | None:
    """What a name so bound holds: by all bindings that say something the same, else the last, as a possibility."""
    values: list[Value] = []
    silent = 0
    for binding in bindings:
        value, nothing = _binding_value(db, path, owner, binding, depth)
        if value is not None:
            values.append(value)
        elif not nothing:
            silent += 1
    if not values:
        return None
    last = values[-1]
    redefined = all(it.kind == "function" for it in bindings)
    if silent == 0 and (redefined or all(it == last for it in values)):
        return last
    return possibly(last)


@query
def _binding_value(db: Database, path: str, owner: str, binding: Binding, depth: int) -> tuple[Value | None, bool]:
    """What one binding gives the name, and whether it gives it plainly nothing (`None`)."""
    scope = scope_of(path, owner, binding)
    if binding.kind in ("function", "class"):
        return bound(db, path, owner, (binding,), depth), False
    if binding.kind == "parameter":
        return parameter_value(db, path, owner, binding.number, depth), False
    own = body(db, path, binding.owner)
    if own is None or binding.kind == "comprehension":
        return None, False
    if binding.kind == "import":
        value = bound(db, path, owner, (binding,), depth)
        return value or _imported_value(db, path, own.imports[binding.number], depth), False
    if binding.kind == "region":
        return _region_value(db, scope, own.regions[binding.number], binding.element, depth - 1), False
    assignment = own.assignments[binding.number]
    if assignment.annotation is not None and binding.element < 0:
        value = annotated(db, scope, assignment.annotation, depth - 1)
        if value is not None:
            return value, False
    value_expression = assignment.value
    if binding.element >= 0:
        if not isinstance(value_expression, Sequence):
            return items.element(evaluate(db, scope, value_expression, depth - 1), binding.element), False
        if binding.element >= len(value_expression.items):
            return None, False
        value_expression = value_expression.items[binding.element]
    if is_none(value_expression):
        return None, True
    return evaluate(db, scope, value_expression, depth - 1), False


def _region_value(db: Database, scope: Scope, region: Region, number: int, depth: int) -> Value | None:
    """What a `with` or `for` binds, or element `number` of it."""
    if region.kind == "for":
        return items.iterated(evaluate(db, scope, region.subject, depth), number)
    plain = region.kind == "with" and number < 0 and region.items
    return entered(db, scope, region.items[0].expression, depth) if plain else None


@query
def parameter_value(db: Database, path: str, owner: str, number: int, depth: int) -> Value | None:
    """What a parameter holds: `self`, what its annotation says, what its default provides."""
    own = function(db, path, owner)
    if own is None or number >= len(own.parameters):
        return None
    parameter = own.parameters[number]
    outer = owner.rpartition(".")[0]
    if number == 0 and parameter.annotation is None:
        receiver = receiver_of(db, path, own)
        if receiver is not None:
            return receiver
    scope = Scope(path, outer)
    if parameter.kind in ("args", "kwargs"):
        return None
    value = annotated(db, scope, parameter.annotation, depth - 1)
    if value is not None:
        return value
    if isinstance(parameter.default, Call):
        callee = denotes(db, scope, parameter.default.function)
        if callee is not None and callee.name in _DEPENDS:
            provider = evaluate(db, scope, argument(parameter.default, 0, "dependency"), depth - 1)
            return None if provider is None else provided(db, provider, depth - 1)
    return None


def attribute(db: Database, base: Value, name: str, depth: int = DEPTH) -> Value | None:
    """What `base.name` evaluates to; for a method, the function."""
    if depth <= 0:
        return None
    if base.kind == "module":
        value = module_attribute(db, base, name)
        if value is None and base.path and name in module_bindings(db, base.path):
            value = name_value(db, base.path, "", name, depth - 1)
        return likewise(base, value)
    if base.path and base.kind in ("class", "instance"):
        of = instance_attribute if base.kind == "instance" else class_attribute
        return likewise(base, items.on(db, base, of(db, base.path, base.qualname, name, depth - 1)))
    if base.kind == "instance":
        return library_attribute(db, base, name)
    if base.kind == "function" and base.path:
        made = made_of(db, base)
        return attribute(db, made, name, depth - 1) if made is not None else None
    return static_member(db, base, name)


@query
def class_attribute(db: Database, path: str, qualname: str, name: str, depth: int) -> Value | None:
    """What the attribute `name` of a workspace class evaluates to."""
    found = member(db, path, qualname, name)
    if found is None:
        return _library_attribute(db, path, qualname, name, depth)
    holder, bindings = found
    return _bound_value(db, holder.path, holder.qualname, bindings, depth)


@query
def instance_attribute(db: Database, path: str, qualname: str, name: str, depth: int) -> Value | None:
    """What the attribute `name` of an instance of a workspace class evaluates to; of a property, what it returns."""
    found = member(db, path, qualname, name)
    if found is not None:
        holder, bindings = found
        value = _bound_value(db, holder.path, holder.qualname, bindings, depth)
        if value is not None and value.kind == "function" and value.path:
            own = function(db, value.path, value.qualname)
            if own is not None and is_property(db, value.path, own):
                return returned(db, value.path, value.qualname, depth - 1)
        if value is not None:
            return value
    value = _assigned_attribute(db, path, qualname, name, depth)
    if value is not None or found is not None:
        return value
    return _library_attribute(db, path, qualname, name, depth)


def _library_attribute(db: Database, path: str, qualname: str, name: str, depth: int) -> Value | None:
    """What the first library class in the order would give, by its name."""
    library = next((it for it in mro(db, path, qualname)[1:] if not it.path), None)
    return None if library is None else attribute(db, Value("instance", library.name), name, depth - 1)


def _assigned_attribute(db: Database, path: str, qualname: str, name: str, depth: int) -> Value | None:
    for holder in mro(db, path, qualname):
        if not holder.path:
            continue
        bindings = assigned_attributes(db, holder.path, holder.qualname).get(name, ())
        values = (_binding_value(db, holder.path, binding.owner, binding, depth - 1)[0] for binding in bindings)
        value = agreed([it for it in values if it is not None])
        if value is not None:
            return value
    return None


def _super_member(db: Database, scope: Scope, name: str, depth: int) -> Value | None:
    own = enclosing_class(db, scope.path, scope.owner)
    if own is None:
        return None
    for value in mro(db, scope.path, own)[1:]:
        if not value.path:
            return Value("external", f"{value.name}.{name}")
        found = local_bindings(db, value.path, value.qualname).get(name)
        if found:
            return _bound_value(db, value.path, value.qualname, found, depth - 1)
    return None


def _call_value(db: Database, scope: Scope, call: Call, depth: int) -> Value | None:
    callee = evaluate(db, scope, call.function, depth - 1)
    if callee is None:
        return None
    if callee.name in ("functools.partial", "functools.partialmethod") and call.arguments:
        return evaluate(db, scope, call.arguments[0], depth - 1)
    if callee.name == "builtins.getattr" and len(call.arguments) > 1:
        return _got(db, scope, call, depth)
    if callee.name in ("typing.cast", "cast") and len(call.arguments) == 2:
        return annotated(db, scope, call.arguments[0], depth - 1)
    given = _of_receiver(db, scope, call, callee, depth) or result(db, callee, depth - 1)
    return likewise(callee, items.called(db, scope, call, callee, given, lambda it: evaluate(db, scope, it, depth - 1)))


def _got(db: Database, scope: Scope, call: Call, depth: int) -> Value | None:
    """What `getattr` gives for a name that is written out."""
    base, name = evaluate(db, scope, call.arguments[0], depth - 1), call.arguments[1]
    return attribute(db, base, name.value, depth - 1) if base is not None and isinstance(name, String) else None


def _of_receiver(db: Database, scope: Scope, call: Call, callee: Value, depth: int) -> Value | None:
    """What a method gives by what it is called on: an instance of that class, or what its type variable stands for."""
    if callee.kind != "function" or not isinstance(call.function, Attribute):
        return None
    own = function(db, callee.path, callee.qualname)
    own_kind = own is not None and gives_own_kind(own)
    if not own_kind and not is_generic(db, callee):
        return None
    on = call.function.value
    around = enclosing_class(db, scope.path, scope.owner) if is_super(on) else None
    receiver = mro(db, scope.path, around)[0] if around is not None else evaluate(db, scope, on, depth - 1)
    if receiver is None or not receiver.path or receiver.kind not in ("class", "instance"):
        return None
    return instance_of(receiver) if own_kind else returned_by(db, callee, receiver)


def result(db: Database, callee: Value, depth: int = DEPTH) -> Value | None:
    """What calling `callee` gives (awaited, where it is a coroutine function)."""
    if depth <= 0:
        return None
    if callee.kind == "class":
        return instance_of(callee)
    if callee.kind == "function":
        return returned(db, callee.path, callee.qualname, depth)
    if callee.kind == "instance" and callee.path:
        called = instance_attribute(db, callee.path, callee.qualname, "__call__", depth - 1)
        return None if called is None else result(db, called, depth - 1)
    return library_result(db, callee)


@query
def returned(db: Database, path: str, qualname: str, depth: int) -> Value | None:
    """What a function of the workspace returns: by its annotation, else by the one thing its `return`s say."""
    own = function(db, path, qualname)
    if own is None or depth <= 0:
        return None
    scope = Scope(path, qualname)
    outer = Scope(path, qualname.rpartition(".")[0])
    value = annotated(db, outer, own.returns, depth - 1)
    if value is not None or own.is_generator:
        return value
    return agreed([evaluate(db, scope, it, depth - 2) for it in returns(own)])


def entered(db: Database, scope: Scope, expression: Expr, depth: int = DEPTH) -> Value | None:
    """What `with expression as target` binds to the target."""
    callee = evaluate(db, scope, expression.function, depth - 1) if isinstance(expression, Call) else None
    if callee is not None and callee.kind == "function" and is_context_manager(db, callee.path, callee.qualname):
        return provided(db, callee, depth - 1)
    value = evaluate(db, scope, expression, depth)
    if value is None or value.kind != "instance":
        return value
    if not value.path:
        return library_entered(db, value)
    for name in ("__enter__", "__aenter__"):
        enter = instance_attribute(db, value.path, value.qualname, name, depth - 1)
        if enter is not None and enter.kind == "function" and enter.path:
            own = function(db, enter.path, enter.qualname)
            if own is not None and returns_self(own):
                return value
            return result(db, enter, depth - 1)
        if enter is not None:
            return value
    return None


def provided(db: Database, provider: Value, depth: int = DEPTH) -> Value | None:
    """What a dependency or a context manager function hands out: what it yields, else what it returns."""
    if provider.kind == "function" and provider.path:
        own = function(db, provider.path, provider.qualname)
        if own is not None and own.is_generator:
            return yielded(db, provider.path, provider.qualname, depth)
    return result(db, provider, depth)


@query
def yielded(db: Database, path: str, qualname: str, depth: int) -> Value | None:
    """What a generator function of the workspace yields."""
    own = function(db, path, qualname)
    if own is None or depth <= 0:
        return None
    outer = Scope(path, qualname.rpartition(".")[0])
    value = yielded_by_annotation(db, outer, own.returns, depth - 1)
    if value is not None:
        return value
    values = [evaluate(db, Scope(path, qualname), it, depth - 2) for it in yields(own)]
    known = [it for it in values if it is not None]
    return known[0] if known and all(it == known[0] for it in known) else None
