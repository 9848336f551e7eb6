"""Litestar: how handlers, controllers and routers are nested, and the endpoints that makes."""

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.facts.expression import Call, dotted, keyword
from driftlint.index.classes import derives_from, member, subclasses
from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.folders import gathered
from driftlint.index.frameworks.handlers import decorator_guards, name_span
from driftlint.index.frameworks.headers import function_header
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.litestar_declarations import Declarations, declarations
from driftlint.index.frameworks.litestar_layers import (
    CONTROLLERS,
    PACKAGES,
    Layer,
    auth_made,
    controller_layer,
    layer_of,
    paths_of,
    verb_of,
)
from driftlint.index.frameworks.objects import Object
from driftlint.index.frameworks.parameters import parameters_meant
from driftlint.index.frameworks.paths import path_text
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.inline_checks import inline_checks
from driftlint.index.modules import module_name
from driftlint.index.names import definition
from driftlint.index.value import Anchor, Scope

MOST_PATHS = 60
"""How many ways from a handler to an application are followed."""


class _Chain(msgspec.Struct, frozen=True):
    prefix: str
    layers: tuple[Layer, ...]
    rooted: bool


class _Assembly:
    """All declarations together: what is nested in what."""

    def __init__(self, db: Database, declared: list[Declarations]) -> None:
        self.db = db
        started = {it for each in declared for it in each.started}
        self.meant = parameters_meant(db, started | {it for each in declared for it, _ in each.registered})
        self.nodes = {node.it: node for each in declared for node in each.nodes}
        self.apps = [it for it in self.nodes.values() if it.is_app]
        routers = [it for it in self.nodes.values() if not it.is_app]
        self.hides = any(not it.complete for it in routers) and any(_may_guard(it.layer) for it in routers)
        """Whether what nothing is seen to register may stand in a router that guards it."""
        self.parents: dict[Object, list[Object]] = {}
        auths = [auth for it in sorted(started) for meant in self.meant.get(it, (it,)) for auth in auth_made(db, meant)]
        layers = [it for each in declared for it in each.everywhere]
        self.everywhere = (*layers, Layer(auths=tuple(auths))) if auths else tuple(layers)
        for node in self.nodes.values():
            for child in node.children:
                self.parents.setdefault(child, []).append(node.it)
        for each in declared:
            for parent, children in each.registered:
                for child in children:
                    self.parents.setdefault(child, []).extend(self.meant.get(parent, (parent,)))
            for child in each.handed:
                self.parents.setdefault(child, []).extend(it.it for it in self.apps)

    def up(self, it: Object, below: frozenset[Object] = frozenset()) -> Iterator[_Chain]:
        """The ways from `it` to its applications, their layers outermost first; itself is not among them."""
        reached = False
        for parent in dict.fromkeys(self.parents.get(it, ())):
            node = self.nodes.get(parent)
            if node is None or parent in below:
                continue
            reached = True
            if node.is_app:
                yield _Chain("", (*self.everywhere, node.layer), rooted=True)
                continue
            for chain in self.up(parent, below | {it}):
                yield _Chain(f"{chain.prefix}/{node.prefix}", (*chain.layers, node.layer), chain.rooted)
        if not reached:
            yield self._unregistered(it)

    def _unregistered(self, it: Object) -> _Chain:
        """The way of what nothing is seen to register: to the one application, where there is only one."""
        above = (*self.everywhere, *((self.apps[0].layer,) if len(self.apps) == 1 else ()))
        doubtful = self.hides or (len(self.apps) != 1 and bool(self.apps or self.everywhere))
        unknown = f"what registers `{it.name}` is not known" if doubtful else ""
        return _Chain("", (*above, Layer(unknown=unknown)), rooted=False)


def _may_guard(layer: Layer) -> bool:
    return bool(layer.guards or layer.auths or layer.unknown)


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of Litestar applications."""
    if not imports_any(db, PACKAGES):
        return ()
    declared = [(path, it) for path, it in gathered(db, declarations) if it is not None]
    assembly = _Assembly(db, [it for _, it in declared])
    found: dict[Endpoint, None] = {}
    for path, each in declared:
        for owner in each.handlers:
            for around, layer, prefix in _holders(db, path, owner):
                if around not in assembly.parents and subclasses(db, around.path, around.name):
                    continue  # there for its children
                for chain in islice(assembly.up(around), MOST_PATHS):
                    whole = _Chain(f"{chain.prefix}/{prefix}", (*chain.layers, layer), chain.rooted)
                    found.update(dict.fromkeys(_endpoints(db, path, owner, around, whole)))
    return tuple(found)


@query
def _holders(db: Database, path: str, owner: str) -> tuple[tuple[Object, Layer, str], ...]:
    """What is registered so that the handler is served: itself, or the controllers that have or inherit it."""
    around = owner.rpartition(".")[0]
    value = definition(db, path, around) if around else None
    if value is None or value.kind != "class":
        return ((Object(path, "", owner), Layer(), ""),)
    listed = [value, *subclasses(db, path, around)]
    found: list[tuple[Object, Layer, str]] = []
    for it in listed:
        held = member(db, it.path, it.qualname, owner.rpartition(".")[2])
        if held is None or (held[0].path, held[0].qualname) != (path, around):
            continue
        if derives_from(db, it, *CONTROLLERS):
            layer = controller_layer(db, it.path, it.qualname)
            found.append((Object(it.path, "", it.qualname), layer, _own_path(db, it.path, it.qualname)))
    return tuple(found)


@query
def _own_path(db: Database, path: str, qualname: str) -> str:
    found = member(db, path, qualname, "path")
    for binding in () if found is None else found[1]:
        inner = None if found is None else body(db, found[0].path, binding.owner)
        if found is not None and inner is not None and binding.kind == "assignment":
            return path_text(db, Scope(found[0].path, found[0].qualname), inner.assignments[binding.number].value)
    return ""


class _Served(msgspec.Struct, frozen=True, gc=False):
    """What a handler itself says."""

    methods: tuple[str, ...]
    paths: tuple[str, ...]
    layer: Layer
    needs: tuple[str, ...]
    guards: tuple[Guard, ...]
    unknown: str


@query
def _served(db: Database, path: str, owner: str) -> tuple[_Served, ...]:
    header = function_header(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    found: list[_Served] = []
    for it in () if header is None else header.decorators:
        verb = verb_of(db, scope, it)
        if verb is None or header is None:
            continue
        call = it if isinstance(it, Call) else None
        layer = Layer() if call is None else _placed(layer_of(db, scope, call, "decorator"), scope, owner)
        guards, unknown = decorator_guards(db, path, owner, lambda each: verb_of(db, scope, each) is not None)
        everything = (*guards, *inline_checks(db, path, owner))
        methods: tuple[str, ...] = ("WEBSOCKET",) if verb.startswith("websocket") else (verb.upper(),)
        if verb == "route":
            methods = _methods(db, scope, call)
        found.append(_Served(methods, paths_of(db, scope, call), layer, header.parameters, everything, unknown))
    return tuple(found)


def _placed(layer: Layer, scope: Scope, owner: str) -> Layer:
    """The same layer, what stands in a decorator of `owner` told as standing there."""

    def place(it: Guard) -> Guard:
        anchor = it.anchor
        here = (anchor.path, anchor.owner) == (scope.path, scope.owner)
        return msgspec.structs.replace(it, anchor=Anchor(anchor.path, owner, anchor.span)) if here else it

    return msgspec.structs.replace(layer, guards=tuple(place(it) for it in layer.guards))


def _methods(db: Database, scope: Scope, call: Call | None) -> tuple[str, ...]:
    given = None if call is None else keyword(call, "http_method")
    items = () if given is None else items_of(db, scope, given) or ((scope, given),)
    texts = {(text_of(db, at, it) or (dotted(it) or "").rpartition(".")[2]).upper() for at, it in items}
    return tuple(sorted(texts - {""})) or ("ANY",)


def _endpoints(db: Database, path: str, owner: str, around: Object, chain: _Chain) -> Iterator[Endpoint]:
    place = Anchor(path, owner, name_span(db, path, owner) or (0, 0, 0, 0))
    for it in _served(db, path, owner):
        layers = (*chain.layers, it.layer)
        for own in it.paths:
            whole = re.sub("/+", "/", f"/{chain.prefix}/{own}").rstrip("/") or "/"
            passed, declared = _authenticated(layers, whole)
            listed = (guard for layer in layers for guard in layer.guards)
            guards = tuple(dict.fromkeys((*passed, *listed, *_injected(layers, it.needs), *it.guards)))
            admitted = any(guard.kind in ADMITTING for guard in guards)
            unknown = it.unknown or next((each.unknown for each in layers if each.unknown), "")
            yield Endpoint(
                framework="litestar",
                methods=it.methods,
                path=whole,
                handler=place,
                name=f"{module_name(db, path)}.{owner}",
                anchor=place,
                guards=guards,
                group=f"{module_name(db, around.path)}.{around.name}"
                if around.name != owner
                else module_name(db, path),
                declared_open="" if admitted else declared,
                unknown="" if admitted else unknown,
                unrouted=not chain.rooted,
            )


def _authenticated(layers: tuple[Layer, ...], path: str) -> tuple[list[Guard], str]:
    """The authentications that ask who is calling, and what declares that one does not."""
    opted = {it for layer in layers for it in layer.opted}
    asked: list[Guard] = []
    declared = ""
    for auth in (it for layer in layers for it in layer.auths):
        if auth.opt_key in opted:
            declared = declared or f"`{auth.opt_key}`"
        elif any(_excludes(it, path) for it in auth.exclude or ()):
            declared = declared or f"`exclude` of `{auth.guard.name.rpartition('.')[2]}`"
        else:
            certain = auth.guard.certain and auth.exclude is not None
            asked.append(msgspec.structs.replace(auth.guard, certain=certain))
    return asked, declared


def _excludes(pattern: str, path: str) -> bool:
    """Whether the regular expression is found in the path, its parameters standing for something."""
    try:
        return re.search(pattern, re.sub(r"\{[^}]*\}", "1", path)) is not None
    except re.error:
        return True


def _injected(layers: tuple[Layer, ...], needs: tuple[str, ...]) -> Iterator[Guard]:
    """The guards among the dependencies that the handler, or one of them, asks for by name."""
    provided = {it.name: it for layer in layers for it in layer.provided}
    pending, seen = list(needs), set()
    while pending:
        it = provided.get(pending.pop(0))
        if it is None or it.name in seen:
            continue
        seen.add(it.name)
        if it.guard is not None:
            yield it.guard
        pending.extend(it.needs)
