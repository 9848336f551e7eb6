"""Texts by their lines, and the open documents the client edits."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lsprotocol import types

from driftlint.lsp.convert import Encoding, parted, whole
from driftlint.text.position import LINE_END, lines_of

_LONE_RETURN = re.compile(r"\r(?!\n)")


class Text:
    """One text, cut into lines when first asked for one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ascii = text.isascii()
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The zero-based line without its end; "" where the text has no such line."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        return self._lines[number] if number < len(self._lines) else ""


class _Change(NamedTuple):
    start: types.Position
    end: types.Position
    text: str


class Document:
    """A document the client has open, edited in place; its text is made anew only when it is asked for.

    Its lines are those between line feeds, so that an edit touches only the lines it names. A carriage return before
    the line feed stays at the end of its line. A lone one also ends a line for the client; such documents are rare,
    and are cut anew at each edit.
    """

    def __init__(self, uri: str, path: str, version: int, text: str) -> None:
        self.uri = uri
        self.path = path
        self.version = version
        self.in_step = True
        """Whether this is what the client shows. Once an edit was lost it is not, until the whole text comes."""
        self._text: str | None = text
        self._lines: list[str] = []
        self._lone_returns = False
        self._cut(text)

    @property
    def text(self) -> str:
        """What the document says now."""
        if self._text is None:
            self._text = "\n".join(self._lines)
        return self._text

    @property
    def ascii(self) -> bool:
        """Whether every character takes one unit in every encoding."""
        return self.text.isascii()

    def line(self, number: int) -> str:
        """The zero-based line without its end; "" where the document has no such line."""
        if number >= len(self._lines):
            return ""
        line = self._lines[number]
        return line[:-1] if line.endswith("\r") and not self._lone_returns else line

    def change(self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: Encoding) -> None:
        """Applies the client's changes in their order; the document is `version` afterwards.

        One that is not in step waits for its whole text.
        """
        for change in changes:
            if not isinstance(change, types.TextDocumentContentChangePartial):
                self.replace(change.text)
            elif self.in_step:
                start, end = sorted((change.range.start, change.range.end), key=_place)
                edit = _Change(start, end, change.text)
                self._cut_and_edit(edit, encoding) if self._is_unusual(edit) else self._edit(edit, encoding)
        self.version = version

    def replace(self, text: str) -> None:
        """Makes `text` what the document says."""
        self._cut(text)
        self.in_step = True

    def _is_unusual(self, edit: _Change) -> bool:
        return self._lone_returns or ("\r" in edit.text and _LONE_RETURN.search(edit.text) is not None)

    def _edit(self, edit: _Change, encoding: Encoding) -> None:
        first, last = (min(it.line, len(self._lines) - 1) for it in (edit.start, edit.end))
        before, _ = self._parted(edit.start, encoding)
        _, after = self._parted(edit.end, encoding)
        self._lines[first : last + 1] = whole(before + edit.text + after).split("\n")
        self._text = None

    def _parted(self, position: types.Position, encoding: Encoding) -> tuple[str, str]:
        """What stands before and behind the client's position in its line, the line's return included."""
        if position.line >= len(self._lines):
            return self._lines[-1], ""
        line = self.line(position.line)
        before, after = parted(line, position.character, encoding)
        return before, after + self._lines[position.line][len(line) :]

    def _cut_and_edit(self, edit: _Change, encoding: Encoding) -> None:
        text = self.text
        starts = [0, *(it.end() for it in LINE_END.finditer(text))]
        ends = [*(it.start() for it in LINE_END.finditer(text)), len(text)]

        def sides(position: types.Position) -> tuple[str, str]:
            if position.line >= len(starts):
                return text, ""
            start, end = starts[position.line], ends[position.line]
            before, after = parted(text[start:end], position.character, encoding)
            return text[:start] + before, after + text[end:]

        self._cut(whole(sides(edit.start)[0] + edit.text + sides(edit.end)[1]))

    def _cut(self, text: str) -> None:
        self._text = text
        self._lone_returns = "\r" in text and _LONE_RETURN.search(text) is not None
        self._lines = lines_of(text) if self._lone_returns else text.split("\n")


def _place(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
