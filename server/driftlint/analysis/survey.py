"""What a project is made of, as far as its constraints are about it: the material of a first `constraints.yaml`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from driftlint.analysis.knowledge import open_to_all, unknown_guards
from driftlint.diagnostic.model import Status
from driftlint.index.contexts import openings
from driftlint.index.endpoint import ADMITTING, Endpoint, GuardKind
from driftlint.index.import_graph import Part, parts
from driftlint.index.known_names import unmatched
from driftlint.index.modules import module_table
from driftlint.index.possibly_open import possibly_open
from driftlint.rules.public_endpoints import slashed

if TYPE_CHECKING:
    from driftlint.analysis.project import Project


class Guarding(msgspec.Struct, frozen=True):
    """A guard, and before how many endpoints it stands; `own` is the project's, `certain` known by more than a name."""

    kind: GuardKind
    name: str
    endpoints: int
    own: bool
    certain: bool


class Opener(msgspec.Struct, frozen=True):
    """What opens transactions, and in how many functions. `own` is one of the project."""

    name: str
    functions: int
    own: bool
    certain: bool


class Survey(msgspec.Struct, frozen=True):
    """What was seen. Paths are relative to the root, with `/`; counts are of endpoints, functions and modules."""

    files: int
    frameworks: tuple[tuple[str, int], ...]
    entries: tuple[tuple[str, int], ...]
    """Tasks, tools and GraphQL fields, by kind."""
    sources: tuple[str, ...]
    migrations: int
    guards: tuple[Guarding, ...]
    unguarded: int
    """How many endpoints have no guard, and nothing says why."""
    undecided: int
    """How many may have one."""
    inline: int
    """How many endpoints have no guard around them, but check the caller themselves."""
    public: tuple[tuple[str, str], ...]
    """Endpoints without a guard that need none, each with why."""
    openers: tuple[Opener, ...]
    parts: tuple[Part, ...]
    findings: tuple[tuple[str, int], ...]


def survey(project: "Project") -> Survey:
    """What `project` is made of now. Looks at every file."""
    listed = project.entry_points()
    served = [it for it in listed if it.kind == "http"]
    open_ = [it for it in served if not it.guarded]
    undecided = sum(bool(unknown_guards(project, it)) for it in open_)
    excused = {id(it): why for it in open_ if (why := open_to_all(project, it))}
    named = [it for it in served if any("." in its.name for its in it.guards if its.kind in ADMITTING)]
    found = Counter(it.diagnostic.rule for it in project.check().findings if it.status is not Status.SUPPRESSED)
    roots = (PurePath(it).relative_to(project.root).as_posix() for it in module_table(project.db).roots)
    return Survey(
        files=len(project.files()),
        frameworks=_counted(it.framework for it in served),
        entries=_counted(it.kind for it in listed if it.kind != "http"),
        sources=tuple(sorted(it for it in roots if it != ".")),
        migrations=sum("migrations" in PurePath(project.name(it)).parts[:-1] for it in project.files()),
        guards=_guards(project),
        unguarded=len(open_) - len(excused) - undecided,
        undecided=undecided,
        inline=sum(it.guarded for it in served) - len(named),
        public=tuple(dict.fromkeys((way, excused[id(it)]) for it in open_ if id(it) in excused for way in _ways(it))),
        openers=_openers(project),
        parts=parts(project.db),
        findings=tuple(sorted(found.items())),
    )


def _ways(it: Endpoint) -> Iterator[str]:
    """The endpoint as `public` names it: `GET /health`, or its path alone where it takes any method."""
    path = slashed(it.path)
    if "ANY" in it.methods:
        yield path
    else:
        yield from (f"{method} {path}" for method in it.methods if method not in ("HEAD", "OPTIONS"))


def _guards(project: "Project") -> tuple[Guarding, ...]:
    """The guards that have a name of their own; what a handler checks itself is no such thing."""
    before: Counter[tuple[GuardKind, str]] = Counter()
    certain: defaultdict[tuple[GuardKind, str], bool] = defaultdict(bool)
    for it in project.endpoints():
        for key in {(guard.kind, guard.name) for guard in it.guards if "." in guard.name}:
            before[key] += 1
        for guard in it.guards:
            certain[guard.kind, guard.name] |= guard.certain
    own = _Own(project)
    listed = sorted(before.items(), key=lambda it: (it[0][0], -it[1], it[0][1]))
    return tuple(Guarding(kind, name, number, own.has(name), certain[kind, name]) for (kind, name), number in listed)


def _openers(project: "Project") -> tuple[Opener, ...]:
    found: Counter[str] = Counter()
    certain: defaultdict[str, bool] = defaultdict(bool)
    for path in project.files():
        for owner in possibly_open(project.db, path):
            opened = openings(project.db, path, owner)
            found.update({it.opener for it in opened})
            for it in opened:
                certain[it.opener] |= it.certain
    own = _Own(project)
    listed = sorted(found.items(), key=lambda it: (-it[1], it[0]))
    return tuple(Opener(name, number, own.has(name), certain[name]) for name, number in listed)


class _Own:
    """Which dotted names are the project's own, and go by just that name."""

    def __init__(self, project: "Project") -> None:
        self._db = project.db
        self._modules = {name for found in module_table(project.db).modules.values() for name in found}

    def has(self, name: str) -> bool:
        parts = name.split(".")
        inside = any(".".join(parts[:number]) in self._modules for number in range(1, len(parts)))
        return inside and unmatched(self._db, name) is None


def _counted(kinds: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(kinds).items(), key=lambda it: (-it[1], it[0])))
