"""What a fixer is given: the diagnostic, the texts and facts of the files, the index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import Protocol

import libcst as cst

from driftlint.diagnostic.model import Diagnostic, Fix
from driftlint.facts.expression import Span
from driftlint.facts.model import Body, ModuleFacts
from driftlint.index.engine import Database
from driftlint.index.files import NO_FACTS, facts, files
from driftlint.index.modules import absolute_module, module_name, module_table
from driftlint.rules.fixes.imports import ImportBlock
from driftlint.syntax.rewrite import Stretch, read_stretch, split_lines

MOST_STRETCHES = 16
"""How many parsed stretches are kept for the next diagnostic, which is often about the same function."""


class Stretches:
    """The stretches parsed last, by what they say and where they start: several fixers and diagnostics share them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, bool, str], Stretch | None] = {}

    def get(self, lines: list[str], first: int, last: int) -> Stretch | None:
        """The lines from `first` up to and including `last`, parsed; None where libcst cannot read or keep them."""
        key = (first, lines[0].endswith("\r\n"), "".join(lines[first : last + 1]))
        if key not in self._kept:
            if len(self._kept) >= MOST_STRETCHES:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = read_stretch(lines, first, last)
        return self._kept[key]


@dataclass(slots=True)
class FixContext:
    """One diagnostic to be mended.

    `read` gives the current text of a file and raises `UnreadableFileError`; `services` is where the project says its
    services live, as patterns of module names. Paths are absolute.
    """

    db: Database
    diagnostic: Diagnostic
    root: str
    read: Callable[[str], str]
    services: tuple[str, ...] = ()
    stretches: Stretches = field(default_factory=Stretches)
    made: str = ""
    """The dotted name of the module that the fix makes, if it makes one."""
    _files: frozenset[str] = frozenset()
    _lines: dict[str, list[str]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The file the diagnostic is in."""
        return self.diagnostic.location.path

    @property
    def owner(self) -> str:
        """The function, class or module-level statement the diagnostic is about."""
        return str(self.diagnostic.data.get("owner", self.diagnostic.owner))

    def facts(self, path: str) -> ModuleFacts:
        """What the file says; nothing where it is no file of the project."""
        return facts(self.db, path) if self.has(path) else NO_FACTS

    def has(self, path: str) -> bool:
        """Whether `path` is one of the project's Python files."""
        if not self._files:
            self._files = frozenset(files(self.db))
        return path in self._files

    def lines(self, path: str) -> list[str]:
        """The lines of the file, each with its end."""
        if path not in self._lines:
            self._lines[path] = split_lines(self.read(path)) if self.has(path) else []
        return self._lines[path]

    def body(self) -> Body | None:
        """What the owner of the diagnostic does."""
        return self.facts(self.path).body(self.owner)

    def absolute(self, span: Span) -> Span:
        """Where a span of the diagnostic's owner stands in its file."""
        return self.facts(self.path).absolute(self.owner, span)

    def stretch(self, path: str, owner: str) -> Stretch | None:
        """The outermost function around `owner`, or the class or statement it is, parsed once; None if unreadable."""
        found = self.facts(path)
        outermost = next((it for it in _prefixes(owner) if it in found.functions), owner)
        span = _extent(found, outermost)
        if span is None:
            return None
        return self.stretches.get(self.lines(path), span[0], span[2] if span[3] else span[2] - 1)

    def function(self, path: str, owner: str) -> tuple[Stretch, cst.FunctionDef] | None:
        """The function `owner` in its parsed stretch."""
        own = self.facts(path).functions.get(owner)
        stretch = self.stretch(path, owner)
        if own is None or stretch is None:
            return None
        name = stretch.find(cst.Name, self.facts(path).absolute(owner, own.name_span))
        node = stretch.parent(name) if name is not None else None
        return (stretch, node) if isinstance(node, cst.FunctionDef) else None

    def klass(self, path: str, owner: str) -> tuple[Stretch, cst.ClassDef] | None:
        """The class `owner` in its parsed stretch."""
        own = self.facts(path).classes.get(owner)
        stretch = self.stretch(path, owner)
        if own is None or stretch is None:
            return None
        name = stretch.find(cst.Name, self.facts(path).absolute(owner, own.name_span))
        node = stretch.parent(name) if name is not None else None
        return (stretch, node) if isinstance(node, cst.ClassDef) else None

    def imports(self, path: str) -> ImportBlock:
        """The imports of the file, to be added to; each call starts anew."""
        name = module_name(self.db, path)
        package = name if PurePath(path).name == "__init__.py" else name.rpartition(".")[0]
        absolute = partial(absolute_module, self.db, path)
        return ImportBlock(self.facts(path), self.lines(path), absolute, self.owns, package)

    def owns(self, top: str) -> bool:
        """Whether `top` is a top-level package or module of the project."""
        if top == self.made.partition(".")[0]:
            return True
        table = module_table(self.db)
        return any(top in table.modules[root] or top in table.folders[root] for root in table.roots)


class Fixer(Protocol):
    """A module with one way of mending: the id rules name it by, and what it offers."""

    ID: str

    @staticmethod
    def fixes(ctx: FixContext) -> Iterator[Fix]:
        """The fixes this way offers for the diagnostic, the best first; none where the meaning might not be kept."""
        ...


def _prefixes(owner: str) -> Iterator[str]:
    parts = owner.split(".")
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])


def _extent(found: ModuleFacts, owner: str) -> Span | None:
    definition = found.functions.get(owner) or found.classes.get(owner)
    if definition is not None:
        return found.absolute(owner, definition.span)
    statement = found.toplevel.get(owner)
    return (
        found.absolute(owner, statement.statements[0].span) if statement is not None and statement.statements else None
    )
