"""FastAPI and Starlette: how routers are put together, and the endpoints that makes."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import files
from driftlint.index.frameworks.fastapi_declarations import declarations
from driftlint.index.frameworks.fastapi_routers import Router, router
from driftlint.index.frameworks.fastapi_routes import Declarations, Include, Route
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


class _Assembly:
    """All declarations together: who includes whom, with parameters replaced by what is handed over for them."""

    def __init__(self, db: Database, declared: list[Declarations]) -> None:
        self.db = db
        used = {it for each in declared for it in each.objects()}
        self.meant = parameters_meant(db, used)
        self.parents: dict[Object, list[tuple[Object, Include]]] = {}
        self.middleware: dict[Object, list[Guard]] = {}
        self.unresolved = False
        self.chains: dict[Object, tuple[_Chain, ...]] = {}
        for each in declared:
            for include in each.includes:
                parents = [it for it in self.means(include.parent) if router(db, it) is not None]
                children = [it for child in include.children for it in self.means(child)]
                self.unresolved = self.unresolved or (bool(parents) and not children and not include.mount)
                for child in children:
                    self.parents.setdefault(child, []).extend((parent, include) for parent in parents)
            for guard in each.middleware:
                for it in self.means(guard.target):
                    self.middleware.setdefault(it, []).append(guard.guard)

    def means(self, it: Object) -> tuple[Object, ...]:
        return self.meant.get(it, (it,))

    def up(self, it: Object, made: Router) -> tuple[_Chain, ...]:
        """The ways from `it` to its applications; its own prefix and guards are part of them."""
        known = self.chains.get(it)
        if known is None:
            found = tuple(islice(self._up(it, made, frozenset()), 10 * MOST_PATHS))
            spelled = tuple(chain for chain in found if "{…}" not in chain.prefix)
            known = self.chains[it] = (spelled or found)[:MOST_PATHS]  # a prefix from settings is one of these
        return known

    def _up(self, it: Object, made: Router, below: frozenset[Object]) -> Iterator[_Chain]:
        own = tuple(self.middleware.get(it, ()))
        parents = self.parents.get(it, ())
        reached = False
        for parent, include in parents:
            above = router(self.db, parent)
            if parent == it or parent in below or above is None:
                continue
            reached = True
            for chain in self._up(parent, above, below | {it}):
                unknown = chain.unknown or include.unknown or made.unknown
                prefix = chain.prefix + include.prefix + made.prefix
                if include.mount:  # a mounted application sees the middleware around it, not the dependencies
                    around = tuple(guard for guard in chain.guards if guard.origin.startswith("middleware"))
                    yield _Chain(prefix, (*around, *own, *made.guards), chain.unknown or made.unknown, chain.rooted)
                else:
                    yield _Chain(prefix, (*chain.guards, *own, *include.guards, *made.guards), unknown, chain.rooted)
        if not reached:
            unknown = made.unknown
            if not made.is_app and not unknown and (self.unresolved or it.parameter):
                unknown = f"what includes the router `{it.name}` is not known"
            yield _Chain(made.prefix, (*own, *made.guards), unknown, made.is_app)


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of FastAPI and Starlette applications."""
    if not imports_any(db, _PACKAGES):
        return ()
    declared = [each for each in (declarations(db, path) for path in files(db)) if each is not None]
    assembly = _Assembly(db, declared)
    found: dict[Endpoint, None] = {}
    for each in declared:
        for route in each.routes:
            for it in assembly.means(route.target):
                made = router(db, it)
                if made is not None:
                    found.update(dict.fromkeys(_endpoints(db, route, it, made, assembly.up(it, made))))
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
            unrouted=not chain.rooted,
        )
