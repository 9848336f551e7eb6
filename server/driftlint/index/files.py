"""The facts of every file as inputs of the index, each definition an input of its own.

So that a query which reads one function is not disturbed when another function of the same file changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from driftlint.facts.bindings import Binding, bound_in
from driftlint.facts.model import Body, Class, Function, Import, ModuleFacts
from driftlint.facts.names import names_used
from driftlint.facts.shelf import Shelf
from driftlint.index.engine import Database
from driftlint.index.folders import Tree
from driftlint.index.told import Definition, Told

NO_FACTS = ModuleFacts({}, {}, {}, {})


class Structure(msgspec.Struct, frozen=True):
    """Which owners a file has, in order."""

    functions: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    toplevel: tuple[str, ...] = ()
    rebinding: tuple[str, ...] = ()
    """The functions that bind names of the module or of an outer function."""

    @property
    def owners(self) -> tuple[str, ...]:
        """All of them."""
        return self.toplevel + self.classes + self.functions


class Kept(msgspec.Struct, frozen=True):
    """What is known of one file, so that it can be put back after something else was supposed."""

    facts: ModuleFacts | None
    told: tuple[dict[str, Any] | None, ...]
    held: bool
    gone: bool


class Edit(msgspec.Struct, frozen=True):
    """How facts differ from those `since` they are: in the definitions `changed` names, by kind and owner."""

    since: ModuleFacts
    changed: Sequence[tuple[str, str]]


class FactStore:
    """The facts the index rests on. `read` makes the facts of a file that has not been read yet; it does not raise.

    `room` is of how many files they are kept as they are; see `facts.shelf`.
    """

    def __init__(self, db: Database, read: Callable[[str], ModuleFacts], room: int | None = None) -> None:
        self._db = db
        self._read = read
        self._facts = Shelf(room, self._unload)
        self._unloaded: set[str] = set()
        """Files with inputs whose values are left to be loaded again."""
        self._told = {
            "names": Told(db, "names", Definition, lambda _, it: names_used(it)),
            "bound": Told(db, "bound", Body, bound_in),
        }
        self._gone: set[str] = set()
        """Files that were read and are no longer listed: their inputs say that there is nothing."""
        self._tree = Tree(db)
        db.loader = self._load

    def set_files(self, files: Iterable[str], markers: Iterable[str] = ()) -> None:
        """Says which Python files there are, and which folders hold a project file (`pyproject.toml`, …)."""
        listed = frozenset(files)
        self._db.set_input("files", tuple(sorted(listed)))
        self._db.set_input("markers", tuple(sorted(markers)))
        added, gone = self._tree.set(listed)
        for path in gone:
            if path in self._facts:
                self.set(path, NO_FACTS)
                del self._facts[path]
                self._gone.add(path)
        for path in added:
            if path in self._gone or path in self._facts:
                self.set(path, self._read(path))

    def set(self, path: str, facts: ModuleFacts, edit: Edit | None = None) -> None:
        """Makes `facts` what the file says now. Costs what changed, and one comparison of identity a definition.

        `edit` saves these: it has the facts before, and names all definitions in which the new ones differ from them.
        """
        old = self._facts.get(path)
        if old is None:
            old = NO_FACTS
        if path in self._unloaded:
            self._reload(path, old)
        self._facts[path] = facts
        self._gone.discard(path)
        if edit is not None and edit.since is old:
            self._patch(path, old, facts, edit)
        else:
            self._compare(path, old, facts)
        if old.lines is not facts.lines and old.lines != facts.lines:
            self._db.update_input(("lines", path), facts.lines)
        self._db.update_input(("comments", path), facts.comments)
        self._db.update_input(("facts", path), facts)

    def _patch(self, path: str, old: ModuleFacts, facts: ModuleFacts, edit: Edit) -> None:
        for kind, owner in edit.changed:
            self._db.update_input((kind, path, owner), _by_owner(facts, kind)[owner])
        functions = [owner for kind, owner in edit.changed if kind == "function"]
        if any(bool(old.functions[it].body.globals) != bool(facts.functions[it].body.globals) for it in functions):
            self._db.update_input(("structure", path), _structure(facts))
        statements = [owner for kind, owner in edit.changed if kind == "toplevel"]
        if any(old.toplevel[it].imports != facts.toplevel[it].imports for it in statements):
            self._db.update_input(("imports", path), _imports(facts))
        changed = [(owner, _by_owner(facts, kind)[owner]) for kind, owner in edit.changed]
        for told in self._told.values():
            told.patch(path, facts, changed)

    def _compare(self, path: str, old: ModuleFacts, facts: ModuleFacts) -> None:
        for kind, before, after in (
            ("function", old.functions, facts.functions),
            ("class", old.classes, facts.classes),
            ("toplevel", old.toplevel, facts.toplevel),
        ):
            self._update(kind, path, before, after)
        for told in self._told.values():
            told.compare(path, old, facts)
        self._db.update_input(("structure", path), _structure(facts))
        self._db.update_input(("imports", path), _imports(facts))

    def hold(self, path: str) -> None:
        """Keeps the facts of the file as they are: it is open, and will change often."""
        self._facts.held.add(path)

    def forget(self, path: str) -> None:
        """Has the file read again."""
        self._facts.held.discard(path)
        if path in self._facts:
            self.set(path, self._read(path))

    def kept(self, path: str) -> Kept:
        """What is known of the file now, for `put_back`."""
        told = tuple(it.known.get(path) for it in self._told.values())
        return Kept(self._facts.get(path), told, path in self._facts.held, path in self._gone)

    def put_back(self, path: str, kept: Kept) -> None:
        """Makes what is known of the file what it was. The inputs of the index are put back by the index itself."""
        if kept.facts is None:
            del self._facts[path]
        else:
            self._facts[path] = kept.facts
        for told, known in zip(self._told.values(), kept.told, strict=True):
            told.put_back(path, known)
        if not kept.held:
            self._facts.held.discard(path)
        if kept.gone:
            self._gone.add(path)

    def has(self, path: str) -> bool:
        """Whether the file has been read."""
        return path in self._facts

    def get(self, path: str) -> ModuleFacts:
        """What the file says now, outside of any query; nothing where it is no longer listed."""
        if path in self._gone:
            return NO_FACTS
        found = self._facts.get(path)
        if found is None:
            found = self._read(path)
            self._facts[path] = found
        return found

    def tidy(self) -> None:
        """Lets go of what nothing reads any more, where there is enough of it. Raises `Cancelled` as a query does."""
        if self._db.crowded:
            self._db.sweep()
            self._gone &= {key[1] for key in self._db.inputs() if isinstance(key, tuple)}

    def _unload(self, path: str, facts: ModuleFacts) -> None:
        self._unloaded.add(path)
        for key in _inputs(path, facts):
            self._db.unload(key)

    def _reload(self, path: str, facts: ModuleFacts) -> None:
        """Puts back what the inputs of the file were, so that it is seen which of them change."""
        self._unloaded.discard(path)
        for key in _inputs(path, facts):
            self._db.reload(key)

    def _update(self, kind: str, path: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        for owner, facts in after.items():
            if before.get(owner) is not facts:
                self._db.update_input((kind, path, owner), facts)
        for owner in before.keys() - after.keys():
            self._db.update_input((kind, path, owner), _ABSENT)

    def _load(self, key: Any) -> Any:
        if not isinstance(key, tuple):
            return None
        if key[0] in ("folder", "listed", "holding"):
            return self._tree.load(*key)
        if key[0] in ("function", "class", "toplevel"):
            return _by_owner(self.get(key[1]), key[0]).get(key[2], _ABSENT)
        if key[0] == "lines":
            return self.get(key[1]).lines
        if key[0] == "structure":
            return _structure(self.get(key[1]))
        if key[0] == "comments":
            return self.get(key[1]).comments
        if key[0] == "facts":
            return self.get(key[1])
        if key[0] == "imports":
            return _imports(self.get(key[1]))
        if key[0] in self._told:
            return self._told[key[0]].load(key[1], self.get(key[1]))
        return None


class _Absent:
    """Stands for a definition that is not there."""


_ABSENT = _Absent()


def _inputs(path: str, facts: ModuleFacts) -> Iterator[tuple[str, ...]]:
    """The keys of what the facts of a file are made of, as inputs."""
    for kind, owners in (("function", facts.functions), ("class", facts.classes), ("toplevel", facts.toplevel)):
        for owner in owners:
            yield kind, path, owner
    for kind in ("lines", "structure", "imports", "comments", "facts"):
        yield kind, path


def _by_owner(facts: ModuleFacts, kind: str) -> Mapping[str, Definition]:
    return facts.functions if kind == "function" else facts.classes if kind == "class" else facts.toplevel


def _structure(facts: ModuleFacts) -> Structure:
    rebinding = tuple([owner for owner, it in facts.functions.items() if it.body.globals])
    return Structure(tuple(facts.functions), tuple(facts.classes), tuple(facts.toplevel), rebinding)


def _imports(facts: ModuleFacts) -> tuple[Import, ...]:
    return tuple([it for body in facts.toplevel.values() for it in body.imports])


def files(db: Database) -> tuple[str, ...]:
    """The Python files of the project, sorted."""
    return db.input("files", ())


def facts(db: Database, path: str) -> ModuleFacts:
    """Everything one file says. What reads this is recomputed on every edit of the file: prefer the narrower ones."""
    return db.input(("facts", path), NO_FACTS)


def structure(db: Database, path: str) -> Structure:
    """Which owners the file has."""
    return db.input(("structure", path), Structure())


def names(db: Database, path: str) -> dict[str, tuple[str, ...]]:
    """The last names of what each owner calls and is decorated with, in order; an owner that uses none is left out."""
    return db.input(("names", path), {})


def owners_using(db: Database, path: str, wanted: Callable[[str], bool]) -> tuple[str, ...]:
    """The owners that call something of a `wanted` name or are decorated with it, in order."""
    return tuple(owner for owner, used in names(db, path).items() if any(map(wanted, used)))


def function(db: Database, path: str, qualname: str) -> Function | None:
    """The function of that qualified name."""
    found = db.input(("function", path, qualname), _ABSENT)
    return found if isinstance(found, Function) else None


def klass(db: Database, path: str, qualname: str) -> Class | None:
    """The class of that qualified name."""
    found = db.input(("class", path, qualname), _ABSENT)
    return found if isinstance(found, Class) else None


def toplevel(db: Database, path: str, owner: str) -> Body | None:
    """The module-level statement of that owner name ("@0", "@1" …)."""
    found = db.input(("toplevel", path, owner), _ABSENT)
    return found if isinstance(found, Body) else None


def body(db: Database, path: str, owner: str) -> Body | None:
    """What a function, class or module-level statement does."""
    if owner.startswith("@"):
        return toplevel(db, path, owner)
    found = function(db, path, owner) or klass(db, path, owner)
    return None if found is None else found.body


def imports(db: Database, path: str) -> tuple[Import, ...]:
    """The imports at the level of the module, in order."""
    return db.input(("imports", path), ())


def bound_at_top(db: Database, path: str) -> dict[str, tuple[tuple[str, tuple[Binding, ...]], ...]]:
    """What each module-level statement binds (see `facts.bindings`); one that binds nothing is left out."""
    return db.input(("bound", path), {})


def first_line(db: Database, path: str, owner: str) -> int:
    """The zero-based line at which the unit of `owner` starts now."""
    lines: dict[str, int] = db.input(("lines", path), {})
    return lines.get(owner, 0)
