"""The text of one unit: what the nodes of its tree say, and where they stand.

Every question to a node makes a Python object, and a file has hundreds of thousands of nodes. So what the text tells
is not asked of them, and of those in text that is plain, nothing is asked that can only be answered one way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from driftlint.facts.expression import Span

_CONTINUATION = bytes(range(0x80, 0xC0))


def decoded(source: bytes) -> str:
    """What a stretch of the source says; unpaired surrogates are kept."""
    return source.decode("utf-8", "surrogatepass")


def code_points(source: bytes) -> int:
    """How many code points a stretch of the source has."""
    return len(source) if source.isascii() else len(source.translate(None, _CONTINUATION))


class ChunkText:
    """The text of a chunk: the bytes that were parsed, and a character for each of them."""

    __slots__ = ("characters", "source")

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.characters = source.decode("latin-1")


class UnitText:
    """The text of the unit that `unit`, a node in `chunk`, is; lines count from the line it starts in."""

    def __init__(self, chunk: ChunkText, unit: Node) -> None:
        source, start, end = chunk.source, unit.start_byte, unit.end_byte
        self.first_line, column = unit.start_point
        said = source[start:end]
        self.source = source
        self.characters = chunk.characters
        self.is_ascii = said.isascii() and source[start - column : start].isascii()
        """Whether bytes, characters and code points are the same, from the start of its first line on."""
        self.is_sound = not unit.has_error
        """Whether all of it parses."""
        self.is_plain = self.is_sound and b"#" not in said and b"\\" not in said
        """Whether nothing can stand in it that may stand anywhere: comments, joined lines, broken text."""

    def span(self, node: Node) -> Span:
        """Where `node` stands, relative to the unit."""
        # Both at once: a point is no plain tuple, so to take it apart takes three times as long.
        row, column, last_row, end = node.start_point + node.end_point
        first = self.first_line
        if self.is_ascii:
            return row - first, column, last_row - first, end
        return row - first, self._column(node.start_byte, column), last_row - first, self._column(node.end_byte, end)

    def _column(self, offset: int, column: int) -> int:
        return code_points(self.source[offset - column : offset])

    def text(self, node: Node) -> str:
        """What the text says there."""
        if self.is_ascii:
            return self.characters[node.start_byte : node.end_byte]
        return decoded(self.source[node.start_byte : node.end_byte])

    def inner(self, node: Node) -> list[Node]:
        """The nodes that `node` is made of: its named children, but for comments and the like."""
        named = node.named_children
        return named if self.is_plain else [child for child in named if not child.is_extra]

    def statements(self, block: Node) -> list[Node]:
        """The statements in `block`, and what is broken among them."""
        named = block.named_children
        return named if self.is_plain else [child for child in named if child.is_error or not child.is_extra]
