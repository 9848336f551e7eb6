"""What one file says about Litestar: applications, routers, what they take in, and which functions are handlers."""

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, Sequence, argument, keyword
from driftlint.facts.model import Body
from driftlint.facts.names import last_name
from driftlint.index.engine import Database, query
from driftlint.index.files import body, owners_using
from driftlint.index.frameworks.headers import function_header
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.litestar_layers import (
    VERBS,
    Layer,
    kind_of,
    layer_of,
    listed_guards,
    middleware,
    verb_of,
)
from driftlint.index.frameworks.objects import Object, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.names import denotes
from driftlint.index.value import Scope


class Node(msgspec.Struct, frozen=True, gc=False):
    """An application or router, and what it takes in; `complete` is false where some of that is not known."""

    it: Object
    is_app: bool
    prefix: str
    layer: Layer
    children: tuple[Object, ...]
    complete: bool = True


class Declarations(msgspec.Struct, frozen=True, gc=False):
    """What one file declares; `everywhere` is what is done to an application's configuration while it starts."""

    nodes: tuple[Node, ...] = ()
    registered: tuple[tuple[Object, tuple[Object, ...]], ...] = ()
    everywhere: tuple[Layer, ...] = ()
    handlers: tuple[str, ...] = ()
    started: tuple[Object, ...] = ()
    """What `on_app_init` of is called: authentications, where that is what they turn out to be."""
    handed: tuple[Object, ...] = ()
    """What is added to the configuration's handlers."""


_MARKS = frozenset({"Litestar", "Starlite", "Router", "register", "on_app_init"})
_GROWS = frozenset({"append", "extend", "insert"})
_CONFIGURED = frozenset({"route_handlers", "middleware", "guards"})
"""The lists of an application's configuration that are added to while it starts."""


@query
def declarations(db: Database, path: str) -> Declarations | None:
    """What the file declares; None where it declares nothing."""
    parts = [it for owner in _candidates(db, path) if (it := _declared(db, path, owner)) is not None]
    if not parts:
        return None
    return Declarations(
        *(tuple(it for each in parts for it in getattr(each, name)) for name in parts[0].__struct_fields__)
    )


@query
def _candidates(db: Database, path: str) -> tuple[str, ...]:
    """The parts of the file that may declare something, by the names of what they call or are decorated with."""
    return owners_using(db, path, lambda name: name in VERBS or name in _MARKS or name in _GROWS)


def _declares(called: Expr) -> bool:
    if isinstance(called, Attribute) and called.name in _GROWS:
        return isinstance(called.value, Attribute) and called.value.name in _CONFIGURED
    return last_name(called) in _MARKS


@query
def _declared(db: Database, path: str, owner: str) -> Declarations | None:
    header = function_header(db, path, owner)
    outside = Scope(path, owner.rpartition(".")[0])
    is_handler = header is not None and any(verb_of(db, outside, it) is not None for it in header.decorators)
    nodes: list[Node] = []
    registered: list[tuple[Object, tuple[Object, ...]]] = []
    everywhere: list[Layer] = []
    started: list[Object] = []
    handed: list[Object] = []
    inner = body(db, path, owner)
    scope = Scope(path, owner)
    for site in () if inner is None else inner.calls:
        called = site.call.function
        name = last_name(called)
        if inner is None or not _declares(called):
            continue
        if name in ("Litestar", "Starlite", "Router"):
            kind = kind_of(db, scope, called)
            if kind is not None:
                nodes.append(_node(db, scope, inner, site.call, is_app=kind == "app"))
        elif not isinstance(called, Attribute):
            continue
        elif name == "register" and site.call.arguments:
            children = _children(db, scope, site.call.arguments[0])[0]
            registered += [(it, children) for it in objects(db, scope, called.value)] if children else []
        elif name == "on_app_init" and site.call.arguments:
            started += objects(db, scope, called.value)
        elif isinstance(called.value, Attribute) and site.call.arguments:
            more, layer = _configured(db, scope, called.value.name, name, site.call)
            handed += more
            everywhere += [] if layer is None else [layer]
    found = (tuple(nodes), tuple(registered), tuple(everywhere), (owner,) if is_handler else (), tuple(started))
    return Declarations(*found, tuple(handed)) if any(found) or handed else None


def _configured(db: Database, scope: Scope, what: str, how: str, call: Call) -> tuple[tuple[Object, ...], Layer | None]:
    """`config.route_handlers.append(…)`, `config.middleware.insert(0, …)`, `config.guards.extend([…])`."""
    written = call.arguments[-1]
    items = items_of(db, scope, written) if how == "extend" else ((scope, written),)
    if what == "route_handlers":
        return tuple(it for at, each in items or () for it in _means(db, at, each)), None
    if what == "middleware" and items:
        auths = tuple(it for at, each in items if (it := middleware(db, at, each)[0]) is not None)
        return (), Layer(auths=auths) if auths else None
    if what == "guards" and how == "append":
        guards = listed_guards(db, (scope, Sequence(written.span, "list", (written,))), "app")[0]
        return (), Layer(guards=guards)
    return (), None


def _node(db: Database, scope: Scope, inner: Body, call: Call, *, is_app: bool) -> Node:
    what = "app" if is_app else "router"
    prefix = "" if is_app else path_text(db, scope, argument(call, 0, "path"))
    given = argument(call, 0, "route_handlers") if is_app else keyword(call, "route_handlers")
    children, complete = ((), is_app) if given is None else _children(db, scope, given)
    return Node(_made(db, scope, inner, call), is_app, prefix, layer_of(db, scope, call, what), children, complete)


def _made(db: Database, scope: Scope, inner: Body, call: Call) -> Object:
    """By what an application or router is known that the call makes."""
    owner = "" if scope.owner.startswith("@") else scope.owner
    for it in inner.assignments:
        if it.value == call and isinstance(it.target, Name):
            return Object(scope.path, owner, it.target.id)
        if it.value == call and isinstance(it.target, Attribute):
            found = objects(db, scope, it.target)
            if found:
                return found[0]
    return Object(scope.path, scope.owner, f"({call.span[0]},{call.span[1]})")


def _children(db: Database, scope: Scope, given: Expr) -> tuple[tuple[Object, ...], bool]:
    items = items_of(db, scope, given)
    if items is None:
        return _means(db, scope, given), False
    meant = [_means(db, at, it) for at, it in items]
    return tuple(it for each in meant for it in each), all(meant)


def _means(db: Database, scope: Scope, it: Expr) -> tuple[Object, ...]:
    """A handler or controller by where it is defined, a router by where it is made."""
    value = denotes(db, scope, it)
    if value is not None and value.path and value.kind in ("function", "class"):
        return (Object(value.path, "", value.qualname),)
    return objects(db, scope, it)
