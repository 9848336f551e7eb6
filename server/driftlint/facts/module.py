"""The facts of a file, put together from those of its chunks; after an edit, only what its chunks changed."""

from __future__ import annotations

from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from driftlint.facts.model import Body, Class, Comment, Function, ModuleFacts

if TYPE_CHECKING:
    from driftlint.facts.extract import ChunkFacts, Extraction
    from driftlint.syntax.tree import Chunk, SyntaxTree

T = TypeVar("T")

Owner = tuple[str, str]
"""What kind of thing is defined ("function", "class", "toplevel"), and by what name."""


class ModuleBuilder:
    """Puts together what the chunks of a file say, one after the other."""

    def __init__(self) -> None:
        self._toplevel: dict[str, Body] = {}
        self._functions: dict[str, Function] = {}
        self._classes: dict[str, Class] = {}
        self._lines: dict[str, int] = {}
        self._comments: list[Comment] = []

    def facts(self, broken: bool, docstring: str) -> ModuleFacts:  # noqa: FBT001  as the facts have it
        """All of it."""
        return ModuleFacts(
            self._toplevel, self._functions, self._classes, self._lines, tuple(self._comments), broken, docstring
        )

    def add(self, chunk: ChunkFacts, line: int) -> None:
        """Adds what the chunk says that starts in the zero-based `line`."""
        for unit, relative in chunk.found:
            for function in unit.functions:
                self._place(self._functions, function.qualname, function, line + relative)
            for klass in unit.classes:
                self._place(self._classes, klass.qualname, klass, line + relative)
            if unit.body is not None:
                owner = f"@{len(self._toplevel)}"
                self._toplevel[owner] = unit.body
                self._lines[owner] = line + relative
        self._comments.extend(_at(it, line) for it in chunk.comments)

    def _place(self, into: dict[str, T], qualname: str, what: T, line: int) -> None:
        if qualname in into:
            number = 1
            while f"{qualname}#{number}" in into:
                number += 1
            into[f"{qualname}#{number}"] = into[qualname]
            self._lines[f"{qualname}#{number}"] = self._lines[qualname]
        into[qualname] = what
        self._lines[qualname] = line


def patched(
    tree: SyntaxTree, previous: Extraction, said: list[ChunkFacts], edit: tuple[int, list[ChunkFacts], list[ChunkFacts]]
) -> Extraction | None:
    """The facts of `tree` as those of the text before but for the `edit`: from which chunk on, what was said, what is.

    None where they cannot be made so: where other names are defined, or one of these is defined twice in the file.
    """
    first, replaced, made = edit
    old = previous.facts
    owners = [owner for it in made for owner in it.owners]
    if owners != [owner for it in replaced for owner in it.owners] or any(_is_double(old, name) for _, name in owners):
        return None
    toplevel, functions, classes = dict(old.toplevel), dict(old.functions), dict(old.classes)
    number = sum(it.bodies for it in said[:first]) if ("toplevel", "") in owners else 0
    changed: list[Owner] = []
    for unit, _ in chain.from_iterable(it.found for it in made):
        for function in unit.functions:
            _replace("function", functions, function.qualname, function, changed)
        for klass in unit.classes:
            _replace("class", classes, klass.qualname, klass, changed)
        if unit.body is not None:
            _replace("toplevel", toplevel, f"@{number}", unit.body, changed)
            number += 1
    start = sum(it.lines for it in tree.chunks[:first])
    before = _layout(previous.chunks[first : first + len(replaced)], replaced)
    after = _layout(tree.chunks[first : first + len(made)], made)
    lines, comments = old.lines, old.comments
    if before != after:
        lines = _moved_lines(old.lines, start + before.lines, after.lines - before.lines)
        places = iter(after.places)
        number -= sum(it.bodies for it in made)
        for kind, name in owners:
            lines[name if kind != "toplevel" else f"@{number}"] = start + next(places)
            number += kind == "toplevel"
        # What the last chunk says stands in its last line too, which may end without a line end.
        ends = first + len(replaced) == len(previous.chunks)
        behind = () if ends else (it for it in old.comments if it.line >= start + before.lines)
        comments = (
            *(it for it in old.comments if it.line < start),
            *(_at(it, start) for it in after.comments),
            *(_at(it, after.lines - before.lines) for it in behind),
        )
    facts = ModuleFacts(toplevel, functions, classes, lines, comments, tree.broken, said[0].docstring)
    found = type(previous)(facts, tree.chunks, said)
    found.since, found.changed = old, changed
    return found


class _Layout(NamedTuple):
    """Where things stand in a stretch of chunks: how many lines it has, where its owners start, its comments."""

    lines: int
    places: list[int]
    comments: list[Comment]


def _layout(chunks: tuple[Chunk, ...], said: list[ChunkFacts]) -> _Layout:
    starts = [0, *accumulate(it.lines for it in chunks)]
    places = [
        start + line
        for start, it in zip(starts, said, strict=False)
        for unit, line in it.found
        for _ in range(unit.count)
    ]
    comments = [_at(it, start) for start, each in zip(starts, said, strict=False) for it in each.comments]
    return _Layout(starts[-1], places, comments)


def _moved_lines(lines: dict[str, int], end: int, by: int) -> dict[str, int]:
    """`lines`, those from `end` on moved by so many."""
    return {owner: line + by if line >= end else line for owner, line in lines.items()} if by else dict(lines)


def _at(it: Comment, start: int) -> Comment:
    return Comment(it.text, it.line + start, it.column, it.alone) if start else it


def _is_double(facts: ModuleFacts, name: str) -> bool:
    first = f"{name}#1"
    return first in facts.functions or first in facts.classes or (name in facts.functions and name in facts.classes)


def _replace(kind: str, into: dict[str, T], name: str, what: T, changed: list[Owner]) -> None:
    if into[name] is not what:
        into[name] = what
        changed.append((kind, name))
