"""Flask: how blueprints and APIs are put together, and the endpoints that makes."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.frameworks.assembly import (
    Family,
    Links,
    around,
    assembly,
    declared_in,
    is_unresolved,
    links_of,
    means,
)
from driftlint.index.frameworks.flask_declarations import Registration, Rule, candidates, declarations, declared
from driftlint.index.frameworks.flask_hooks import Hook, is_exempt
from driftlint.index.frameworks.flask_objects import Part, part
from driftlint.index.frameworks.objects import Object
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
    application: str = ""


@query
def _links(db: Database, path: str) -> Links[Registration, Hook] | None:
    found = declarations(db, path)
    return None if found is None else links_of(found.objects(), found.registrations, found.hooks)


_PARTS = Family(_links, part)


@query
def _hooks_for_all(db: Database) -> tuple[Hook, ...]:
    """The hooks of blueprints that run for their whole application."""
    attached = assembly(db, _PARTS).attached
    return tuple(hook for it, hooks in attached.items() for hook in hooks if hook.whole and part(db, it) is not None)


@query
def _chains(db: Database, it: Object) -> tuple[_Chain, ...]:
    """The ways from `it` to its applications, its own prefix and hooks among them."""
    made = part(db, it)
    return () if made is None else tuple(dict.fromkeys(islice(_up(db, it, made, frozenset()), MOST_PATHS)))


def _up(db: Database, it: Object, made: Part, below: frozenset[Object]) -> Iterator[_Chain]:
    parents, attached = around(db, _PARTS, it)
    hooks = tuple(hook for hook in attached if not hook.whole)
    whole = _hooks_for_all(db)
    if made.kind == "app":
        application = f"{it.path}:{it.owner}:{it.name}"
        yield _Chain("", (), (*whole, *hooks), made.guards, rooted=True, application=application)
        return
    own_names = (made.name,) if made.kind == "blueprint" and made.name else ()
    reached = False
    ways = list(parents)
    ways += [(carrier, Registration(carrier, (it,))) for each in made.carriers for carrier in means(db, _PARTS, each)]
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
                chain.application,
            )
    if not reached:
        unsure = it.parameter or is_unresolved(db, _PARTS)
        unknown = f"what registers `{it.name.lstrip('.')}` is not known" if unsure else ""
        yield _Chain(made.prefix.rstrip("/"), own_names, (*whole, *hooks), made.guards, made.kind == "api", unknown)


def joined(prefix: str, rule: str) -> str:
    """A prefix and a rule, as Flask joins them."""
    if not prefix:
        return rule
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if rule else prefix


@query
def endpoints_declared(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The endpoints of Flask applications whose rules the file declares."""
    return declared_in(db, path, _PACKAGES, candidates, _declared_by)


@query
def _declared_by(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    said = declared(db, path, owner)
    found: dict[Endpoint, Endpoint] = {}
    for rule in () if said is None else said.rules:
        for it in means(db, _PARTS, rule.target):
            made = part(db, it)
            for chain in () if made is None else _chains(db, it):
                for served in () if made is None else _endpoints(db, rule, it, chain, made):
                    # What two applications serve alike is told once.
                    found.setdefault(msgspec.structs.replace(served, application=""), served)
    return tuple(found.values())


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
            application=chain.application,
        )
