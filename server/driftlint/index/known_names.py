"""Whether a pattern over dotted names can mean anything in the workspace, and what it was probably to say."""

from collections.abc import Iterable

import msgspec

from driftlint.index.classes import assigned_attributes, bases, member, mro
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass, structure
from driftlint.index.folders import folded
from driftlint.index.modules import module_table
from driftlint.index.names import DEPTH, as_module, lookup
from driftlint.index.scopes import local_bindings, module_bindings
from driftlint.index.value import Value
from driftlint.text.pattern import compile_pattern


class Unmatched(msgspec.Struct, frozen=True, gc=False):
    """Why a pattern means nothing: the first name in it that does not exist, and the names there are in its place.

    `means` is what it says in full where it only goes by another name than the one that counts; `siblings` are whole
    patterns, each with another name in the wrong one's place.
    """

    missing: str
    siblings: tuple[str, ...] = ()
    means: str = ""


@query
def unmatched(db: Database, pattern: str) -> Unmatched | None:
    """What is wrong with a pattern that can mean no name; None where it does mean one, or that cannot be known."""
    parts = tuple(pattern.split("."))
    if "*" in parts[0]:
        return None
    own = _top_level(db)
    if parts[0] not in own:
        imported = folded(db, _imported, _together)
        if parts[0] in imported:
            return None  # a library, which cannot be looked into
        known = own | imported
        return Unmatched(parts[0], _with(parts, 0, known))
    return _in_module(db, parts)


@query
def _top_level(db: Database) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for found in module_table(db).modules.values() for name in found)


@query
def _imported(db: Database, path: str) -> frozenset[str]:
    """The top-level packages that the file imports anywhere in it."""
    bodies = (body(db, path, owner) for owner in structure(db, path).owners)
    return frozenset(
        it.module.partition(".")[0] for own in bodies if own is not None for it in own.imports if it.level == 0
    )


def _together(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*parts)


def _with(parts: tuple[str, ...], place: int, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(".".join((*parts[:place], it, *parts[place + 1 :])) for it in sorted(names))


def _in_module(db: Database, parts: tuple[str, ...]) -> Unmatched | None:
    place, module = 1, as_module(db, parts[0], "")
    while module is not None and place < len(parts):
        inner = as_module(db, ".".join(parts[: place + 1]), "")
        if inner is None:
            break
        place, module = place + 1, inner
    if module is None:
        return None
    if place == len(parts):
        return Unmatched("", means=".".join((*parts, "**")))
    bindings = module_bindings(db, module.path) if module.path else {}
    name = parts[place]
    known = {*bindings, *_submodules(db, module.name)} - {"*"}
    if "*" in name:
        return None if _any(name, known) or "*" in bindings else Unmatched(".".join(parts[: place + 1]))
    found = bindings.get(name)
    value = lookup(db, module.path, "", name, DEPTH) if module.path else None
    full = ".".join(parts[: place + 1])
    if found is None and value is None:
        if "*" in bindings or "__getattr__" in bindings:
            return None
        return Unmatched(full, _with(parts, place, known))
    if value is None or value.kind not in ("class", "function", "external"):
        return None
    if value.name != full:
        return Unmatched(full, means=".".join((value.name, *parts[place + 1 :])))
    return _in_definition(db, parts, place + 1, value)


def _submodules(db: Database, package: str) -> set[str]:
    start = package + "."
    return {
        name.removeprefix(start).partition(".")[0]
        for found in module_table(db).modules.values()
        for name in found
        if name.startswith(start)
    }


def _any(pattern: str, names: Iterable[str]) -> bool:
    return pattern == "**" or any(compile_pattern(pattern).fullmatch(it) for it in names)


def _in_definition(db: Database, parts: tuple[str, ...], place: int, value: Value) -> Unmatched | None:
    """The rest of a pattern inside a class or function of the workspace."""
    if place >= len(parts) or not value.path or parts[place] == "**":
        return None
    name, full = parts[place], ".".join(parts[: place + 1])
    if value.kind == "function":
        nested = function(db, value.path, f"{value.qualname}.{name}")
        return None if nested is not None or "*" in name else Unmatched(full)
    known: set[str] = set()
    for holder in mro(db, value.path, value.qualname):
        own = klass(db, holder.path, holder.qualname) if holder.path else None
        if own is None or len(bases(db, holder.path, holder.qualname)) < len(own.bases):
            return None  # a base that cannot be looked into
        known |= local_bindings(db, holder.path, holder.qualname).keys()
        known |= assigned_attributes(db, holder.path, holder.qualname).keys()
    if "*" in name:
        return None if _any(name, known) else Unmatched(full)
    if name not in known:
        return Unmatched(full, _with(parts, place, known))
    held = member(db, value.path, value.qualname, name)
    if held is not None and held[0].name != value.name:
        return Unmatched(full, means=".".join((held[0].name, name, *parts[place + 1 :])))
    return None
