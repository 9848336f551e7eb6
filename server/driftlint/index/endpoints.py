"""Every way into the project, whatever framework declares it."""

from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database, query
from driftlint.index.frameworks.registry import ENTRIES, FRAMEWORKS


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of all frameworks that serve requests, in the order of the files that hold them."""
    return _sorted([it for framework in FRAMEWORKS for it in framework(db)])


@query
def entry_points(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints, and what else the project is entered by: GraphQL fields, tasks, tools."""
    return _sorted([*endpoints(db), *(it for found in ENTRIES for it in found(db))])


def _sorted(found: list[Endpoint]) -> tuple[Endpoint, ...]:
    return tuple(sorted(found, key=lambda it: (it.anchor.path, it.anchor.owner, it.anchor.span, it.path, it.methods)))


@query
def _by_path(db: Database) -> dict[str, tuple[Endpoint, ...]]:
    found: dict[str, list[Endpoint]] = {}
    for it in endpoints(db):
        for path in {it.anchor.path, it.handler.path}:
            found.setdefault(path, []).append(it)
    return {path: tuple(listed) for path, listed in found.items()}


@query
def endpoints_in(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The endpoints whose handlers, or whose findings, stand in the file."""
    return _by_path(db).get(path, ())
