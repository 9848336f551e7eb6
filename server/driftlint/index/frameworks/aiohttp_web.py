"""aiohttp.web: how applications, sub-applications and route tables are put together, and the endpoints that makes."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.folders import gathered
from driftlint.index.frameworks.aiohttp_applications import Part, part
from driftlint.index.frameworks.aiohttp_routes import Declarations, Served, Taken, declarations
from driftlint.index.frameworks.objects import Object
from driftlint.index.frameworks.parameters import parameters_meant
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.modules import module_name

MOST_PATHS = 60
"""How many ways from a route to an application are followed."""


class _Chain(msgspec.Struct, frozen=True):
    """One way from an application or table up to what serves it."""

    prefix: str
    guards: tuple[Guard, ...]
    unknown: str
    rooted: bool


class _Assembly:
    """All declarations together, with parameters replaced by what is handed over for them."""

    def __init__(self, db: Database, declared: list[Declarations]) -> None:
        self.db = db
        self.meant = parameters_meant(db, {it for each in declared for it in each.objects()})
        self.parents: dict[Object, list[tuple[Object, Taken]]] = {}
        self.guards: dict[Object, list[Guard]] = {}
        self.unknown: dict[Object, str] = {}
        for each in declared:
            for taken in each.taken:
                for child in self.means(taken.child):
                    self.parents.setdefault(child, []).extend((it, taken) for it in self.means(taken.parent))
            for added in each.middleware:
                for target in self.means(added.target):
                    self.guards.setdefault(target, []).extend(added.guards)
                    if added.unknown:
                        self.unknown.setdefault(target, added.unknown)

    def means(self, it: Object) -> tuple[Object, ...]:
        return self.meant.get(it, (it,))

    def up(self, it: Object, below: frozenset[Object] = frozenset()) -> Iterator[_Chain]:
        """The ways from `it` to its applications; middleware of an application runs for those below it too."""
        made = part(self.db, it) or Part("app", (), f"which application `{it.name}` is is not known")
        own = (*made.guards, *self.guards.get(it, ()))
        unknown = made.unknown or self.unknown.get(it, "")
        reached = False
        for parent, taken in self.parents.get(it, ()):
            if parent == it or parent in below:
                continue
            reached = True
            for chain in self.up(parent, below | {it}):
                prefix = chain.prefix + taken.prefix.rstrip("/")
                yield _Chain(prefix, (*chain.guards, *own), chain.unknown or unknown, chain.rooted)
        if not reached:
            lost = it.parameter or made.kind == "table"
            blocked = unknown or (f"what serves the routes of `{it.name}` is not known" if lost else "")
            yield _Chain("", own, blocked, made.kind == "app" and not it.parameter)


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of aiohttp's applications."""
    if not imports_any(db, ("aiohttp",)):
        return ()
    declared = [it for _, it in gathered(db, declarations) if it is not None]
    assembly = _Assembly(db, declared)
    found: dict[Endpoint, None] = {}
    for each in declared:
        for route in each.routes:
            for it in assembly.means(route.target):
                for chain in islice(assembly.up(it), MOST_PATHS):
                    found[_endpoint(db, route, it, chain)] = None
    return tuple(found)


def _endpoint(db: Database, route: Served, it: Object, chain: _Chain) -> Endpoint:
    guards = tuple(dict.fromkeys((*chain.guards, *route.guards)))
    admitted = any(guard.kind in ADMITTING for guard in guards)
    inside = f"{it.owner}." if it.owner and not it.owner.startswith("@") else ""
    return Endpoint(
        framework="aiohttp",
        methods=route.methods,
        path=chain.prefix + route.path,
        handler=route.handler,
        name=route.name,
        anchor=route.handler,
        guards=guards,
        group=f"{module_name(db, it.path)}.{inside}{it.name.lstrip('.')}",
        unknown="" if admitted else route.unknown or chain.unknown,
        unrouted=not chain.rooted,
    )
