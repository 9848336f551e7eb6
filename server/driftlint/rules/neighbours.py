"""What the endpoints around one do about guards: those of its group first, then those of the whole project."""

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_declared, endpoints_in, other_endpoints
from driftlint.index.engine import Database, late, query
from driftlint.index.folders import folded, gathered
from driftlint.index.value import Anchor
from driftlint.rules.public_endpoints import usually_public

_SPEAKING = re.compile(r"user|auth|login|admin|perm|require|protect", re.IGNORECASE)
"""What a name that guards usually says; of equally frequent guards such a one is named."""

_FAMILIES = {"drf": "django", "ninja": "django", "starlette": "fastapi"}

READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Usage(msgspec.Struct, frozen=True):
    """How many endpoints are guarded, of how many that are not open on purpose; the guard most of them use."""

    guarded: int = 0
    total: int = 0
    guarded_reads: int = 0
    reads: int = 0
    guard: str = ""
    origin: str = ""

    @property
    def share(self) -> float:
        """The guarded part, of reads."""
        return self.guarded_reads / self.reads if self.reads else (self.guarded / self.total if self.total else 0.0)

    def guards_most(self, one_in: int, *, writes: bool) -> bool:
        """Whether at least one in so many is guarded; of those that write too, where it is a writing one that asks."""
        writers, guarded_writers = self.total - self.reads, self.guarded - self.guarded_reads
        return self.guarded * one_in >= self.total > 0 or (writes and guarded_writers * one_in >= writers > 0)


def is_read(endpoint: Endpoint) -> bool:
    """Whether all its methods only read; `ANY` may write."""
    return set(endpoint.methods) <= READS


def application(endpoint: Endpoint) -> str:
    """The family of frameworks that the endpoint is made with: a project has one application of each, most often.

    What guards a Django site says nothing about the small Flask services that stand beside it in the repository.
    """
    return _FAMILIES.get(endpoint.framework, endpoint.framework)


class _Count(msgspec.Struct, frozen=True):
    """The same numbers while they are added up: each guard, by name and origin, with how many endpoints it guards."""

    guarded: int = 0
    total: int = 0
    guarded_reads: int = 0
    reads: int = 0
    guards: frozenset[tuple[tuple[str, str], int]] = frozenset()


@late
@query
def usage_in_project(db: Database, family: str) -> Usage:
    """What all endpoints of the project do that are made with that family of frameworks."""
    counted = _sums([folded(db, _counts_in, _sums), _counts(other_endpoints(db))])
    return _usage(counted.get(family, _Count()))


@late
@query
def usage_in_group(db: Database, group: str) -> Usage:
    """What the endpoints of one router, blueprint, viewset or URLconf do."""
    members = [it for path in _paths_of(db, group) for it in endpoints_declared(db, path) if it.group == group] + [
        it for it in other_endpoints(db) if it.group == group
    ]
    return _usage(_count(members))


@query
def usage_in_file(db: Database, path: str) -> Usage:
    """What the endpoints that stand in one file do."""
    return _usage(_count(it for it in endpoints_in(db, path) if it.anchor.path == path))


@late
@query
def first_unguarded(db: Database, family: str) -> Anchor | None:
    """Where the one finding of an application without any guard stands: its first endpoint that is no public one."""
    found = _firsts([folded(db, _firsts_in, _firsts), _unguarded(other_endpoints(db))]).get(family)
    return None if found is None else found[1]


@query
def _counts_in(db: Database, path: str) -> dict[str, _Count]:
    return _counts(endpoints_declared(db, path))


def _counts(members: Iterable[Endpoint]) -> dict[str, _Count]:
    """What endpoints do, by the family of frameworks."""
    found: dict[str, list[Endpoint]] = {}
    for it in members:
        found.setdefault(application(it), []).append(it)
    return {family: _count(listed) for family, listed in found.items()}


def _sums(parts: Iterable[dict[str, _Count]]) -> dict[str, _Count]:
    found: dict[str, list[_Count]] = {}
    for part in parts:
        for family, it in part.items():
            found.setdefault(family, []).append(it)
    return {family: _sum(listed) for family, listed in found.items()}


def _sum(parts: list[_Count]) -> _Count:
    guards: Counter[tuple[str, str]] = Counter()
    for it in parts:
        for guard, number in it.guards:
            guards[guard] += number
    return _Count(
        sum(it.guarded for it in parts),
        sum(it.total for it in parts),
        sum(it.guarded_reads for it in parts),
        sum(it.reads for it in parts),
        frozenset(guards.items()),
    )


@query
def _firsts_in(db: Database, path: str) -> dict[str, tuple[bool, Anchor]]:
    return _unguarded(endpoints_declared(db, path))


def _unguarded(members: Iterable[Endpoint]) -> dict[str, tuple[bool, Anchor]]:
    """The first endpoint of each family that is neither guarded nor a public one, one that writes before all others."""
    return _firsts(
        {application(it): (is_read(it), it.anchor)}
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


def _count(members: Iterable[Endpoint]) -> _Count:
    guarded = total = guarded_reads = reads = 0
    guards: Counter[tuple[str, str]] = Counter()
    for it in members:
        if it.guarded:
            guards.update({(guard.name, guard.origin) for guard in it.guards if guard.kind in ("auth", "permission")})
        elif it.declared_open or it.unknown or usually_public(it.methods, it.path, it.name):
            continue
        read = is_read(it) or "ANY" in it.methods
        total += 1
        reads += read
        guarded += it.guarded
        guarded_reads += it.guarded and read
    return _Count(guarded, total, guarded_reads, reads, frozenset(guards.items()))


def _usage(it: _Count) -> Usage:
    guards = dict(it.guards)
    name, origin = min(guards, key=lambda it: (-guards[it], not _SPEAKING.search(it[0]), it)) if guards else ("", "")
    return Usage(it.guarded, it.total, it.guarded_reads, it.reads, name, origin)
