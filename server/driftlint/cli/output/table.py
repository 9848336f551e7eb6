"""Aligned columns that fit a width: what is too wide is wrapped."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from driftlint.cli.output.cells import cells, padded, wrapped
from driftlint.cli.terminal import Terminal

GAP = 2
LEAST = 10
"""No column that may wrap gets narrower than this, or than its widest cell."""


class Cell(NamedTuple):
    """What stands in one cell: each entry begins a line; `styles` colour all of it."""

    entries: tuple[str, ...]
    styles: tuple[str, ...] = ()


def table_lines(terminal: Terminal, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The rows under their header, each column as wide as it needs to be and the width allows."""
    everything = [[Cell((it,), ("bold",)) for it in header], *rows]
    entries = [[cells(entry) for row in everything for entry in row[it].entries] for it in range(len(header))]
    widths = _fitting(entries, [cells(it) for it in header], terminal.width)
    out: list[str] = []
    for row in everything:
        columns = [
            [line for entry in cell.entries for line in _hung(entry, width)]
            for cell, width in zip(row, widths, strict=True)
        ]
        for number in range(max(map(len, columns))):
            line = ""
            position = 0
            for cell, column, width in zip(row, columns, widths, strict=True):
                text = column[number] if number < len(column) else ""
                line += terminal.paint(text, *cell.styles) if cell.styles else text
                line += padded("", width + GAP - cells(text))
                position += width + GAP
            out.append(line.rstrip())
    return out


def stacked_lines(
    terminal: Terminal, header: Sequence[str], rows: Sequence[Sequence[Cell]], *, title: int
) -> list[str]:
    """The same for little room: each row a block, its first `title` cells on one line, the others labelled below."""
    label = max(map(cells, header[title:])) + GAP
    out: list[str] = []
    for row in rows:
        heads = " ".join(it.entries[0] for it in row[:title])
        out += [terminal.paint(it, "bold") for it in _hung(heads, terminal.width)]
        for name, cell in zip(header[title:], row[title:], strict=True):
            lines = [line for entry in cell.entries if entry for line in _hung(entry, terminal.width - label - GAP)]
            for number, line in enumerate(lines):
                out.append(
                    " " * GAP + padded("" if number else name.lower(), label) + terminal.paint(line, *cell.styles)
                )
        out.append("")
    return out[:-1]


def _hung(entry: str, width: int) -> list[str]:
    """The entry in lines of that width, all but the first indented a little."""
    entry = entry.strip()
    if cells(entry) <= width:
        return [entry]
    first, *_ = wrapped(entry, width)
    rest = entry[len(first) :].lstrip()
    return [first, *(f" {it}" for it in wrapped(rest, width - 1))]


def _fitting(columns: list[list[int]], header: list[int], width: int) -> list[int]:
    """The widths of columns whose entries take so many cells each.

    As wide as they would be, then narrowed one cell at a time, always where that adds the fewest lines.
    """
    entries = [Counter(it) for it in columns]
    widths = [max(it) for it in columns]
    least = [max(head, min(LEAST, own)) for head, own in zip(header, widths, strict=True)]

    def added(number: int) -> tuple[int, int]:
        now = widths[number]
        more = sum(count * (-(-it // (now - 1)) - -(-it // now)) for it, count in entries[number].items())
        return more, -now

    while sum(widths) + GAP * (len(widths) - 1) > width:
        spare = [it for it, own in enumerate(widths) if own > least[it]]
        if not spare:
            break
        widths[min(spare, key=added)] -= 1
    return widths
