"""What one file says about aiohttp's routes: handlers on applications and tables, sub-applications, middleware."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, Sequence, argument, dotted
from driftlint.facts.names import last_name
from driftlint.index.aliases import trace
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass, owners_using
from driftlint.index.frameworks.aiohttp_applications import listed_middleware, part
from driftlint.index.frameworks.handlers import Handler, applied_guards, decorator_guards, handler_of
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.loops import rounds
from driftlint.index.frameworks.objects import Environment, Object, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.inline_checks import inline_checks
from driftlint.index.names import denotes
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_DECORATORS = VERBS | {"route", "view"}
_ADDS = frozenset(f"add_{it}" for it in _DECORATORS)
_CALLS = _ADDS | {"add_routes", "add_subapp"}
_GROWS = frozenset({"append", "insert", "extend"})
_MARKS = _CALLS | _DECORATORS | _GROWS


class Served(msgspec.Struct, frozen=True, gc=False):
    """A handler on a path of `target`; `guards` are its own."""

    target: Object
    methods: tuple[str, ...]
    path: str
    handler: Anchor
    name: str
    guards: tuple[Guard, ...] = ()
    unknown: str = ""


class Taken(msgspec.Struct, frozen=True, gc=False):
    """`parent` takes in the routes of `child`, a table or a sub-application, under a prefix."""

    parent: Object
    child: Object
    prefix: str = ""


class Middleware(msgspec.Struct, frozen=True, gc=False):
    """What is put before all handlers of `target`: a guard, or something that is not known."""

    target: Object
    guards: tuple[Guard, ...] = ()
    unknown: str = ""


class Declarations(msgspec.Struct, frozen=True, gc=False):
    """What one file declares."""

    routes: tuple[Served, ...] = ()
    taken: tuple[Taken, ...] = ()
    middleware: tuple[Middleware, ...] = ()

    def objects(self) -> Iterator[Object]:
        """Every application or table that something is done to."""
        yield from (it.target for it in self.routes)
        yield from (each for it in self.taken for each in (it.parent, it.child))
        yield from (it.target for it in self.middleware)


_Found = Served | Taken | Middleware


class _Site(msgspec.Struct, frozen=True):
    """A call that adds routes to `target`, and what the loops around it stand for in this round."""

    target: Object
    scope: Scope
    call: Call
    around: Environment


@query
def declarations(db: Database, path: str) -> Declarations | None:
    """What the file declares; None where it declares nothing."""
    found = [it for owner in _candidates(db, path) for it in _declared(db, path, owner)]
    if not found:
        return None
    return Declarations(
        tuple(it for it in found if isinstance(it, Served)),
        tuple(it for it in found if isinstance(it, Taken)),
        tuple(it for it in found if isinstance(it, Middleware)),
    )


@query
def _candidates(db: Database, path: str) -> tuple[str, ...]:
    """The parts of the file that may declare something, by the names of what they call or are decorated with."""
    return owners_using(db, path, _MARKS.__contains__)


@query
def _declared(db: Database, path: str, owner: str) -> tuple[_Found, ...]:
    found: list[_Found] = []
    own = function(db, path, owner) or klass(db, path, owner)
    outside = Scope(path, owner.rpartition(".")[0])
    for it in () if own is None else own.decorators:
        if isinstance(it, Call) and isinstance(it.function, Attribute) and it.function.name in _DECORATORS:
            name = it.function.name
            for target in objects(db, outside, it.function.value):
                if part(db, target) is not None:
                    given = Name(it.span, owner.rpartition(".")[2])
                    found += _routes(db, _Site(target, outside, it, {}), name, (outside, given))
    inner = body(db, path, owner)
    scope = Scope(path, owner)
    for site in () if inner is None else inner.calls:
        called = site.call.function
        if inner is not None and isinstance(called, Attribute) and _declares(called):
            for around in rounds(db, scope, inner, site.region) or [{}]:
                found += _read(db, scope, site.call, called, around)
    return tuple(found)


def _read(db: Database, scope: Scope, call: Call, called: Attribute, around: Environment) -> Iterator[_Found]:
    """`app.router.add_get(…)`, `app.add_routes([…])`, `app.add_subapp(…)`, `app.middlewares.append(…)`."""
    name, on = called.name, called.value
    if name in _GROWS:
        given = call.arguments[-1] if call.arguments else None
        listed = given if name == "extend" or given is None else Sequence(given.span, "list", (given,))
        for target in _targets(db, scope, on.value, around) if isinstance(on, Attribute) else ():
            yield Middleware(target, *listed_middleware(db, scope, listed))
        return
    prefix, holder = _resource(db, scope, on) if name == "add_route" else ("", on)
    for target in _targets(db, scope, holder, around):
        if name == "add_subapp":
            given_app = argument(call, 1, "subapp")
            for child in () if given_app is None else objects(db, scope, given_app, around):
                yield Taken(target, child, path_text(db, scope, argument(call, 0, "prefix"), around))
        elif name == "add_routes":
            yield from _table(db, _Site(target, scope, call, around))
        elif prefix:
            site = _Site(target, scope, call, around)
            yield from _served(db, site, _methods(db, site), prefix, (scope, argument(call, 1, "handler")))
        else:
            yield from _routes(db, _Site(target, scope, call, around), name.removeprefix("add_"))


def _declares(called: Expr) -> bool:
    """Whether a call may add routes or middleware, by its name and, for lists, by that of the list."""
    if isinstance(called, Attribute) and called.name in _GROWS:
        return isinstance(called.value, Attribute) and called.value.name == "middlewares"
    return last_name(called) in _CALLS


def _targets(db: Database, scope: Scope, on: Expr, around: Environment) -> tuple[Object, ...]:
    """The applications that `app`, `app.router` or `router = app.router` may mean, and parameters."""
    routed = False
    if isinstance(on, Name) and on.id not in around:
        traced = trace(db, scope, on)
        if traced is not None and isinstance(traced[1], Attribute) and traced[1].name == "router":
            scope, on = traced
    if isinstance(on, Attribute) and on.name == "router":
        on, routed = on.value, True
    found = objects(db, scope, on, around)
    return tuple(it for it in found if (it.parameter and routed) or part(db, it) is not None)


def _resource(db: Database, scope: Scope, on: Expr) -> tuple[str, Expr]:
    """For `resource = app.router.add_resource("/path")` its path, and what it was added to."""
    traced = trace(db, scope, on) if isinstance(on, Name) else (scope, on)
    made = None if traced is None else traced[1]
    if isinstance(made, Call) and last_name(made) == "add" and made.arguments:
        made = made.arguments[0]  # `cors.add(app.router.add_resource(…))`
    if isinstance(made, Call) and isinstance(made.function, Attribute) and made.function.name == "add_resource":
        return path_text(db, scope, argument(made, 0, "path")), made.function.value
    return "", on


def _table(db: Database, site: _Site) -> Iterator[_Found]:
    given = argument(site.call, 0, "routes")
    if given is None:
        return
    tables = [it for it in objects(db, site.scope, given, site.around) if it.parameter or _is_table(db, it)]
    if tables:
        yield from (Taken(site.target, it) for it in tables)
        return
    for at, it in items_of(db, site.scope, given) or ():
        value = denotes(db, at, it.function) if isinstance(it, Call) else None
        if isinstance(it, Call) and value is not None and value.name.startswith("aiohttp."):
            yield from _routes(db, _Site(site.target, at, it, {}), last_name(it))


def _is_table(db: Database, it: Object) -> bool:
    found = part(db, it)
    return found is not None and found.kind == "table"


def _routes(db: Database, site: _Site, name: str, given: tuple[Scope, Expr] | None = None) -> Iterator[Served]:
    """The routes of `get("/path", handler)`, `route("GET", "/path", handler)` or `view("/path", View)`."""
    place = 1 if name == "route" else 0
    written = argument(site.call, place, "path")
    if written is None or (name not in VERBS and name not in ("route", "view")):
        return
    methods: tuple[str, ...] = () if name == "view" else (name.upper(),)
    handler = given or (site.scope, argument(site.call, place + 1, "handler"))
    if isinstance(handler[1], Name) and handler[1].id in site.around:
        meant = site.around[handler[1].id]
        handler = (meant.scope, meant.expression)
    path = path_text(db, site.scope, written, site.around)
    yield from _served(db, site, _methods(db, site) if name == "route" else methods, path, handler)


def _methods(db: Database, site: _Site) -> tuple[str, ...]:
    given = argument(site.call, 0, "method")
    scope = site.scope
    if isinstance(given, Name) and given.id in site.around:
        scope, given = site.around[given.id].scope, site.around[given.id].expression
    text = text_of(db, scope, given) or (dotted(given) or "").rpartition(".")[2]
    return ("ANY",) if text in ("*", "METH_ANY", "") else (text.removeprefix("METH_").upper(),)


def _served(
    db: Database, site: _Site, methods: tuple[str, ...], path: str, given: tuple[Scope, Expr | None]
) -> Iterator[Served]:
    wrapped, inner = _unwrapped(db, *given)
    handler = handler_of(db, given[0], inner, site.call.span)
    wrappers = (*wrapped, *handler.wrappers)
    outer, unknown = applied_guards(db, wrappers, given[0].owner, "around the handler")
    text = _canonical(path)
    if any(last_name(it) == "partial" for _, it in wrappers) or _is_partial(db, given[0], inner):
        unknown = unknown or f"what `partial` hands to `{handler.name.rpartition('.')[2]}` is not looked at"
    if handler.value is not None and handler.value.kind != "function":
        yield from _class(db, site, text, handler, methods, outer)
        return
    guards, blocked = _own_guards(db, handler.anchor.path, handler.owner) if handler.owner else ((), "")
    if not handler.owner:
        blocked = f"the handler `{handler.name}` is not known"
    everything = (*outer, *guards)
    any_or = methods or ("ANY",)
    yield Served(site.target, any_or, text, handler.anchor, handler.name, everything, unknown or blocked)


def _unwrapped(db: Database, scope: Scope, it: Expr | None) -> tuple[list[tuple[Scope, Expr]], Expr | None]:
    """What is put around a handler where it is added, and the handler: `login_required(handler)`."""
    wrappers: list[tuple[Scope, Expr]] = []
    while isinstance(it, Call) and len(it.arguments) == 1:
        value = evaluate(db, scope, it.arguments[0])
        if value is None or not value.path or value.kind not in ("function", "class"):
            break
        wrappers.append((scope, it.function))
        it = it.arguments[0]
    return wrappers, it


def _is_partial(db: Database, scope: Scope, it: Expr | None) -> bool:
    """Whether a name stands for a function some of whose arguments are given already: they may switch a check off."""
    traced = trace(db, scope, it) if isinstance(it, Name) else None
    return traced is not None and isinstance(traced[1], Call) and last_name(traced[1]) == "partial"


def _class(
    db: Database, site: _Site, path: str, handler: Handler, methods: tuple[str, ...], outer: tuple[Guard, ...]
) -> Iterator[Served]:
    """A `web.View`, which answers by its methods; of another class nothing is known."""
    value = handler.value
    bases = mro(db, value.path, value.qualname) if value is not None else ()
    view = any(it.name.startswith("aiohttp.") and it.name.endswith("View") for it in bases)
    if value is None or not view or value.kind != "class":
        unknown = f"what answers for `{handler.name.rpartition('.')[2]}` is not known"
        yield Served(site.target, methods or ("ANY",), path, handler.anchor, handler.name, outer, unknown)
        return
    on_class, blocked = decorator_guards(db, value.path, value.qualname, is_route)
    for method, anchor in handler.methods:
        if methods in ((), ("ANY",), (method,)):
            own, unknown = _own_guards(db, anchor.path, anchor.owner)
            inherited = anchor.owner.rpartition(".")[0] != value.qualname or anchor.path != value.path
            name = value.name if inherited else f"{value.name}.{method.lower()}"
            yield Served(site.target, (method,), path, anchor, name, (*outer, *on_class, *own), blocked or unknown)


@query
def _own_guards(db: Database, path: str, owner: str) -> tuple[tuple[Guard, ...], str]:
    """The guards among a handler's decorators and those of its class, and what it checks itself."""
    guards, unknown = decorator_guards(db, path, owner, is_route)
    around = owner.rpartition(".")[0]
    holder = klass(db, path, around)
    for it in () if holder is None else holder.decorators:
        handed = it.arguments if isinstance(it, Call) else ()  # `@for_all_methods(check_login)`
        scope = Scope(path, around.rpartition(".")[0])
        guards = (*guards, *applied_guards(db, tuple((scope, each) for each in (it, *handed)), around, "class")[0])
    return (*guards, *inline_checks(db, path, owner)), unknown


def is_route(it: Expr) -> bool:
    """Whether a decorator only says where its function or class is served."""
    return isinstance(it, Call) and isinstance(it.function, Attribute) and it.function.name in _DECORATORS


def _canonical(path: str) -> str:
    """A path without the patterns of its parameters, as aiohttp reports it: `/{id:[0-9]+}` is `/{id}`."""
    found, depth, skipping = "", 0, False
    for it in path:
        depth += (it == "{") - (it == "}")
        skipping = depth > 0 and (skipping or it == ":")
        found += "" if skipping else it
    return found
