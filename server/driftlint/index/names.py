"""What a name or a dotted chain of names means: through imports, re-exports, star imports and plain aliases."""

import builtins

from driftlint.facts.bindings import Binding
from driftlint.facts.expression import Attribute, Conditional, Expr, Name, Operation, Sequence, String, Subscript
from driftlint.facts.model import Import
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass
from driftlint.index.modules import absolute_module, is_namespace, module_name, module_path
from driftlint.index.outcomes import is_none
from driftlint.index.scopes import local_bindings, module_bindings, scope_chain, scope_of
from driftlint.index.value import Scope, Value, possibly

DEPTH = 12
"""How many hops (imports, aliases) a name is followed; a longer way is a circle."""

_BUILTINS = frozenset(dir(builtins))


def denotes(db: Database, scope: Scope, expression: Expr | None, depth: int = DEPTH) -> Value | None:
    """The module, class, function or library name that `expression` plainly stands for where it is written."""
    if depth <= 0:
        return None
    if isinstance(expression, Name):
        return lookup(db, scope.path, scope.owner, expression.id, depth)
    if isinstance(expression, Attribute):
        base = denotes(db, scope, expression.value, depth)
        return None if base is None else static_member(db, base, expression.name, depth - 1)
    if isinstance(expression, Subscript):  # `Repository[Order]` is the class `Repository`
        return denotes(db, scope, expression.value, depth)
    if isinstance(expression, Conditional):
        first = denotes(db, scope, expression.body, depth)
        second = denotes(db, scope, expression.orelse, depth)
        return first if first == second else None
    return None


def static_member(db: Database, base: Value, name: str, depth: int = DEPTH) -> Value | None:
    """What `base.name` is, for a module, a library name, or a class with the member in its own body."""
    if base.kind == "module":
        return module_attribute(db, base, name, depth)
    if base.kind == "external":
        return Value("external", f"{base.name}.{name}", may=base.may, item=base.item)
    if base.kind == "class" and base.path:
        found = local_bindings(db, base.path, base.qualname).get(name)
        if found:
            return bound(db, base.path, base.qualname, found, depth)
    return None


def module_attribute(db: Database, module: Value, name: str, depth: int = DEPTH) -> Value | None:
    """What `name` is in a module or package of the workspace: a name it binds, else a submodule."""
    if module.path:
        found = module_member(db, module.path, name, depth)
        if found is not None:
            return found
        if name in module_bindings(db, module.path):
            return None
    return as_module(db, f"{module.name}.{name}", module.path or module.qualname)


def as_module(db: Database, name: str, importer: str) -> Value | None:
    """The module or package of the workspace called `name`, as seen from the file `importer`."""
    path = module_path(db, name, importer)
    if path is not None:
        return Value("module", name, path)
    # A package without `__init__.py` has no file; the importer stands in for it, to find its modules from.
    return Value("module", name, "", importer) if is_namespace(db, name, importer) else None


@query
def module_member(db: Database, path: str, name: str, depth: int) -> Value | None:
    """What `name` means at the level of the module at `path`."""
    if depth <= 0:
        return None
    bindings = module_bindings(db, path)
    found = bindings.get(name)
    if found:
        return bound(db, path, "", found, depth)
    for source in star_sources(db, path):
        if exports(db, source, name):
            value = module_member(db, source, name, depth - 1)
            if value is not None:
                return value
    return None


@query
def star_sources(db: Database, path: str) -> tuple[str, ...]:
    """The files of the workspace whose public names the module imports with a star."""
    found = []
    for star in module_bindings(db, path).get("*", ()):
        inner = body(db, path, star.owner)
        source = None if inner is None else imported_from(db, path, inner.imports[star.number])
        if source is not None:
            found.append(source)
    return tuple(found)


def imported_from(db: Database, path: str, it: Import) -> str | None:
    """The file of the workspace that `from … import …` takes its names from."""
    module = absolute_module(db, path, it.module, it.level) if it.name is not None else ""
    source = as_module(db, module, path) if module else None
    return source.path or None if source is not None else None


def exports(db: Database, path: str, name: str) -> bool:
    """Whether a star import of the module would bind `name`."""
    listed = public_names(db, path)
    return name in listed if listed is not None else not name.startswith("_")


@query
def public_names(db: Database, path: str) -> frozenset[str] | None:
    """The strings of the module's `__all__`, None where it has none or it is computed."""
    for binding in module_bindings(db, path).get("__all__", ()):
        inner = body(db, path, binding.owner)
        if inner is None or binding.kind != "assignment":
            continue
        value = inner.assignments[binding.number].value
        if isinstance(value, Sequence) and all(isinstance(it, String) for it in value.items):
            return frozenset(it.value for it in value.items if isinstance(it, String))
    return None


@query
def lookup(db: Database, path: str, owner: str, name: str, depth: int) -> Value | None:
    """What the plain `name` means in `owner`; None too where it is bound by something that is no plain alias."""
    for around in scope_chain(db, path, owner):
        found = local_bindings(db, path, around).get(name)
        if found:
            return bound(db, path, around, found, depth)
    value = module_member(db, path, name, depth)
    if value is not None or name in module_bindings(db, path):
        return value
    return Value("external", f"builtins.{name}") if name in _BUILTINS else None


def bound(db: Database, path: str, owner: str, bindings: tuple[Binding, ...], depth: int) -> Value | None:
    """What a name with those bindings means: the same by all that say something, else the last, as a possibility."""
    bindings = _since_redefined(db, path, bindings)
    values = [it for it in (_bound(db, path, owner, binding, depth) for binding in bindings) if it is not None]
    if not values:
        return None
    if all(it.kind == "function" for it in bindings):
        return _last_definition(db, values)
    silent = len(bindings) - len(values)
    if all(it == values[0] for it in values) and (
        not silent or silent == sum(_binds_nothing(db, path, it) for it in bindings)
    ):
        return values[0]
    last = values[-1]
    return possibly(last)


def _since_redefined(db: Database, path: str, bindings: tuple[Binding, ...]) -> tuple[Binding, ...]:
    """Without what the name meant before `class View(Private, View)`: it is the base now, and has no other use."""
    for place, it in enumerate(bindings if len(bindings) > 1 else ()):
        own = klass(db, path, it.owner) if it.kind == "class" else None
        if own is not None and any(names_itself(it.owner, base) for base in own.bases):
            return tuple(
                other for at, other in enumerate(bindings) if at >= place or other.kind not in ("import", "class")
            )
    return bindings


def names_itself(qualname: str, base: Expr) -> bool:
    """Whether a base of the class `qualname` is written with the name that the class itself takes."""
    return isinstance(base, Name) and base.id == qualname.rpartition(".")[2].partition("#")[0]


def before_class(db: Database, path: str, qualname: str) -> Value | None:
    """What the name of a class meant until the class took it."""
    parent, _, last = qualname.rpartition(".")
    name = last.partition("#")[0]
    around = (*scope_chain(db, path, parent), "")
    for owner in around:
        found = (local_bindings(db, path, owner) if owner else module_bindings(db, path)).get(name, ())
        classes = [it for it in found if it.kind == "class"]
        own = next((place for place, it in enumerate(classes) if it.owner == qualname), None)
        if own:
            return _bound(db, path, owner, classes[own - 1], DEPTH)
        earlier = found if own is None else tuple(it for it in found if it.kind != "class")
        if earlier:
            return bound(db, path, owner, earlier, DEPTH)
    for source in star_sources(db, path):
        if exports(db, source, name) and (value := module_member(db, source, name, DEPTH - 1)) is not None:
            return value
    return Value("external", f"builtins.{name}") if name in _BUILTINS else None


def _binds_nothing(db: Database, path: str, binding: Binding) -> bool:
    """Whether the binding is `= None`: what stands for the name until, or in case, there is nothing."""
    inner = body(db, path, binding.owner) if binding.kind == "assignment" else None
    return inner is not None and is_none(inner.assignments[binding.number].value)


def _bound(db: Database, path: str, owner: str, binding: Binding, depth: int) -> Value | None:
    if binding.kind == "function":
        return definition(db, path, binding.owner)
    if binding.kind == "class":
        return definition(db, path, binding.owner)
    inner = body(db, path, binding.owner)
    if inner is None:
        return None
    if binding.kind == "import":
        return imported(db, path, inner.imports[binding.number], depth)
    if binding.kind == "assignment" and binding.element < 0:
        value = inner.assignments[binding.number].value
        if isinstance(value, (Name, Attribute)):
            if isinstance(value, Name) and _binds_itself(inner.assignments[binding.number].target, value.id):
                return None
            return denotes(db, scope_of(path, owner, binding), value, depth - 1)
        if isinstance(value, Operation) and value.operator == "or":
            return None
    return None


def _last_definition(db: Database, values: list[Value]) -> Value:
    """Of several definitions of one function the last, but of a property its getter."""
    for value in reversed(values):
        own = function(db, value.path, value.qualname)
        decorators = () if own is None else own.decorators
        if not any(isinstance(it, Attribute) and it.name in ("setter", "deleter") for it in decorators):
            return value
    return values[-1]


def _binds_itself(target: Expr, name: str) -> bool:
    return isinstance(target, Name) and target.id == name


def definition(db: Database, path: str, qualname: str) -> Value | None:
    """The function or class defined under `qualname` in the file."""
    name = f"{module_name(db, path)}.{qualname}"
    if klass(db, path, qualname) is not None:
        return Value("class", name, path, qualname)
    if function(db, path, qualname) is not None:
        return Value("function", name, path, qualname)
    return None


def imported(db: Database, path: str, it: Import, depth: int = DEPTH) -> Value | None:
    """What an import of the file at `path` binds."""
    module = absolute_module(db, path, it.module, it.level)
    if not module:
        return None
    if it.name is None:
        name = module if it.alias else module.partition(".")[0]
        return as_module(db, name, path) or Value("external", name)
    source = as_module(db, module, path)
    if source is None and it.level == 0:
        beside = module_path(db, f"{module}.{it.name}", path)
        return Value("module", f"{module}.{it.name}", beside) if beside else Value("external", f"{module}.{it.name}")
    if source is None:
        return None
    if depth <= 0 or source.path == path:  # a package that imports its own modules
        return as_module(db, f"{module}.{it.name}", path)
    return module_attribute(db, source, it.name, depth - 1)
