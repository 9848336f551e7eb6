"""Every way into the project, whatever framework declares it."""

from collections.abc import Iterable

from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database, query
from driftlint.index.folders import gathered
from driftlint.index.frameworks.registry import BY_FILE, ENTRIES, WHOLE


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of all frameworks that serve requests, in the order of the files that hold them.

    What wants to know of a few asks `endpoints_in`, `endpoints_declared` or `other_endpoints`: an edit costs less then.
    """
    return _sorted([*other_endpoints(db), *(it for _, listed in gathered(db, endpoints_declared) for it in listed)])


@query
def entry_points(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints, and what else the project is entered by: GraphQL fields, tasks, tools."""
    return _sorted([*endpoints(db), *(it for found in ENTRIES for it in found(db))])


@query
def endpoints_declared(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The endpoints that the file declares, where they stand in it; those of frameworks that tell it file by file."""
    return tuple(it for framework in BY_FILE for it in framework.declared(db, path))


@query
def other_endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of the other frameworks, of which only all files together tell."""
    return tuple(it for framework in WHOLE for it in framework(db))


@query
def endpoints_in(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The endpoints whose handlers, or whose findings, stand in the file."""
    own = (it for it in endpoints_declared(db, path) if path in _places(it))
    return _sorted(dict.fromkeys((*own, *_from_elsewhere(db, path))))


@query
def _from_elsewhere(db: Database, path: str) -> tuple[Endpoint, ...]:
    return (*_declared_elsewhere(db).get(path, ()), *_others_by_path(db).get(path, ()))


@query
def _declared_elsewhere(db: Database) -> dict[str, tuple[Endpoint, ...]]:
    """The endpoints that other files declare than those they stand in, by where they stand."""
    return _by_path(it for _, listed in gathered(db, _declared_for_others) for it in listed)


@query
def _declared_for_others(db: Database, path: str) -> tuple[Endpoint, ...]:
    asked = (it.for_others or it.declared for it in BY_FILE)
    return tuple(it for listed in asked for it in listed(db, path) if _places(it) != {path})


@query
def _others_by_path(db: Database) -> dict[str, tuple[Endpoint, ...]]:
    return _by_path(other_endpoints(db))


def _by_path(listed: Iterable[Endpoint]) -> dict[str, tuple[Endpoint, ...]]:
    found: dict[str, list[Endpoint]] = {}
    for it in listed:
        for path in _places(it):
            found.setdefault(path, []).append(it)
    return {path: tuple(those) for path, those in found.items()}


def _places(it: Endpoint) -> set[str]:
    return {it.anchor.path, it.handler.path}


def _sorted(found: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    return tuple(sorted(found, key=lambda it: (it.anchor.path, it.anchor.owner, it.anchor.span, it.path, it.methods)))
