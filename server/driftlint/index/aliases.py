"""Which expression a name stands for: what it was assigned, followed through imports and further names."""

from driftlint.facts.expression import Attribute, Call, Expr, Name
from driftlint.index.engine import Database
from driftlint.index.files import body
from driftlint.index.names import DEPTH, denotes, exports, imported_from, star_sources
from driftlint.index.scopes import local_bindings, module_bindings, scope_chain, scope_of
from driftlint.index.value import Scope, Value


def trace(db: Database, scope: Scope, expression: Expr, depth: int = DEPTH) -> tuple[Scope, Expr] | None:
    """The expression a name (or `module.name`) was assigned, and where it stands, through imports and aliases."""
    if depth <= 0:
        return None
    if isinstance(expression, Attribute):
        base = denotes(db, scope, expression.value)
        if base is None or not base.path or base.kind not in ("module", "class"):
            return None
        owner = base.qualname if base.kind == "class" else ""
        return _trace_name(db, base.path, owner, expression.name, depth)
    if not isinstance(expression, Name):
        return None
    for around in scope_chain(db, scope.path, scope.owner):
        if expression.id in local_bindings(db, scope.path, around):
            return _trace_name(db, scope.path, around, expression.id, depth)
    return _trace_name(db, scope.path, "", expression.id, depth)


def of_made(db: Database, scope: Scope, expression: Attribute) -> Value | None:
    """What `app.task` is called where `app` was made by calling a library's class: `celery.Celery.task`."""
    traced = trace(db, scope, expression.value)
    if traced is None or not isinstance(traced[1], Call):
        return None
    made_by = denotes(db, traced[0], traced[1].function)
    known = made_by is not None and made_by.kind == "external" and made_by.name.rpartition(".")[2][:1].isupper()
    return Value("external", f"{made_by.name}.{expression.name}") if made_by is not None and known else None


def _trace_name(db: Database, path: str, owner: str, name: str, depth: int) -> tuple[Scope, Expr] | None:
    bindings = local_bindings(db, path, owner) if owner else module_bindings(db, path)
    found = bindings.get(name)
    if not found:
        for source in star_sources(db, path) if depth > 0 and not owner else ():
            traced = _trace_name(db, source, "", name, depth - 1) if exports(db, source, name) else None
            if traced is not None:
                return traced
        return None
    binding = found[-1]
    inner = body(db, path, binding.owner)
    if inner is None:
        return None
    if binding.kind == "import":
        it = inner.imports[binding.number]
        origin = imported_from(db, path, it)
        if origin is None or it.name is None or depth <= 0:
            return None
        return _trace_name(db, origin, "", it.name, depth - 1)
    if binding.kind == "assignment" and binding.element < 0:
        value = inner.assignments[binding.number].value
        if value is None:
            return None
        scope = scope_of(path, owner, binding)
        if isinstance(value, (Name, Attribute)):
            further = trace(db, scope, value, depth - 1)
            if further is not None:
                return further
        return scope, value
    return None
