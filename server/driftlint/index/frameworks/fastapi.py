"""FastAPI and Starlette: how routers are put together, and the endpoints that makes."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.folders import wanted_at_once
from driftlint.index.frameworks.assembly import Family, Links, around, declared_in, is_unresolved, links_of, means
from driftlint.index.frameworks.depends import Dependency
from driftlint.index.frameworks.fastapi_declarations import candidates, declarations, declared
from driftlint.index.frameworks.fastapi_routers import Router, router
from driftlint.index.frameworks.fastapi_routes import Include, Middleware, Route, handler_guards
from driftlint.index.frameworks.handlers import opened
from driftlint.index.frameworks.objects import Object
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.modules import module_name

_PACKAGES = ("fastapi", "starlette")
"""How the names of packages start without which there are no such endpoints."""

MOST_PATHS = 60
"""How many ways from a route to an application are followed."""


class _Chain(msgspec.Struct, frozen=True):
    """One way from a router up to what it belongs to: the prefix in front of its paths, and the guards on the way.

    `held` are the dependencies on the way that hold a transaction open; `application` is what it all belongs to, ""
    where that is not known.
    """

    prefix: str
    guards: tuple[Guard, ...]
    unknown: str
    rooted: bool
    held: tuple[Dependency, ...] = ()
    application: str = ""


@query
def _links(db: Database, path: str) -> Links[Include, Middleware] | None:
    found = declarations(db, path)
    return None if found is None else links_of(found.objects(), found.includes, found.middleware)


_ROUTERS = Family(_links, router)


@query
def _chains(db: Database, it: Object) -> tuple[_Chain, ...]:
    """The ways from `it` to its applications; its own prefix and guards are part of them."""
    made = router(db, it)
    found = () if made is None else tuple(islice(_up(db, it, made, frozenset()), 10 * MOST_PATHS))
    spelled = tuple(chain for chain in found if "{…}" not in chain.prefix)
    return (spelled or found)[:MOST_PATHS]  # a prefix from settings is one of these


def _up(db: Database, it: Object, made: Router, below: frozenset[Object]) -> Iterator[_Chain]:
    parents, attached = around(db, _ROUTERS, it)
    own = tuple(it.guard for it in attached)
    reached = False
    for parent, include in parents:
        above = router(db, parent)
        if parent == it or parent in below or above is None:
            continue
        reached = True
        for chain in _up(db, parent, above, below | {it}):
            unknown = chain.unknown or include.unknown or made.unknown
            prefix = chain.prefix + include.prefix + made.prefix
            if include.mount:  # a mounted application sees the middleware around it, not the dependencies
                before = tuple(guard for guard in chain.guards if guard.origin.startswith("middleware"))
                guards, unknown = (*before, *own, *made.guards), chain.unknown or made.unknown
                yield _Chain(prefix, guards, unknown, chain.rooted, made.held, chain.application)
            else:
                guards, held = (*chain.guards, *own, *include.guards, *made.guards), (*chain.held, *include.held)
                yield _Chain(prefix, guards, unknown, chain.rooted, (*held, *made.held), chain.application)
    if not reached:
        unknown = made.unknown
        if not made.is_app and not unknown and (it.parameter or is_unresolved(db, _ROUTERS)):
            unknown = f"what includes the router `{it.name}` is not known"
        application = f"{it.path}:{it.owner}:{it.name}" if made.is_app else ""
        yield _Chain(made.prefix, (*own, *made.guards), unknown, made.is_app, made.held, application)


def held_around(db: Database, path: str, owner: str) -> tuple[tuple[Dependency, bool], ...]:
    """The dependencies that hold a transaction open around a handler, outermost first; whether whoever calls it.

    Those of its own parameters are left out.
    """
    if wanted_at_once(db) or owner not in candidates(db, path) or not imports_any(db, _PACKAGES):
        return ()
    return _held_around(db, path, owner)


@query
def _held_around(db: Database, path: str, owner: str) -> tuple[tuple[Dependency, bool], ...]:
    said = declared(db, path, owner)
    ways: list[tuple[Dependency, ...]] = []
    own = [it for it in said.routes if (it.handler.path, it.handler.owner) == (path, owner)] if said is not None else []
    for route in own:
        made = (it for it in means(db, _ROUTERS, route.target) if router(db, it) is not None)
        ways.extend((*chain.held, *route.held) for it in made for chain in _chains(db, it))
    listed = dict.fromkeys(it for way in ways for it in way)
    return tuple((it, all(it in way for way in ways)) for it in listed)


@query
def endpoints_declared(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The endpoints of FastAPI and Starlette applications whose routes the file declares."""
    return declared_in(db, path, _PACKAGES, candidates, _declared_by)


@query
def endpoints_for_others(db: Database, path: str) -> tuple[Endpoint, ...]:
    """Those of them whose handlers stand in other files; the guards of the others are not asked for."""
    owners = candidates(db, path) if imports_any(db, _PACKAGES) else ()
    found = (it for owner in owners if _serves_others(db, path, owner) for it in _declared_by(db, path, owner))
    return tuple(it for it in found if it.handler.path != path)


def _serves_others(db: Database, path: str, owner: str) -> bool:
    said = declared(db, path, owner)
    return said is not None and any(it.handler.path != path for it in said.routes)


@query
def _declared_by(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    said = declared(db, path, owner)
    found: dict[Endpoint, Endpoint] = {}
    for route in () if said is None else said.routes:
        for it in means(db, _ROUTERS, route.target):
            made = router(db, it)
            for served in () if made is None else _endpoints(db, route, it, made, _chains(db, it)):
                # What two applications serve alike is told once.
                found.setdefault(msgspec.structs.replace(served, application=""), served)
    return tuple(found.values())


def _endpoints(db: Database, route: Route, it: Object, made: Router, chains: tuple[_Chain, ...]) -> Iterator[Endpoint]:
    inside = f"{it.owner}." if it.owner and not it.owner.startswith("@") else ""
    group = f"{module_name(db, it.path)}.{inside}{it.name.lstrip('.')}"
    own, blocked = handler_guards(db, route.handler.path, route.owner) if route.owner else ((), "")
    unknown = route.unknown or blocked
    for chain in chains:
        guards = tuple(dict.fromkeys((*chain.guards, *route.guards, *own)))
        admitted = any(guard.kind in ADMITTING for guard in guards)
        yield Endpoint(
            framework=made.framework,
            methods=route.methods,
            path=chain.prefix + route.path,
            handler=route.handler,
            name=route.name,
            anchor=route.handler,
            guards=guards,
            group=group,
            declared_open="" if admitted else opened(db, route.handler.path, route.handler.owner),
            unknown="" if admitted else unknown or chain.unknown,
            unknown_around=bool(chain.unknown) and not (admitted or unknown),
            unrouted=not chain.rooted,
            application=chain.application,
        )
