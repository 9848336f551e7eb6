"""Between the wire and the inside: position encodings, URIs. The only place that knows either.

Inside, columns are code points and files are paths; on the wire, columns are UTF-8, UTF-16 or UTF-32 units as the
client and the server agreed, and files are URIs.
"""

import os
import re
from typing import Literal, Protocol
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types

from driftlint.text.position import Position, Range

Encoding = Literal["utf-8", "utf-16", "utf-32"]

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")

_DRIVE = re.compile(r"[A-Za-z]:")
_NO_NAME = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
"""What no file's name can hold; the surrogates that are missing here stand for bytes that are no UTF-8."""


_HALF = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Both halves of a character that UTF-16 writes as two units."""


class Lines(Protocol):
    """A text that can be asked for its lines."""

    @property
    def ascii(self) -> bool:
        """Whether every character takes one unit in every encoding."""

    def line(self, number: int) -> str:
        """The zero-based line without its end; "" where the text has no such line."""


def chosen_encoding(offered: list[types.PositionEncodingKind | str] | None) -> Encoding:
    """The first of the client's encodings that is known here; UTF-16 where it offers none."""
    return next((known for it in offered or () for known in ENCODINGS if it == known), "utf-16")


def units(line: str, column: int, encoding: Encoding) -> int:
    """How many units of `encoding` the first `column` code points of `line` take."""
    if encoding == "utf-32" or line.isascii():
        return column
    beyond = max(0, column - len(line))
    head = line[:column]
    if encoding == "utf-8":
        return len(head.encode("utf-8", "surrogatepass")) + beyond
    return len(head) + sum(character > "\uffff" for character in head) + beyond


def code_points(line: str, offset: int, encoding: Encoding) -> int:
    """How many code points of `line` lie before `offset` units of `encoding`; at most all, whole ones only."""
    if encoding == "utf-32" or line.isascii():
        return min(offset, len(line))
    taken = 0
    for column, character in enumerate(line):
        taken += _width(character, encoding)
        if taken > offset:
            return column
    return len(line)


def parted(line: str, offset: int, encoding: Encoding) -> tuple[str, str]:
    """What of `line` lies before `offset` units of `encoding`, and the rest.

    In UTF-16 a character may be parted into its two halves: editors that compare texts unit by unit replace only one.
    """
    column = code_points(line, offset, encoding)
    if (
        encoding == "utf-16"
        and column < len(line)
        and line[column] > "\uffff"
        and units(line, column, encoding) < offset
    ):
        high, low = line[column].encode("utf-16-be")[:2], line[column].encode("utf-16-be")[2:]
        return line[:column] + _half(high), _half(low) + line[column + 1 :]
    return line[:column], line[column:]


def _half(unit: bytes) -> str:
    return unit.decode("utf-16-be", "surrogatepass")


def whole(text: str) -> str:
    """`text` with characters in place of halves that stand beside each other."""
    if text.isascii() or _HALF.search(text) is None:
        return text
    return text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def _width(character: str, encoding: Encoding) -> int:
    code = ord(character)
    if encoding == "utf-16":
        return 1 if code < 0x10000 else 2
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def wire_position(lines: Lines, position: Position, encoding: Encoding) -> types.Position:
    """`position` in the client's units."""
    if encoding == "utf-32" or lines.ascii:
        return types.Position(position.line, position.column)
    return types.Position(position.line, units(lines.line(position.line), position.column, encoding))


def wire_range(lines: Lines, it: Range, encoding: Encoding) -> types.Range:
    """`it` in the client's units."""
    return types.Range(wire_position(lines, it.start, encoding), wire_position(lines, it.end, encoding))


def inner_position(lines: Lines, position: types.Position, encoding: Encoding) -> Position:
    """The client's `position` in code points; past the end of its line means that end."""
    line = lines.line(position.line)
    return Position(position.line, code_points(line, position.character, encoding))


def inner_range(lines: Lines, it: types.Range, encoding: Encoding) -> Range:
    """The client's range in code points."""
    return Range(inner_position(lines, it.start, encoding), inner_position(lines, it.end, encoding))


def path_of(uri: str, *, windows: bool = os.name == "nt") -> str | None:
    """The path a `file:` URI means, as the operating system writes it; `None` for any other, and where no file can be.

    Drive letters are upper-case whatever the client writes, so that one file has one path; UNC hosts are kept.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:  # an unfinished IPv6 host
        return None
    if parts.scheme.lower() != "file":
        return None
    path = unquote(uri.partition(":")[2].removeprefix("//").removeprefix(parts.netloc), errors="surrogateescape")
    if _NO_NAME.search(path):
        return None
    if not windows:
        # A second slash at the start would stay, and make another path of it.
        return os.path.normpath("/" + path.lstrip("/")) if path.startswith("/") else None
    path = path.replace("/", "\\")
    if parts.netloc:
        return f"\\\\{parts.netloc}{path}"
    path = path.lstrip("\\")
    if not _DRIVE.match(path):
        return None
    return path[0].upper() + (path[1:].rstrip("\\") or ":") + ("\\" if path.rstrip("\\")[1:] == ":" else "")


def uri_of(path: str, *, windows: bool = os.name == "nt") -> str:
    """The `file:` URI of an absolute path."""
    if not windows:
        return "file://" + quote(path, errors="surrogateescape")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return "file:" + quote(path)
    return "file:///" + quote(path, safe="/:")
