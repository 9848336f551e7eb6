"""What the JSON outputs share: one-based places, and paths as other programs read them."""

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from driftlint.text.position import Range

Number: TypeAlias = Annotated[int, Meta(ge=1)]
PathName: TypeAlias = Annotated[str, Meta(description="Relative to the project's root, with `/` between its parts.")]


class Point(msgspec.Struct, frozen=True):
    """A one-based line, and a one-based column in code points."""

    line: Number
    column: Number


class Place(msgspec.Struct, frozen=True):
    """From `start` up to, not including, `end`."""

    start: Point
    end: Point


def wire_range(it: Range) -> Place:
    """A range in one-based lines and columns."""
    return Place(Point(it.start.line + 1, it.start.column + 1), Point(it.end.line + 1, it.end.column + 1))


def clean(text: str) -> str:
    """`text` without unpaired surrogates, which stand for bytes of a file name that are no UTF-8 and cannot be sent."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def encoded(report: msgspec.Struct) -> bytes:
    """The report as JSON."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2)
