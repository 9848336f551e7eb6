"""Which parts of a project import which: packages, grouped where they import each other, from the top down."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from driftlint.facts.model import Import
from driftlint.index.cycles import cycles, ordered, upwards
from driftlint.index.engine import Database, query
from driftlint.index.files import body, files, structure
from driftlint.index.modules import absolute_module, module_path, module_table

_MOST = 0.8
"""Which share of all modules a package must hold for its parts to be looked at instead of it."""


class Part(msgspec.Struct, frozen=True):
    """Packages and modules that import each other, from the top down, or one alone; `name` is that of the largest."""

    name: str
    patterns: tuple[str, ...]
    """What means each of them in `constraints.yaml`."""
    modules: int
    imports: tuple[str, ...] = ()
    """The names of the parts below that it imports, the most imported first."""
    upwards: tuple[tuple[str, str, int], ...] = ()
    """Of those that import each other: what imports one above it, which, and how often."""


@query
def parts(db: Database) -> tuple[Part, ...]:
    """The parts of the project: none imports one that stands before it.

    Looks at every file. Imports for type checkers only do not count.
    """
    modules = _named(db)
    own = frozenset(modules.values())
    top = _split(own)
    sizes = Counter(_part(name, top) for name in own)
    edges: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for path, name in modules.items():
        start = _part(name, top)
        for target in _imported(db, path, modules):
            end = _part(target, top)
            if end != start:
                edges[start][end] += 1
    used = {it for found in edges.values() for it in found}
    silent = [it for it in sizes if it not in used and it not in edges]
    for it in silent:
        if any(name.startswith(f"{it}.") for name in own) and sizes[it] == 1:
            del sizes[it]  # an `__init__.py` of which nothing is to be said
    return tuple(_arranged(sizes, edges))


def _named(db: Database) -> dict[str, str]:
    """The name of each module that can be imported: of several the one from where the project's imports start."""
    found = module_table(db).modules
    said = Counter(it.module for path in files(db) for it in _imports(db, path) if it.level == 0 and not _is_stdlib(it))
    votes = {root: sum(said[name] for name in names) for root, names in found.items()}
    chosen: dict[str, str] = {}
    for root in sorted(found, key=lambda it: (-votes[it], -len(it), it)):
        for name, path in found[root].items():
            chosen.setdefault(path, name)
    return chosen


def _is_stdlib(it: Import) -> bool:
    return it.level == 0 and it.module.partition(".")[0] in sys.stdlib_module_names


def _split(names: frozenset[str]) -> frozenset[str]:
    """The packages and modules that the project falls into: those of its one large package where there is one."""
    found: frozenset[str] = frozenset(it.partition(".")[0] for it in names)
    while True:
        sizes = Counter(_part(it, found) for it in names)
        large = next((it for it, size in sizes.items() if size > 1 and size >= _MOST * len(names)), None)
        if large is None:
            return found
        depth = large.count(".") + 2
        inner = {".".join(it.split(".")[:depth]) for it in names if it.startswith(f"{large}.")}
        if not inner:
            return found
        found = (found - {large}) | inner | ({large} & names)


def _part(name: str, top: frozenset[str]) -> str:
    """The part that a module belongs to."""
    at = name
    while at not in top and "." in at:
        at = at.rpartition(".")[0]
    return at


def _imports(db: Database, path: str) -> Iterator[Import]:
    for owner in structure(db, path).owners:
        found = body(db, path, owner)
        yield from (it for it in (found.imports if found is not None else ()) if not it.type_checking)


def _imported(db: Database, path: str, modules: Mapping[str, str]) -> Iterator[str]:
    """The project's own modules that the file imports, once for each import."""
    for it in _imports(db, path):
        module = absolute_module(db, path, it.module, it.level)
        if _is_stdlib(it):
            continue
        for name in (f"{module}.{it.name}", module) if it.name else (module,):
            target = module_path(db, name, path)
            if target is not None and target in modules:
                yield modules[target]
                break


def _arranged(sizes: Mapping[str, int], edges: Mapping[str, Counter[str]]) -> Iterator[Part]:
    """The parts from the top down, those that import each other as one."""
    groups = [ordered(it, edges) for it in cycles(sorted(sizes), edges)]
    of = {name: group for group in groups for name in group}
    below = {group: {of[it] for name in group for it in edges.get(name, ())} - {group} for group in groups}
    height: dict[tuple[str, ...], int] = {}

    def measured(group: tuple[str, ...]) -> int:
        if group not in height:
            height[group] = 1 + max((measured(it) for it in below[group]), default=-1)
        return height[group]

    named = {group: max(group, key=lambda it: (sizes[it], it)) for group in groups}
    for group in sorted(groups, key=lambda it: (-measured(it), named[it])):
        counts: Counter[str] = Counter()
        for name in group:
            for target, number in edges.get(name, Counter()).items():
                if of[target] != group:
                    counts[named[of[target]]] += number
        listed = tuple(name for name, _ in sorted(counts.items(), key=lambda it: (-it[1], it[0])))
        patterns = tuple(it if sizes[it] == 1 else f"{it}.**" for it in group)
        yield Part(named[group], patterns, sum(sizes[it] for it in group), listed, upwards(group, edges))
