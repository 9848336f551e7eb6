"""Where things are: zero-based lines and columns, columns counted in code points."""

import re

import msgspec

LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line; the further separators that `str.splitlines` knows, a form feed among them, do not."""


class Position(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A zero-based line and a zero-based column in code points."""

    line: int
    column: int


class Range(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """From `start` up to, not including, `end`."""

    start: Position
    end: Position

    def contains(self, position: Position) -> bool:
        """Whether `position` lies in the range; its end counts, as editors put the cursor there."""
        return self.start <= position <= self.end

    def overlaps(self, other: "Range") -> bool:
        """Whether the two ranges share a position, ends included."""
        return self.start <= other.end and other.start <= self.end


class Location(msgspec.Struct, frozen=True, order=True, gc=False):
    """A range in the file at `path`, an absolute path as the operating system writes it."""

    path: str
    range: Range


class TextEdit(msgspec.Struct, frozen=True, order=True, gc=False):
    """Replaces the text of `range` by `new_text`."""

    range: Range
    new_text: str


def span(start_line: int, start_column: int, end_line: int, end_column: int) -> Range:
    """The range between two zero-based line and column pairs."""
    return Range(Position(start_line, start_column), Position(end_line, end_column))


def lines_of(text: str) -> list[str]:
    """The lines of `text` without their ends, as positions count them."""
    return LINE_END.split(text)
