"""What the endpoints around one do about guards: those of its group first, then those of the whole project."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath
from typing import Literal

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint
from driftlint.index.endpoints import endpoints_declared, endpoints_in, other_endpoints
from driftlint.index.engine import Database, late, query
from driftlint.index.files import klass
from driftlint.index.folders import folded, folder_at, gathered
from driftlint.index.value import Anchor
from driftlint.rules.public_endpoints import usually_public

_SPEAKING = re.compile(r"user|auth|login|admin|perm|require|protect", re.IGNORECASE)
"""What a name that guards usually says; of equally frequent guards such a one is named."""

_FAMILIES = {"drf": "django", "ninja": "django", "starlette": "fastapi"}

READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Usage(msgspec.Struct, frozen=True):
    """How many endpoints are guarded, of how many that are not open on purpose; the guard most of them use.

    `public` are those beside them that are open on purpose; `same` is how many use that guard.
    """

    guarded: int = 0
    total: int = 0
    guarded_reads: int = 0
    reads: int = 0
    guard: str = ""
    origin: str = ""
    same: int = 0
    public: int = 0
    guarded_anys: int = 0
    anys: int = 0

    @property
    def share(self) -> float:
        """The guarded part, of reads."""
        return self.guarded_reads / self.reads if self.reads else (self.guarded / self.total if self.total else 0.0)

    @property
    def writes(self) -> tuple[int, int]:
        """How many that write are guarded, of how many; where none surely writes, those that may."""
        guarded, total = self.guarded - self.guarded_reads, self.total - self.reads
        return (guarded, total) if total else (self.guarded_anys, self.anys)

    @property
    def mostly_the_same(self) -> bool:
        """Whether most of what is not public has the same guard, and hardly anything is public."""
        return self.public * 4 <= self.guarded and self.same * 2 >= self.total


def is_read(endpoint: Endpoint) -> bool:
    """Whether all its methods only read; `ANY` may write."""
    return set(endpoint.methods) <= READS


def application(endpoint: Endpoint) -> str:
    """The family of frameworks that the endpoint is made with: a project has one application of each, most often.

    What guards a Django site says nothing about the small Flask services that stand beside it in the repository.
    """
    return _FAMILIES.get(endpoint.framework, endpoint.framework)


class Count(msgspec.Struct, frozen=True):
    """What is known of several endpoints, so that it can be added up: how many stand how, and each guard how often."""

    stances: frozenset[tuple[str, int]] = frozenset()
    guards: frozenset[tuple[tuple[str, str], int]] = frozenset()


@late
@query
def usage_in_project(db: Database, family: str) -> Usage:
    """What all endpoints of the project do that are made with that family of frameworks."""
    counted = sums([folded(db, _counts_in, sums), _counts(other_endpoints(db))])
    return usage_of(counted.get(family, Count()))


@late
@query
def unclear_without_guards(db: Database, family: str) -> bool:
    """Whether a family without any guard may do well without.

    What guards some of its endpoints could not be told, or it is a service beside an application with guards.
    """
    marks = _union([folded(db, _marks_in, _union), _marks(other_endpoints(db))])
    return any(unknown if of == family else not unknown for of, unknown in marks)


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
    return usage_of(_sum([_count_in_file(db, path) for path in folder_at(db, folder).files]))


def without(db: Database, usage: Usage, endpoint: Endpoint, *, grouped: bool = False) -> Usage:
    """What the others do: `endpoint` left out, and with it what its class answers besides, which shares its fate."""
    return without_these(usage, [it for it in mates_of(db, endpoint) if not grouped or it.group == endpoint.group])


def without_these(usage: Usage, mates: list[Endpoint]) -> Usage:
    """What the others do: those left out that are not guarded, of what was counted."""
    counted = [it for it in mates if _stance(it) == "open"]
    reads = sum(_seems_read(it) for it in counted)
    anys = sum("ANY" in it.methods for it in counted)
    public = sum(_stance(it) == "public" for it in mates)
    return msgspec.structs.replace(
        usage,
        total=max(usage.total - len(counted), usage.guarded),
        reads=max(usage.reads - reads, usage.guarded_reads),
        public=max(usage.public - public, 0),
        anys=max(usage.anys - anys, usage.guarded_anys),
    )


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
    found = _firsts([folded(db, _firsts_in, _firsts), _unguarded(other_endpoints(db))]).get(family)
    return None if found is None else found[1]


@query
def _count_in_file(db: Database, path: str) -> Count:
    return count(it for it in endpoints_in(db, path) if it.anchor.path == path)


@query
def _counts_in(db: Database, path: str) -> dict[str, Count]:
    return _counts(endpoints_declared(db, path))


def _counts(members: Iterable[Endpoint]) -> dict[str, Count]:
    """What endpoints do, by the family of frameworks."""
    found: dict[str, list[Endpoint]] = {}
    for it in members:
        found.setdefault(application(it), []).append(it)
    return {family: count(listed) for family, listed in found.items()}


def sums(parts: Iterable[dict[str, Count]]) -> dict[str, Count]:
    """The counts of the same key added up."""
    found: dict[str, list[Count]] = {}
    for part in parts:
        for family, it in part.items():
            found.setdefault(family, []).append(it)
    return {family: _sum(listed) for family, listed in found.items()}


def _sum(parts: list[Count]) -> Count:
    stances: Counter[str] = Counter()
    guards: Counter[tuple[str, str]] = Counter()
    for it in parts:
        stances.update(dict(it.stances))
        guards.update(dict(it.guards))
    return Count(frozenset(stances.items()), frozenset(guards.items()))


@query
def _marks_in(db: Database, path: str) -> frozenset[tuple[str, bool]]:
    return _marks(endpoints_declared(db, path))


def _marks(members: Iterable[Endpoint]) -> frozenset[tuple[str, bool]]:
    """The families with an endpoint of which it is unknown what guards it (True), or that has a guard (False)."""
    return frozenset(
        (application(it), said) for it in members for said, holds in ((True, it.unknown), (False, it.guarded)) if holds
    )


def _union(parts: Iterable[frozenset[tuple[str, bool]]]) -> frozenset[tuple[str, bool]]:
    return frozenset().union(*parts)


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


def _stance(endpoint: Endpoint) -> Literal["guarded", "open", "public", ""]:
    """What an endpoint says about the habit around it; "" where that is not known, or it looks after itself."""
    if endpoint.guarded:
        own = (it for it in endpoint.guards if it.kind in ADMITTING)
        return "" if all(it.origin == "inline check" for it in own) else "guarded"
    if endpoint.declared_open or (endpoint.unknown and not endpoint.unknown_around):
        return ""
    return "public" if usually_public(endpoint.methods, endpoint.path, endpoint.name) else "open"


def _seems_read(endpoint: Endpoint) -> bool:
    return is_read(endpoint) or "ANY" in endpoint.methods


def count(members: Iterable[Endpoint]) -> Count:
    """How many of them stand how, and each guard how often."""
    stances: Counter[str] = Counter()
    guards: Counter[tuple[str, str]] = Counter()
    for it in members:
        stance = _stance(it)
        stances[stance] += 1
        stances[f"{stance} reads"] += _seems_read(it)
        stances[f"{stance} anys"] += "ANY" in it.methods
        if stance == "guarded":
            guards.update({(guard.name, guard.origin) for guard in it.guards if guard.kind in ("auth", "permission")})
    return Count(frozenset(stances.items()), frozenset(guards.items()))


def usage_of(it: Count) -> Usage:
    """What those that were counted do, and the guard that most of them use."""
    counted, guards = Counter(dict(it.stances)), Counter(dict(it.guards))
    guarded, reads = counted["guarded"], counted["guarded reads"]
    name, origin = min(guards, key=lambda it: (-guards[it], not _SPEAKING.search(it[0]), it)) if guards else ("", "")
    return Usage(
        guarded,
        guarded + counted["open"],
        reads,
        reads + counted["open reads"],
        name,
        origin,
        min(guarded, sum(number for (of, _), number in guards.items() if of == name)),
        counted["public"],
        counted["guarded anys"],
        counted["guarded anys"] + counted["open anys"],
    )
