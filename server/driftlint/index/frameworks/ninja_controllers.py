"""The class-based controllers of django-ninja-extra: what a registered controller serves, and what it asks for."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Operation, argument, keyword
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard, GuardKind
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass
from driftlint.index.frameworks.literals import items_of, spelled, text_of
from driftlint.index.frameworks.protection import NOTHING, Protection, either, together
from driftlint.index.names import denotes
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_CONTROLLER = "ninja_extra.api_controller"
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_OPEN = frozenset({"AllowAny"})
_READ_ONLY = "OrReadOnly"


class Written(msgspec.Struct, frozen=True):
    """An argument of a route or of its controller, as written."""

    scope: Scope
    expression: Expr


class Controlled(msgspec.Struct, frozen=True):
    """One method of a controller under a route; what is given neither to it nor to its controller is None."""

    methods: tuple[str, ...]
    path: str
    owner: str
    anchor: Anchor
    auth: Written | None
    permissions: Written | None


def registered(db: Database, scope: Scope, call: Call) -> Iterator[Controlled]:
    """The routes of the controllers that `api.register_controllers(…)` names."""
    for it in call.arguments:
        value = evaluate(db, scope, it)
        if value is not None and value.kind == "class" and value.path:
            yield from _served(db, value.path, value.qualname)


@query
def _served(db: Database, path: str, qualname: str) -> tuple[Controlled, ...]:
    own = klass(db, path, qualname)
    outer = Scope(path, qualname.rpartition(".")[0])
    declared = next((it for it in (own.decorators if own is not None else ()) if _is_controller(db, outer, it)), None)
    if declared is None:
        return ()
    found: dict[str, tuple[Controlled, ...]] = {}
    for holder in mro(db, path, qualname):
        around = klass(db, holder.path, holder.qualname) if holder.path else None
        for name in around.members if around is not None else ():
            routes = tuple(_routes(db, holder, name, Written(outer, declared)))
            if routes:
                found.setdefault(name, routes)
    return tuple(it for routes in found.values() for it in routes)


def _is_controller(db: Database, scope: Scope, decorator: Expr) -> bool:
    value = denotes(db, scope, decorator.function if isinstance(decorator, Call) else decorator)
    return value is not None and value.name == _CONTROLLER


def _routes(db: Database, holder: Value, name: str, controller: Written) -> Iterator[Controlled]:
    own = function(db, holder.path, f"{holder.qualname}.{name}")
    scope = Scope(holder.path, holder.qualname)
    for it in own.decorators if own is not None else ():
        methods = _methods(db, scope, it) if isinstance(it, Call) else ()
        if own is None or not isinstance(it, Call) or not methods:
            continue
        prefix = _argument(db, controller, 0, "prefix_or_class")
        given = [_of_either(Written(Scope(holder.path, own.qualname), it), controller, key) for key in _KEYS]
        anchor = Anchor(holder.path, own.qualname, it.span)
        path = f"{prefix}/{spelled(db, scope, argument(it, 0, 'path'))}"
        yield Controlled(methods, path, own.qualname, anchor, *given)


_KEYS = ("auth", "permissions")


def _named(route: Call) -> str:
    called = route.function
    name = called.name if isinstance(called, Attribute) else getattr(called, "id", "")
    return name.removeprefix("http_")


def _methods(db: Database, scope: Scope, route: Call) -> tuple[str, ...]:
    value = denotes(db, scope, route.function)
    known = value is not None and value.name.startswith(("ninja_extra.route.", "ninja_extra.http_"))
    name = _named(route)
    if not known or name in _METHODS:
        return (name.upper(),) if known else ()
    items = items_of(db, scope, keyword(route, "methods")) if name == "generic" else None
    return tuple(sorted({text.upper() for at, it in items or () if (text := text_of(db, at, it))}))


def _argument(db: Database, controller: Written, place: int, name: str) -> str:
    written = controller.expression
    return spelled(db, controller.scope, argument(written, place, name)) if isinstance(written, Call) else ""


def _of_either(route: Written, controller: Written, name: str) -> Written | None:
    """What the route is given, else what its controller is."""
    for it in (route, controller):
        given = keyword(it.expression, name) if isinstance(it.expression, Call) else None
        if given is not None:
            return Written(it.scope, given)
    return None


def permitted(db: Database, it: Controlled) -> Protection:
    """What `permissions=` asks for: all that are listed, of `a | b` one."""
    if it.permissions is None:
        return NOTHING
    scope, listed = it.permissions.scope, it.permissions.expression
    items = items_of(db, scope, listed)
    if items is None:
        return Protection(unknown="what `permissions` lists is not known")
    reads = set(it.methods) <= {"GET", "HEAD", "OPTIONS"}
    return together(_permission(db, at, each, reads=reads) for at, each in items)


def _permission(db: Database, scope: Scope, written: Expr, *, reads: bool) -> Protection:
    if isinstance(written, Operation) and written.operator in ("&", "|"):
        parts = [_permission(db, scope, it, reads=reads) for it in written.operands]
        return together(parts) if written.operator == "&" else either(parts)
    value = denotes(db, scope, written.function if isinstance(written, Call) else written)
    if value is None or isinstance(written, Operation):
        return Protection(unknown="what `permissions` lists is not known")
    name = value.name.rpartition(".")[2]
    if name in _OPEN or (reads and name.endswith(_READ_ONLY)):
        return Protection(declared_open=f"`{name}`")
    kind: GuardKind = "auth" if name.startswith("IsAuthenticated") else "permission"
    return Protection((Guard(kind, value.name, "permissions", Anchor(scope.path, scope.owner, written.span)),))
