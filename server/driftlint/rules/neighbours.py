"""What the endpoints around one do about guards: those of its group first, then those of the whole project."""

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints
from driftlint.index.engine import Database, query
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


@query
def usage_in_project(db: Database, family: str) -> Usage:
    """What all endpoints of the project do that are made with that family of frameworks."""
    return _usage(it for it in endpoints(db) if application(it) == family)


@query
def usage_in_group(db: Database, group: str) -> Usage:
    """What the endpoints of one router, blueprint, viewset or URLconf do."""
    return _usage(_groups(db).get(group, ()))


@query
def usage_in_file(db: Database, path: str) -> Usage:
    """What the endpoints that stand in one file do."""
    return _usage(it for it in endpoints(db) if it.anchor.path == path)


@query
def first_unguarded(db: Database, family: str) -> Anchor | None:
    """Where the one finding of an application without any guard stands: its first endpoint that is no public one."""
    candidates = [
        it
        for it in endpoints(db)
        if application(it) == family
        and not (it.guarded or it.declared_open or it.unknown or usually_public(it.methods, it.path, it.name))
    ]
    candidates.sort(key=lambda it: (is_read(it), it.anchor))
    return candidates[0].anchor if candidates else None


@query
def _groups(db: Database) -> dict[str, tuple[Endpoint, ...]]:
    found: dict[str, list[Endpoint]] = {}
    for it in endpoints(db):
        if it.group:
            found.setdefault(it.group, []).append(it)
    return {group: tuple(members) for group, members in found.items()}


def _usage(members: Iterable[Endpoint]) -> Usage:
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
    name, origin = min(guards, key=lambda it: (-guards[it], not _SPEAKING.search(it[0]), it)) if guards else ("", "")
    return Usage(guarded, total, guarded_reads, reads, name, origin)
