"""The endpoints of django-ninja: operations on an API or its routers, each with the authentication in force for it.

An operation's own `auth` goes before that of the mount, of the router, of the routers around it, and of the API.
"""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Lambda, Sequence, String, argument, keyword
from driftlint.index.classes import derives_from, mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function, imports, owners_using, toplevel
from driftlint.index.folders import folded, gathered
from driftlint.index.frameworks.literals import items_of, spelled, text_of
from driftlint.index.frameworks.ninja_controllers import permitted, registered
from driftlint.index.frameworks.protection import NOTHING, Protection, either, together
from driftlint.index.frameworks.route import Operation, Route
from driftlint.index.frameworks.variables import Variable, module_changes, variable_of
from driftlint.index.guard_names import sounds_optional
from driftlint.index.modules import module_name
from driftlint.index.names import as_module, denotes
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_APIS = ("ninja.NinjaAPI", "ninja.main.NinjaAPI", "ninja_extra.NinjaExtraAPI")
_ROUTERS = ("ninja.Router", "ninja.router.Router", "ninja_extra.Router")
_METHODS = ("get", "post", "put", "patch", "delete")
_MARKS = frozenset({*_METHODS, "api_operation", "add_router", "register_controllers"})
DEPTH = 6


class Given(msgspec.Struct, frozen=True):
    """An `auth=` as written."""

    scope: Scope
    expression: Expr


class Declared(msgspec.Struct, frozen=True):
    """One decorated operation: on which API or router, its methods and path, and its own `auth`."""

    holder: Variable
    methods: tuple[str, ...]
    path: str
    owner: str
    anchor: Anchor
    auth: Given | None = None
    permitted: Protection = NOTHING


class Mount(msgspec.Struct, frozen=True):
    """One `add_router`: of which router, under which prefix."""

    holder: Variable
    prefix: str
    router: Variable
    auth: Given | None = None


class Declarations(msgspec.Struct, frozen=True):
    """What one file declares."""

    operations: tuple[Declared, ...] = ()
    mounts: tuple[Mount, ...] = ()


@query
def is_used(db: Database) -> bool:
    """Whether any file of the workspace imports django-ninja."""
    return folded(db, _imports_ninja, any)


@query
def _imports_ninja(db: Database, path: str) -> bool:
    return any(it.level == 0 and it.module.partition(".")[0] in ("ninja", "ninja_extra") for it in imports(db, path))


@query
def declarations(db: Database, path: str) -> Declarations | None:
    """The operations and mounts a file declares; None where it declares none."""
    parts = [_declared(db, path, owner) for owner in owners_using(db, path, _MARKS.__contains__)]
    operations = tuple(it for each in parts for it in each.operations)
    mounts = tuple(it for each in parts for it in each.mounts)
    return Declarations(operations, mounts) if operations or mounts else None


@query
def _declared(db: Database, path: str, owner: str) -> Declarations:
    """What one function or module-level statement declares."""
    own = function(db, path, owner)
    operations = [_operation(db, path, owner, it) for it in (() if own is None else own.decorators)]
    inner = toplevel(db, path, owner) if own is None else own.body
    mounts = [_mount(db, Scope(path, owner), it.call) for it in (() if inner is None else inner.calls)]
    for site in () if inner is None else inner.calls:
        operations.extend(_controlled(db, Scope(path, owner), site.call))
    return Declarations(tuple(it for it in operations if it is not None), tuple(it for it in mounts if it is not None))


def _operation(db: Database, path: str, owner: str, decorator: Expr) -> Declared | None:
    if not isinstance(decorator, Call) or not isinstance(decorator.function, Attribute):
        return None
    name = decorator.function.name
    if name not in (*_METHODS, "api_operation"):
        return None
    holder = variable_of(db, path, decorator.function.value)
    if holder is None or _maker(db, holder) is None:
        return None
    scope = Scope(path, "")
    place = 1 if name == "api_operation" else 0
    methods: tuple[str, ...] = (name.upper(),)
    if name == "api_operation":
        items = items_of(db, scope, argument(decorator, 0, "methods"))
        methods = tuple(text.upper() for at, it in items or () if (text := text_of(db, at, it)))
    auth = keyword(decorator, "auth")
    given = None if auth is None else Given(Scope(path, owner), auth)
    text = spelled(db, scope, argument(decorator, place, "path"))
    return Declared(holder, methods, text, owner, Anchor(path, owner, decorator.span), given)


def _controlled(db: Database, scope: Scope, call: Call) -> Iterator[Declared]:
    """What `api.register_controllers(…)` adds to an API of django-ninja-extra."""
    if not isinstance(call.function, Attribute) or call.function.name != "register_controllers":
        return
    holder = variable_of(db, scope.path, call.function.value, "" if scope.owner.startswith("@") else scope.owner)
    if holder is None or _maker(db, holder) is None:
        return
    for it in registered(db, scope, call):
        auth = None if it.auth is None else Given(it.auth.scope, it.auth.expression)
        yield Declared(holder, it.methods, it.path, it.owner, it.anchor, auth, permitted(db, it))


def _mount(db: Database, scope: Scope, call: Call) -> Mount | None:
    if not isinstance(call.function, Attribute) or call.function.name != "add_router":
        return None
    within = "" if scope.owner.startswith("@") else scope.owner
    holder = variable_of(db, scope.path, call.function.value, within)
    written = argument(call, 1, "router")
    if holder is None or written is None or _maker(db, holder) is None:
        return None
    router = _by_name(db, scope.path, written.value) if isinstance(written, String) else None
    router = router or variable_of(db, scope.path, written, within)
    if router is None:
        return None
    auth = keyword(call, "auth")
    given = None if auth is None else Given(scope, auth)
    return Mount(holder, spelled(db, scope, argument(call, 0, "prefix")), router, given)


def _by_name(db: Database, importer: str, name: str) -> Variable | None:
    module, _, attribute = name.rpartition(".")
    found = as_module(db, module, importer) if module else None
    return Variable(found.path, attribute) if found is not None and found.path else None


@query
def _maker(db: Database, variable: Variable) -> Value | None:
    """The class of the API or router that the variable holds."""
    made = _made(db, variable)
    value = None if made is None else denotes(db, Scope(variable.path, made[0]), made[1].function)
    if value is None or value.kind not in ("class", "external"):
        return None
    return value if derives_from(db, value, *_APIS, *_ROUTERS) else None


def _made(db: Database, variable: Variable) -> tuple[str, Call] | None:
    for change in module_changes(db, variable):
        if change.operation == "=" and isinstance(change.value, Call):
            return change.owner, change.value
    return None


@query
def is_api(db: Database, variable: Variable) -> bool:
    """Whether the variable holds a `NinjaAPI`."""
    maker = _maker(db, variable)
    return maker is not None and derives_from(db, maker, *_APIS)


@query
def _all(db: Database) -> tuple[dict[Variable, tuple[Declared, ...]], dict[Variable, tuple[Mount, ...]]]:
    operations: dict[Variable, list[Declared]] = {}
    mounts: dict[Variable, list[Mount]] = {}
    for _, found in gathered(db, declarations) if is_used(db) else ():
        if found is None:
            continue
        for declared in found.operations:
            operations.setdefault(declared.holder, []).append(declared)
        for mount in found.mounts:
            mounts.setdefault(mount.holder, []).append(mount)
    return (
        {holder: tuple(listed) for holder, listed in operations.items()},
        {holder: tuple(listed) for holder, listed in mounts.items()},
    )


def apis(db: Database) -> tuple[Variable, ...]:
    """The APIs that anything is declared on."""
    operations, mounts = _all(db)
    return tuple(it for it in {**operations, **mounts} if is_api(db, it))


@query
def api_routes(db: Database, variable: Variable) -> tuple[Route, ...]:
    """The routes of an API, relative to where its `urls` stand."""
    return tuple(_routes(db, variable, "", _own_auth(db, variable), DEPTH))


def _routes(db: Database, holder: Variable, prefix: str, around: Given | None, depth: int) -> list[Route]:
    if depth <= 0:
        return []
    operations, mounts = _all(db)
    found = [_route(db, it, prefix, it.auth or around) for it in operations.get(holder, ())]
    for mount in mounts.get(holder, ()):
        given = mount.auth or _own_auth(db, mount.router) or around
        found += _routes(db, mount.router, f"{prefix}/{mount.prefix}", given, depth - 1)
    return found


def _own_auth(db: Database, holder: Variable) -> Given | None:
    made = _made(db, holder)
    auth = None if made is None else keyword(made[1], "auth")
    return None if made is None or auth is None else Given(Scope(holder.path, made[0]), auth)


def _route(db: Database, it: Declared, prefix: str, auth: Given | None) -> Route:
    whole = "/".join(part for part in (prefix, it.path) if part).replace("{", "<").replace("}", ">")
    while "//" in whole:
        whole = whole.replace("//", "/")
    authentication = NOTHING if auth is None else _authentication(db, auth)
    protection = together((authentication, it.permitted)) if it.permitted != NOTHING else authentication
    operation = Operation("ninja", it.anchor.path, it.owner, it.methods, protection)
    scope = Scope(it.anchor.path, it.owner)
    group = module_name(db, it.anchor.path)
    return Route(whole.lstrip("/"), scope, String(it.anchor.span, it.owner), it.anchor, group, operation=operation)


def _authentication(db: Database, given: Given) -> Protection:
    """What an `auth=` lets through: one of a list is enough, `None` asks for nothing."""
    scope, expression = given.scope, given.expression
    if isinstance(expression, Constant):
        return Protection(declared_open="`auth=None`") if expression.text == "None" else NOTHING
    items = items_of(db, scope, expression)
    if items is None or not isinstance(expression, Sequence):
        return either(_callback(db, at, it) for at, it in items or ((scope, expression),))
    return either(_callback(db, at, it) for at, it in items)


def _callback(db: Database, scope: Scope, expression: Expr) -> Protection:
    anchor = Anchor(scope.path, scope.owner, expression.span)
    if isinstance(expression, Lambda):
        return Protection((Guard("auth", "lambda", "auth", anchor, certain=False),))
    value = evaluate(db, scope, expression)
    if value is None:
        return Protection(unknown="what `auth` names could not be resolved")
    name = value.name.removesuffix("()")
    if sounds_optional(name):
        return Protection(declared_open=f"`{name.rpartition('.')[2]}`")
    library = value.name.startswith("ninja.") or any(
        it.name.startswith("ninja.") for it in (mro(db, value.path, value.qualname) if value.kind == "instance" else ())
    )
    return Protection((Guard("auth", name, "auth", anchor, certain=library or bool(value.path)),))
