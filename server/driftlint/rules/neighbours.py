"""What the endpoints around one do about guards: those of its group first, then those of the whole project."""

from collections.abc import Iterable
from pathlib import PurePath

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_declared, endpoints_in, other_endpoints
from driftlint.index.engine import Database, late, query
from driftlint.index.files import klass
from driftlint.index.folders import folded, folder_at, gathered
from driftlint.index.value import Anchor
from driftlint.rules.guard_usage import (
    Count,
    Usage,
    added_up,
    application,
    count,
    counts_by,
    is_same,
    sums,
    usage_of,
    without_these,
)
from driftlint.rules.public_endpoints import usually_public


@late
@query
def usage_in_project(db: Database, family: str) -> Usage:
    """What all endpoints of the project do that may be of that application."""
    return usage_of(added_up(it for of, it in _by_application(db).items() if is_same(of, family)))


@late
@query
def _by_application(db: Database) -> dict[str, Count]:
    return sums([folded(db, _counts_in, sums), counts_by(application, other_endpoints(db))])


@late
@query
def unclear_without_guards(db: Database, family: str) -> bool:
    """Whether an application without any guard may do well without.

    What guards some of its endpoints could not be told, or it is a service beside an application with guards, or one
    of several, of which only the first in line may have any.
    """
    if any(it.partition(" ")[0] == family.partition(" ")[0] and not is_same(it, family) for it in _by_application(db)):
        return True
    marks = _union([folded(db, _marks_in, _union), _marks(other_endpoints(db))])
    return any(unknown if is_same(of, family) else not unknown for of, unknown in marks)


@late
@query
def usage_in_group(db: Database, group: str) -> Usage:
    """What the endpoints of one router, blueprint, viewset or URLconf do."""
    return usage_of(count(group_members(db, group)))


def group_members(db: Database, group: str) -> list[Endpoint]:
    """The endpoints of one router, blueprint, viewset or URLconf."""
    declared = [it for path in _paths_of(db, group) for it in endpoints_declared(db, path)]
    return [it for it in (*declared, *other_endpoints(db)) if it.group == group]


def folder_of(endpoint: Endpoint) -> str:
    """The folder an endpoint stands in."""
    return str(PurePath(endpoint.anchor.path).parent)


@late
@query
def usage_in_folder(db: Database, folder: str) -> Usage:
    """What the endpoints in the files of one folder do."""
    return usage_of(added_up([_count_in_file(db, path) for path in folder_at(db, folder).files]))


def without(db: Database, usage: Usage, endpoint: Endpoint, *, grouped: bool = False) -> Usage:
    """What the others do: `endpoint` left out, and with it what its class answers besides, which shares its fate."""
    return without_these(usage, [it for it in mates_of(db, endpoint) if not grouped or it.group == endpoint.group])


def mates_of(db: Database, endpoint: Endpoint) -> list[Endpoint]:
    """The endpoint, with what else the same function or class answers."""
    path, owner = endpoint.handler.path, endpoint.handler.owner
    around = owner.rpartition(".")[0]
    around = around if around and klass(db, path, around) is not None else owner
    listed = endpoints_in(db, endpoint.anchor.path)
    return [it for it in listed if it.handler.path == path and f"{it.handler.owner}.".startswith(f"{around}.")]


@query
def usage_in_file(db: Database, path: str) -> Usage:
    """What the endpoints that stand in one file do."""
    return usage_of(_count_in_file(db, path))


@late
@query
def first_unguarded(db: Database, family: str) -> Anchor | None:
    """Where the one finding of an application without any guard stands: its first endpoint that is no public one."""
    firsts = _firsts([folded(db, _firsts_in, _firsts), _unguarded(other_endpoints(db))])
    found = [it for of, it in firsts.items() if is_same(of, family)]
    return min(found)[1] if found else None


@query
def _count_in_file(db: Database, path: str) -> Count:
    return count(it for it in endpoints_in(db, path) if it.anchor.path == path)


@query
def _counts_in(db: Database, path: str) -> dict[str, Count]:
    return counts_by(application, endpoints_declared(db, path))


@query
def _marks_in(db: Database, path: str) -> frozenset[tuple[str, bool]]:
    return _marks(endpoints_declared(db, path))


def _marks(members: Iterable[Endpoint]) -> frozenset[tuple[str, bool]]:
    """The applications with an endpoint of which it is unknown what guards it (True), or that has a guard (False)."""
    return frozenset(
        (application(it), said) for it in members for said, holds in ((True, it.unknown), (False, it.guarded)) if holds
    )


def _union(parts: Iterable[frozenset[tuple[str, bool]]]) -> frozenset[tuple[str, bool]]:
    return frozenset().union(*parts)


@query
def _firsts_in(db: Database, path: str) -> dict[str, tuple[bool, Anchor]]:
    return _unguarded(endpoints_declared(db, path))


def _unguarded(members: Iterable[Endpoint]) -> dict[str, tuple[bool, Anchor]]:
    """The first endpoint of each application that is neither guarded nor public, one that writes before all others."""
    return _firsts(
        {application(it): (it.only_reads, it.anchor)}
        for it in members
        if not (it.guarded or it.declared_open or it.unknown or usually_public(it.methods, it.path, it.name))
    )


def _firsts(parts: Iterable[dict[str, tuple[bool, Anchor]]]) -> dict[str, tuple[bool, Anchor]]:
    found: dict[str, tuple[bool, Anchor]] = {}
    for part in parts:
        for family, it in part.items():
            found[family] = min(found.get(family, it), it)
    return found


@query
def _paths_of(db: Database, group: str) -> tuple[str, ...]:
    """The files that declare endpoints of the group."""
    return _groups(db).get(group, ())


@query
def _groups(db: Database) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path, groups in gathered(db, _groups_in):
        for group in groups:
            found.setdefault(group, []).append(path)
    return {group: tuple(paths) for group, paths in found.items()}


@query
def _groups_in(db: Database, path: str) -> frozenset[str]:
    return frozenset(it.group for it in endpoints_declared(db, path) if it.group)
