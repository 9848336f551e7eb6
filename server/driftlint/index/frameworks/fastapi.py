"""FastAPI and Starlette: how routers are put together, and the endpoints that makes."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.folders import gathered
from driftlint.index.frameworks.fastapi_declarations import candidates, declarations, declared
from driftlint.index.frameworks.fastapi_routers import Router, router
from driftlint.index.frameworks.fastapi_routes import Include, Middleware, Route
from driftlint.index.frameworks.handlers import opened
from driftlint.index.frameworks.objects import Object
from driftlint.index.frameworks.parameters import parameters_meant
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.modules import module_name

_PACKAGES = ("fastapi", "starlette")
"""How the names of packages start without which there are no such endpoints."""

MOST_PATHS = 60
"""How many ways from a route to an application are followed."""


class _Chain(msgspec.Struct, frozen=True):
    """One way from a router up to what it belongs to: the prefix in front of its paths, and the guards on the way."""

    prefix: str
    guards: tuple[Guard, ...]
    unknown: str
    rooted: bool


class _Links(msgspec.Struct, frozen=True, gc=False):
    """What a file says of how routers belong together; nothing of the routes in it."""

    includes: tuple[Include, ...] = ()
    middleware: tuple[Middleware, ...] = ()
    parameters: tuple[Object, ...] = ()


class _Assembly(msgspec.Struct, frozen=True):
    """All links together: who includes whom, with parameters replaced by what is handed over for them.

    `unresolved` tells that something is included of which it is not known what it is.
    """

    parents: dict[Object, tuple[tuple[Object, Include], ...]]
    middleware: dict[Object, tuple[Guard, ...]]
    unresolved: bool


@query
def _links(db: Database, path: str) -> _Links | None:
    found = declarations(db, path)
    if found is None:
        return None
    parameters = tuple(dict.fromkeys(it for it in found.objects() if it.parameter))
    if not (parameters or found.includes or found.middleware):
        return None
    return _Links(found.includes, found.middleware, parameters)


@query
def _meant(db: Database) -> dict[Object, tuple[Object, ...]]:
    """What the parameters stand for that something is done to."""
    return parameters_meant(db, {it for _, links in gathered(db, _links) if links for it in links.parameters})


@query
def _means(db: Database, it: Object) -> tuple[Object, ...]:
    return _meant(db).get(it, (it,)) if it.parameter else (it,)


@query
def _assembly(db: Database) -> _Assembly:
    parents: dict[Object, list[tuple[Object, Include]]] = {}
    middleware: dict[Object, list[Guard]] = {}
    unresolved = False
    for _, links in gathered(db, _links):
        for include in () if links is None else links.includes:
            around = [it for it in _means(db, include.parent) if router(db, it) is not None]
            children = [it for child in include.children for it in _means(db, child)]
            unresolved = unresolved or (bool(around) and not children and not include.mount)
            for child in children:
                parents.setdefault(child, []).extend((parent, include) for parent in around)
        for guard in () if links is None else links.middleware:
            for it in _means(db, guard.target):
                middleware.setdefault(it, []).append(guard.guard)
    return _Assembly(
        {it: tuple(listed) for it, listed in parents.items()},
        {it: tuple(listed) for it, listed in middleware.items()},
        unresolved,
    )


@query
def _around(db: Database, it: Object) -> tuple[tuple[tuple[Object, Include], ...], tuple[Guard, ...]]:
    """What includes the router, and its middleware."""
    whole = _assembly(db)
    return whole.parents.get(it, ()), whole.middleware.get(it, ())


@query
def _is_unresolved(db: Database) -> bool:
    return _assembly(db).unresolved


@query
def _chains(db: Database, it: Object) -> tuple[_Chain, ...]:
    """The ways from `it` to its applications; its own prefix and guards are part of them."""
    made = router(db, it)
    found = () if made is None else tuple(islice(_up(db, it, made, frozenset()), 10 * MOST_PATHS))
    spelled = tuple(chain for chain in found if "{…}" not in chain.prefix)
    return (spelled or found)[:MOST_PATHS]  # a prefix from settings is one of these


def _up(db: Database, it: Object, made: Router, below: frozenset[Object]) -> Iterator[_Chain]:
    parents, own = _around(db, it)
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
                around = tuple(guard for guard in chain.guards if guard.origin.startswith("middleware"))
                yield _Chain(prefix, (*around, *own, *made.guards), chain.unknown or made.unknown, chain.rooted)
            else:
                yield _Chain(prefix, (*chain.guards, *own, *include.guards, *made.guards), unknown, chain.rooted)
    if not reached:
        unknown = made.unknown
        if not made.is_app and not unknown and (it.parameter or _is_unresolved(db)):
            unknown = f"what includes the router `{it.name}` is not known"
        yield _Chain(made.prefix, (*own, *made.guards), unknown, made.is_app)


@query
def endpoints_declared(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The endpoints of FastAPI and Starlette applications whose routes the file declares."""
    owners = candidates(db, path) if imports_any(db, _PACKAGES) else ()
    return tuple(dict.fromkeys(it for owner in owners for it in _declared_by(db, path, owner)))


@query
def _declared_by(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    said = declared(db, path, owner)
    found: dict[Endpoint, None] = {}
    for route in () if said is None else said.routes:
        for it in _means(db, route.target):
            made = router(db, it)
            if made is not None:
                found.update(dict.fromkeys(_endpoints(db, route, it, made, _chains(db, it))))
    return tuple(found)


def _endpoints(db: Database, route: Route, it: Object, made: Router, chains: tuple[_Chain, ...]) -> Iterator[Endpoint]:
    inside = f"{it.owner}." if it.owner and not it.owner.startswith("@") else ""
    group = f"{module_name(db, it.path)}.{inside}{it.name.lstrip('.')}"
    for chain in chains:
        guards = tuple(dict.fromkeys((*chain.guards, *route.guards)))
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
            unknown="" if admitted else route.unknown or chain.unknown,
            unknown_around=bool(chain.unknown) and not (admitted or route.unknown),
            unrouted=not chain.rooted,
        )
