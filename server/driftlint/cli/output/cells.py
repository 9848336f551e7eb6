"""How text stands on a terminal: one cell, two or none for each character, and nothing that controls the terminal."""

import re
import unicodedata

TAB = 4
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """`text` on one line: controls shown as their escapes, so that none of them reaches the terminal."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def source_line(text: str) -> str:
    """A line of source as it is shown: tabs as spaces, controls as one visible character each."""
    expanded = ""
    for character in text:
        if character == "\t":
            expanded += " " * (TAB - cells(expanded) % TAB)
        else:
            expanded += "\N{REPLACEMENT CHARACTER}" if _CONTROL.match(character) else character
    return expanded


def cells(text: str) -> int:
    """How many cells `text`, which holds no controls, takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(it) for it in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def padded(text: str, width: int) -> str:
    """`text` with spaces up to `width` cells."""
    return text + " " * (width - cells(text))


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken at spaces, else after `/`, `.` and `_`, else anywhere."""
    lines: list[str] = []
    line = ""
    for piece in (it for it in re.split(r"(?<=\s)", text) if it):
        if cells((line + piece).rstrip()) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece
        while cells(line.rstrip()) > width:
            cut = _cut(line, width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _cut(text: str, width: int) -> int:
    """Where to break a word that is too long: after its last separator that fits."""
    fits, taken = 0, 0
    for number, character in enumerate(text):
        taken += _cells(character)
        if taken > width:
            break
        fits = number + 1
    at = next((it for separator in "/._-" if (it := text.rfind(separator, 0, fits) + 1) > fits // 2), 0)
    return at or max(fits, 1)
