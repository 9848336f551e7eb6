"""The folders that hold the project's files, and what is gathered from all of them folder by folder.

What is asked of every file is kept for each folder: a change in one file costs the folders above it, not the workspace.
"""

import os.path
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from driftlint.index.engine import Database, Query, query

T = TypeVar("T")

TOP = "\0"
"""Stands for what holds the outermost folders."""


class Folder(msgspec.Struct, frozen=True):
    """What lies right in a folder, sorted: folders with files somewhere in them, and files of the project."""

    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


_NOTHING = Folder()
_NOWHERE = frozenset[str]()


class Tree:
    """Which files there are, as inputs: what a folder holds, whether a path is a file, where a name is one's.

    Each folder is an input, each path, and each name that a folder or a module may have.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._folders: dict[str, tuple[set[str], set[str]]] = {}
        self._holding: dict[str, Counter[str]] = {}
        """By name, how many folders and modules of that name a folder holds."""
        self._listed: frozenset[str] = frozenset()

    def set(self, listed: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Makes `listed` the files there are; returns those that were added, and those that are gone."""
        added, gone = listed - self._listed, self._listed - listed
        self._listed = listed
        touched: dict[str, None] = {}
        for path in added:
            self._add(path, touched)
        for path in gone:
            self._remove(path, touched)
        for folder in touched:
            self._db.update_input(("folder", folder), self._folder(folder))
        for path in added:
            self._db.update_input(("listed", path), value=True)
        for path in gone:
            self._db.update_input(("listed", path), value=False)
        for name in {_stem(it) for it in (*touched, *added, *gone)}:
            self._db.update_input(("holding", name), self._holders(name))
        return added, gone

    def load(self, kind: str, of: str) -> Any:
        """The first value of such an input."""
        return self._folder(of) if kind == "folder" else self._holders(of) if kind == "holding" else of in self._listed

    def _holders(self, name: str) -> frozenset[str]:
        found = self._holding.get(name)
        return _NOWHERE if found is None else frozenset(found)

    def _folder(self, folder: str) -> Folder:
        found = self._folders.get(folder)
        return _NOTHING if found is None else Folder(tuple(sorted(found[0])), tuple(sorted(found[1])))

    def _add(self, path: str, touched: dict[str, None]) -> None:
        folder = os.path.dirname(path)
        kind, child = 1, path
        while True:
            held = self._folders.get(folder)
            known = held is not None
            if held is None:
                held = self._folders[folder] = (set(), set())
            held[kind].add(child)
            self._holding.setdefault(_stem(child), Counter())[folder] += 1
            touched[folder] = None
            if known or folder == TOP:
                return
            kind, child, folder = 0, folder, _parent(folder)

    def _remove(self, path: str, touched: dict[str, None]) -> None:
        folder = os.path.dirname(path)
        kind, child = 1, path
        while True:
            held = self._folders[folder]
            held[kind].discard(child)
            self._let_go(folder, _stem(child))
            touched[folder] = None
            if held[0] or held[1] or folder == TOP:
                return
            del self._folders[folder]
            kind, child, folder = 0, folder, _parent(folder)

    def _let_go(self, folder: str, name: str) -> None:
        holding = self._holding[name]
        holding[folder] -= 1
        if not holding[folder]:
            del holding[folder]
        if not holding:
            del self._holding[name]


def _stem(path: str) -> str:
    """The name of a folder, or of the module that a file is."""
    return os.path.splitext(os.path.basename(path))[0]


def _parent(folder: str) -> str:
    """The folder around a folder."""
    around = os.path.dirname(folder)
    return TOP if around == folder else around


def folder_at(db: Database, path: str) -> Folder:
    """What lies in the folder at `path`."""
    return db.input(("folder", path), _NOTHING)


def is_listed(db: Database, path: str) -> bool:
    """Whether the project has a file at `path`."""
    return db.input(("listed", path), default=False)


def holders(db: Database, name: str) -> frozenset[str]:
    """The folders right in which a folder or a file of the project goes by `name`, whatever its extension."""
    return db.input(("holding", name), _NOWHERE)


def wanted_at_once(db: Database) -> bool:
    """Whether an answer is wanted before all files have been read.

    Then what is gathered from all of them is left out, where an answer without it says less and nothing that is wrong.
    """
    return db.input("wanted at once", default=False)


def gathered(db: Database, of_file: Query[..., T], *arguments: Any) -> tuple[tuple[str, T], ...]:
    """What `of_file(db, path, *arguments)` says of each file, with the file, in order; nothing it says is left out."""
    return _in_order(db, of_file, arguments)


@query
def _in_order(db: Database, of_file: Query[..., T], arguments: tuple[Any, ...]) -> tuple[tuple[str, T], ...]:
    return tuple(sorted(_gathered(db, of_file, arguments, TOP), key=_path))


def _path(found: tuple[str, Any]) -> str:
    return found[0]


@query
def _gathered(
    db: Database, of_file: Query[..., T], arguments: tuple[Any, ...], folder: str
) -> tuple[tuple[str, T], ...]:
    inside = folder_at(db, folder)
    found = [(path, it) for path in inside.files if (it := of_file(db, path, *arguments))]
    for each in inside.folders:
        found.extend(_gathered(db, of_file, arguments, each))
    return tuple(found)


def folded(db: Database, of_file: Query[[str], T], together: Callable[[Iterable[T]], T]) -> T:
    """What `of_file` says of all files, made one by `together`, a function of a module, folder by folder."""
    return _folded(db, of_file, together, TOP)


@query
def _folded(db: Database, of_file: Query[[str], T], together: Callable[[Iterable[T]], T], folder: str) -> T:
    inside = folder_at(db, folder)
    parts = [of_file(db, path) for path in inside.files]
    return together([*parts, *(_folded(db, of_file, together, each) for each in inside.folders)])
