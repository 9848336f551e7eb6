"""How many of several endpoints are guarded, and by what: counted, added up, and with some of them left out."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from driftlint.index.endpoint import ADMITTING, Endpoint
from driftlint.rules.public_endpoints import usually_public

_SPEAKING = re.compile(r"user|auth|login|admin|perm|require|protect", re.IGNORECASE)
"""What a name that guards usually says; of equally frequent guards such a one is named."""

_FAMILIES = {"drf": "django", "ninja": "django", "starlette": "fastapi"}


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
    def writes(self) -> tuple[int, int]:
        """How many that write are guarded, of how many; where none surely writes, those that may."""
        guarded, total = self.guarded - self.guarded_reads, self.total - self.reads
        return (guarded, total) if total else (self.guarded_anys, self.anys)

    @property
    def mostly_the_same(self) -> bool:
        """Whether most of what is not public has the same guard, and hardly anything is public."""
        return self.public * 4 <= self.guarded and self.same * 2 >= self.total


class Count(msgspec.Struct, frozen=True):
    """What is known of several endpoints, so that it can be added up: how many stand how, and each guard how often."""

    stances: frozenset[tuple[str, int]] = frozenset()
    guards: frozenset[tuple[tuple[str, str], int]] = frozenset()


def application(endpoint: Endpoint) -> str:
    """The application that serves the endpoint: the family of its framework, and which of them where that is known.

    What guards a Django site says nothing about the small Flask services that stand beside it in the repository, and
    what guards one service of many nothing about the others.
    """
    family = _FAMILIES.get(endpoint.framework, endpoint.framework)
    return f"{family} {endpoint.application}" if endpoint.application else family


def is_same(one: str, other: str) -> bool:
    """Whether two endpoints of these applications may be served by the same: of one it may not be known by which."""
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def counts_by(key: Callable[[Endpoint], str], members: Iterable[Endpoint]) -> dict[str, Count]:
    """What endpoints do, by what `key` says of each; those are left out of which it says nothing."""
    found: dict[str, list[Endpoint]] = {}
    for it in members:
        said = key(it)
        if said:
            found.setdefault(said, []).append(it)
    return {said: count(listed) for said, listed in found.items()}


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


def sums(parts: Iterable[dict[str, Count]]) -> dict[str, Count]:
    """The counts of the same key added up."""
    found: dict[str, list[Count]] = {}
    for part in parts:
        for family, it in part.items():
            found.setdefault(family, []).append(it)
    return {family: added_up(listed) for family, listed in found.items()}


def added_up(parts: Iterable[Count]) -> Count:
    """Several counts as one."""
    stances: Counter[str] = Counter()
    guards: Counter[tuple[str, str]] = Counter()
    for it in parts:
        stances.update(dict(it.stances))
        guards.update(dict(it.guards))
    return Count(frozenset(stances.items()), frozenset(guards.items()))


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


def _stance(endpoint: Endpoint) -> Literal["guarded", "open", "public", ""]:
    """What an endpoint says about the habit around it; "" where that is not known, or it looks after itself."""
    if endpoint.guarded:
        own = (it for it in endpoint.guards if it.kind in ADMITTING)
        return "" if all(it.origin == "inline check" for it in own) else "guarded"
    if endpoint.declared_open or (endpoint.unknown and not endpoint.unknown_around):
        return ""
    return "public" if usually_public(endpoint.methods, endpoint.path, endpoint.name) else "open"


def _seems_read(endpoint: Endpoint) -> bool:
    return endpoint.only_reads or "ANY" in endpoint.methods
