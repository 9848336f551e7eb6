"""The endpoints and other ways into a project, in the order in which they are shown."""

from collections.abc import Callable, Iterable

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints, endpoints_in, entry_points
from driftlint.index.engine import Database

Fail = Callable[[str], None]
"""Is told why something cannot be listed: no input may end the server or the check."""


def endpoints_of(db: Database, fail: Fail, paths: Iterable[str] | None = None) -> tuple[Endpoint, ...]:
    """Every endpoint, or of those the ones that stand in the files `paths`, sorted by path and method."""
    try:
        if paths is None:
            found = endpoints(db)
        else:
            found = tuple(it for path in paths for it in endpoints_in(db, path) if it.anchor.path == path)
    except Exception as error:  # noqa: BLE001  see `Fail`
        fail(f"the endpoints cannot be listed: {type(error).__name__}: {error}")
        return ()
    return tuple(sorted(found, key=lambda it: (it.path, it.methods, it.anchor)))


def entry_points_of(db: Database, fail: Fail) -> tuple[Endpoint, ...]:
    """Every endpoint, and then the tasks, tools and GraphQL fields, sorted by kind and name."""
    listed = endpoints_of(db, fail)
    try:
        found = [it for it in entry_points(db) if it.kind != "http"]
    except Exception as error:  # noqa: BLE001  see `Fail`
        fail(f"the entry points cannot be listed: {type(error).__name__}: {error}")
        return listed
    return (*listed, *sorted(found, key=lambda it: (it.kind, it.path, it.anchor)))
