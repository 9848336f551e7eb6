"""Rewriting a stretch of a text with libcst, and saying what changed as the smallest edits.

libcst keeps every character of what it does not change, but takes 50 ms for a thousand lines. So only the *stretch*
that holds the change is parsed, a function or the import block, and a difference of lines and characters, not the
stretch as a whole, becomes the edits: whatever the author wrote elsewhere stays byte for byte as it is.
"""

import dataclasses
import difflib
import functools
import re
from typing import TypeVar, cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from driftlint.text.position import Position, Range, TextEdit

T = TypeVar("T", bound=cst.CSTNode)

_LONE_CARRIAGE_RETURN = re.compile(r"\r(?!\n)")
_BYTE_ORDER_MARK = "\ufeff"
_HOLDER = "class _:"


class Stretch:
    """Whole lines of a text, parsed on their own; `first` is the zero-based line at which they start.

    Lines that are indented are parsed as the body of a class made up for them.
    """

    def __init__(self, first: int, text: str, module: cst.Module, held: str) -> None:
        self.first = first
        self.text = text
        self.module = module
        self._held = held
        self._positions: dict[cst.CSTNode, CodeRange] | None = None
        self._parents: dict[cst.CSTNode, cst.CSTNode] | None = None

    @property
    def body(self) -> cst.BaseSuite | cst.Module:
        """What holds the statements of the stretch."""
        if not self._held:
            return self.module
        holder = self.module.body[0]
        assert isinstance(holder, cst.ClassDef)
        return holder.body

    def find(self, kind: type[T], span: tuple[int, int, int, int]) -> T | None:
        """The node of that kind at `span`: start line and column, end line and column in the whole text, zero-based."""
        positions, shift = self._located(), self._shift
        for node, place in positions.items():
            start, end = place.start, place.end
            if isinstance(node, kind) and (start.line + shift, start.column, end.line + shift, end.column) == span:
                return node
        return None

    def span(self, node: cst.CSTNode) -> tuple[int, int, int, int]:
        """Where a node of the stretch as it was read stands in the whole text."""
        place, shift = self._located()[node], self._shift
        return place.start.line + shift, place.start.column, place.end.line + shift, place.end.column

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node around a node of the stretch as it was read."""
        if self._parents is None:
            self._parents = _parents(self.module)
        return self._parents[node]

    def code(self, node: cst.CSTNode) -> str:
        """What `node` says, written the way the stretch is."""
        return self.module.code_for_node(node)

    def edits(self, changed: cst.Module) -> tuple[TextEdit, ...]:
        """The edits that make the stretch what `changed`, made from its `module`, says."""
        code = changed.code
        return minimal_edits(self.text, code[len(self._held) :], self.first)

    @property
    def _shift(self) -> int:
        return self.first - 1 - bool(self._held)

    def _located(self) -> dict[cst.CSTNode, CodeRange]:
        if self._positions is None:
            # The tree was just parsed: no node stands in it twice, so it need not be copied.
            wrapper = MetadataWrapper(self.module, unsafe_skip_copy=True)
            self._positions = cast("dict[cst.CSTNode, CodeRange]", wrapper.resolve(PositionProvider))
        return self._positions


def _parents(module: cst.Module) -> dict[cst.CSTNode, cst.CSTNode]:
    """The node around each node. libcst's own provider visits everything twice, and takes five times as long."""
    found: dict[cst.CSTNode, cst.CSTNode] = {}
    pending: list[cst.CSTNode] = [module]
    while pending:
        node = pending.pop()
        for name in _fields(type(node)):
            value = getattr(node, name)
            if isinstance(value, cst.CSTNode):
                found[value] = node
                pending.append(value)
            elif isinstance(value, list | tuple):
                for it in value:
                    if isinstance(it, cst.CSTNode):
                        found[it] = node
                        pending.append(it)
    return found


@functools.cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(it.name for it in dataclasses.fields(kind))


def split_lines(text: str) -> list[str]:
    """The lines of `text`, each with its end; a text that ends with a line end has no further, empty line."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def read_stretch(lines: list[str], first: int, last: int) -> Stretch | None:
    """The lines from `first` up to and including `last`, parsed; None where libcst cannot read or keep them."""
    text = "".join(lines[first : last + 1])
    if _LONE_CARRIAGE_RETURN.search(text) or _BYTE_ORDER_MARK in text[:1]:
        return None
    newline = "\r\n" if text.split("\n", 1)[0].endswith("\r") else "\n"
    held = _HOLDER + newline if text[:1] in (" ", "\t") else ""
    try:
        module = cst.parse_module(held + text)
    except (cst.ParserSyntaxError, RecursionError):
        return None
    if module.code != held + text:
        return None
    if "\n" not in text:
        newline = next((line[len(line.rstrip("\r\n")) :] for line in lines if line.endswith("\n")), "\n")
        module = module.with_changes(default_newline=newline)
    return Stretch(first, text, module, held)


def minimal_edits(old: str, new: str, first_line: int = 0) -> tuple[TextEdit, ...]:
    """The edits that turn `old`, which starts at `first_line`, into `new`, in ascending order and not overlapping."""
    before, after = split_lines(old), split_lines(new)
    edits = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            edits.append(_edit("".join(before[i1:i2]), "".join(after[j1:j2]), first_line + i1))
    return tuple(edits)


def apply_edits(text: str, edits: tuple[TextEdit, ...]) -> str:
    """`text` with `edits` made, which are in ascending order and do not overlap."""
    out, done = [], 0
    for (start, end), edit in zip(_offsets(text, edits), edits, strict=True):
        out += [text[done:start], edit.new_text]
        done = end
    return "".join([*out, text[done:]])


def removed_texts(text: str, edits: tuple[TextEdit, ...]) -> list[str]:
    """What each of `edits` takes away from `text`."""
    return [text[start:end] for start, end in _offsets(text, edits)]


def _offsets(text: str, edits: tuple[TextEdit, ...]) -> list[tuple[int, int]]:
    starts = [0]
    for line in split_lines(text):
        starts.append(starts[-1] + len(line))
    return [
        (min(_offset(starts, it.range.start), len(text)), min(_offset(starts, it.range.end), len(text))) for it in edits
    ]


def _offset(starts: list[int], position: Position) -> int:
    return starts[min(position.line, len(starts) - 1)] + position.column


def _edit(old: str, new: str, line: int) -> TextEdit:
    """One edit, without the characters that both texts start and end with."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    # Neither a line end of two characters nor a word is taken apart.
    while start and (old[start - 1 : start] == "\r" or _inside_word(old, start) or _inside_word(new, start)):
        start -= 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    while end and (old[-end] == "\n" and (old[-end - 1 : -end] == "\r") != (new[-end - 1 : -end] == "\r")):
        end -= 1
    while end and (_inside_word(old, len(old) - end) or _inside_word(new, len(new) - end)):
        end -= 1
    stop = len(old) - end
    return TextEdit(Range(_position(old, start, line), _position(old, stop, line)), new[start : len(new) - end])


def _inside_word(text: str, offset: int) -> bool:
    around = text[offset - 1 : offset + 1] if offset else ""
    return len(around) == 2 and (around[0].isalnum() or around[0] == "_") and (around[1].isalnum() or around[1] == "_")


def _position(text: str, offset: int, line: int) -> Position:
    return Position(line + text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1))
