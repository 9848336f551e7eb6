"""Running text and code, set under headings."""

import re
from collections.abc import Iterable

from driftlint.cli.output.cells import source_line, wrapped
from driftlint.cli.terminal import Terminal

WIDEST = 92
"""Longer lines of prose are hard to read, however wide the terminal is."""
INDENT = "  "
_CODE = re.compile("`[^`]*`")
_SPACE = "\uf8ff"
"""Stands for a space inside code, where no line is broken."""


def titled(terminal: Terminal, title: str, lines: Iterable[str]) -> list[str]:
    """The lines, indented, under a heading and with an empty line before it."""
    return ["", terminal.paint(title, "bold"), *(f"{INDENT}{it}".rstrip() for it in lines)]


def prose(terminal: Terminal, text: str) -> list[str]:
    """Paragraphs as lines that fit the terminal; empty lines part them."""
    width = min(terminal.width, WIDEST) - len(INDENT)
    out: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        if out:
            out.append("")
        kept = _CODE.sub(lambda code: code[0].replace(" ", _SPACE), " ".join(paragraph.split()))
        out += [it.replace(_SPACE, " ") for it in wrapped(kept, width)]
    return out


def code(text: str) -> list[str]:
    """Source as it is."""
    return [source_line(it) for it in text.strip("\n").split("\n")]
