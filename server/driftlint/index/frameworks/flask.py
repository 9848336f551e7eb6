"""Flask: how blueprints and APIs are put together, and the endpoints that makes."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.folders import gathered
from driftlint.index.frameworks.flask_declarations import Registration, Rule, candidates, declarations, declared
from driftlint.index.frameworks.flask_hooks import Hook, is_exempt
from driftlint.index.frameworks.flask_objects import Part, part
from driftlint.index.frameworks.objects import Object
from driftlint.index.frameworks.parameters import parameters_meant
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.modules import module_name

_PACKAGES = ("flask", "quart", "apiflask", "connexion")
"""How the names of packages start without which there are no such endpoints."""

MOST_PATHS = 60
"""How many ways from a rule to an application are followed."""


class _Chain(msgspec.Struct, frozen=True):
    """One way from a blueprint or API up to its application."""

    prefix: str
    names: tuple[str, ...]
    hooks: tuple[Hook, ...]
    guards: tuple[Guard, ...]
    rooted: bool
    unknown: str = ""


class _Links(msgspec.Struct, frozen=True, gc=False):
    """What a file says of how applications are put together; nothing of the rules in it."""

    registrations: tuple[Registration, ...] = ()
    hooks: tuple[Hook, ...] = ()
    parameters: tuple[Object, ...] = ()


class _Assembly(msgspec.Struct, frozen=True):
    """All links together: who registers whom, with parameters replaced by what is handed over for them.

    `whole` are the hooks of blueprints for the application; `unresolved` tells that something is registered of which
    it is not known what it is.
    """

    parents: dict[Object, tuple[tuple[Object, Registration], ...]]
    hooks: dict[Object, tuple[Hook, ...]]
    whole: tuple[Hook, ...]
    unresolved: bool


@query
def _links(db: Database, path: str) -> _Links | None:
    found = declarations(db, path)
    if found is None:
        return None
    parameters = tuple(dict.fromkeys(it for it in found.objects() if it.parameter))
    if not (parameters or found.registrations or found.hooks):
        return None
    return _Links(found.registrations, found.hooks, parameters)


@query
def _meant(db: Database) -> dict[Object, tuple[Object, ...]]:
    """What the parameters stand for that something is done to."""
    return parameters_meant(db, {it for _, links in gathered(db, _links) if links for it in links.parameters})


@query
def _means(db: Database, it: Object) -> tuple[Object, ...]:
    return _meant(db).get(it, (it,)) if it.parameter else (it,)


@query
def _assembly(db: Database) -> _Assembly:
    parents: dict[Object, list[tuple[Object, Registration]]] = {}
    hooks: dict[Object, list[Hook]] = {}
    whole: list[Hook] = []
    unresolved = False
    for _, links in gathered(db, _links):
        for it in () if links is None else links.registrations:
            around = [parent for parent in _means(db, it.parent) if part(db, parent) is not None]
            children = [child for given in it.children for child in _means(db, given) if part(db, child) is not None]
            unresolved = unresolved or (bool(around) and not it.children)
            for child in children:
                parents.setdefault(child, []).extend((parent, it) for parent in around if parent != child)
        for hook in () if links is None else links.hooks:
            for target in _means(db, hook.target):
                if part(db, target) is not None:
                    hooks.setdefault(target, []).append(hook)
                    whole += [hook] if hook.whole else []
    return _Assembly(
        {it: tuple(listed) for it, listed in parents.items()},
        {it: tuple(listed) for it, listed in hooks.items()},
        tuple(whole),
        unresolved,
    )


@query
def _around(db: Database, it: Object) -> tuple[tuple[tuple[Object, Registration], ...], tuple[Hook, ...]]:
    """What registers it, and its own hooks."""
    assembled = _assembly(db)
    return assembled.parents.get(it, ()), tuple(hook for hook in assembled.hooks.get(it, ()) if not hook.whole)


@query
def _for_all(db: Database) -> tuple[tuple[Hook, ...], bool]:
    """The hooks of whole applications, and whether something is registered that is not known."""
    assembled = _assembly(db)
    return assembled.whole, assembled.unresolved


@query
def _chains(db: Database, it: Object) -> tuple[_Chain, ...]:
    """The ways from `it` to its applications, its own prefix and hooks among them."""
    made = part(db, it)
    return () if made is None else tuple(dict.fromkeys(islice(_up(db, it, made, frozenset()), MOST_PATHS)))


def _up(db: Database, it: Object, made: Part, below: frozenset[Object]) -> Iterator[_Chain]:
    parents, hooks = _around(db, it)
    whole, unresolved = _for_all(db)
    if made.kind == "app":
        yield _Chain("", (), (*whole, *hooks), made.guards, rooted=True)
        return
    own_names = (made.name,) if made.kind == "blueprint" and made.name else ()
    reached = False
    ways = list(parents)
    ways += [(carrier, Registration(carrier, (it,))) for each in made.carriers for carrier in _means(db, each)]
    for parent, registration in ways:
        above = part(db, parent)
        if above is None or parent in below or parent == it:
            continue
        reached = True
        prefix = made.prefix if registration.prefix is None or made.kind == "api" else registration.prefix
        for chain in _up(db, parent, above, below | {it}):
            yield _Chain(
                joined(chain.prefix, prefix) if made.kind == "blueprint" else chain.prefix + prefix.rstrip("/"),
                (*chain.names, *own_names),
                (*chain.hooks, *hooks),
                (*chain.guards, *made.guards),
                chain.rooted,
                chain.unknown,
            )
    if not reached:
        unknown = f"what registers `{it.name.lstrip('.')}` is not known" if unresolved or it.parameter else ""
        yield _Chain(made.prefix.rstrip("/"), own_names, (*whole, *hooks), made.guards, made.kind == "api", unknown)


def joined(prefix: str, rule: str) -> str:
    """A prefix and a rule, as Flask joins them."""
    if not prefix:
        return rule
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if rule else prefix


@query
def endpoints_declared(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The endpoints of Flask applications whose rules the file declares."""
    owners = candidates(db, path) if imports_any(db, _PACKAGES) else ()
    return tuple(dict.fromkeys(it for owner in owners for it in _declared_by(db, path, owner)))


@query
def _declared_by(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    said = declared(db, path, owner)
    found: dict[Endpoint, None] = {}
    for rule in () if said is None else said.rules:
        for it in _means(db, rule.target):
            made = part(db, it)
            for chain in () if made is None else _chains(db, it):
                if made is not None:
                    found.update(dict.fromkeys(_endpoints(db, rule, it, chain, made)))
    return tuple(found)


def _endpoints(db: Database, rule: Rule, it: Object, chain: _Chain, made: Part) -> Iterator[Endpoint]:
    path = chain.prefix + rule.path if made.kind in ("api", "namespace") else joined(chain.prefix, rule.path)
    name = ".".join((*chain.names, rule.name))
    passed = tuple(hook.guard for hook in chain.hooks if not is_exempt(hook, name, path))
    for view in rule.views:
        around = () if view.declared_open else (*passed, *chain.guards)  # what it is told lets everybody through it
        guards = tuple(dict.fromkeys((*around, *view.guards)))
        methods = view.methods
        if rule.methods and view.methods and len(rule.views) > 1 and not set(view.methods) & set(rule.methods):
            continue  # the rule names the methods it is for
        if rule.methods and (not view.methods or len(rule.views) == 1):
            methods = rule.methods
        admitted = any(guard.kind in ADMITTING for guard in guards)
        yield Endpoint(
            framework="flask",
            methods=methods or ("GET",),
            path=path,
            handler=view.handler,
            name=view.name,
            anchor=view.anchor,
            guards=guards,
            group=f"{module_name(db, it.path)}.{it.name.lstrip('.')}",
            declared_open="" if admitted else view.declared_open,
            unknown="" if admitted or view.declared_open else view.unknown or chain.unknown,
            unknown_around=bool(chain.unknown) and not (admitted or view.declared_open or view.unknown),
            unrouted=not chain.rooted,
        )
