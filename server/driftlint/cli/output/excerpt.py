"""Source lines with a marked range, as compilers show them."""

from collections.abc import Callable

from driftlint.cli.output.cells import cells, source_line
from driftlint.text.position import Range

MOST_LINES = 5
"""Of a longer range, the first lines and the last are shown."""


def excerpt(lines: list[str], marked: Range, paint: Callable[[str], str], dim: Callable[[str], str]) -> list[str]:
    """The lines of `marked` behind their one-based numbers, its characters underlined."""
    start, end = marked.start, marked.end
    last = _last(marked)
    if last >= len(lines):
        return []
    gutter = gutter_of(marked)
    bar = dim("|")

    def numbered(line: int, margin: str) -> str:
        return f"{dim(str(line + 1).rjust(gutter))} {bar} {margin}{source_line(lines[line])}".rstrip()

    blank = " " * gutter
    out = [f"{blank} {bar}"]
    if last == start.line:
        line = lines[start.line]
        stop = end.column if end.line == start.line else len(line)
        before = cells(source_line(line[: start.column]))
        width = max(1, cells(source_line(line[:stop])) - before)
        out.append(numbered(start.line, ""))
        out.append(f"{blank} {bar} {' ' * before}{paint('^' * width)}")
        return out
    out.append(numbered(start.line, paint("/") + " "))
    between = range(start.line + 1, last + 1)
    if len(between) > MOST_LINES - 1:
        out.extend(numbered(it, paint("|") + " ") for it in between[: MOST_LINES - 3])
        out.append(f"{dim('.' * max(gutter, 3))[:None]}".ljust(gutter + 3) + paint("|"))
        between = between[-1:]
    out.extend(numbered(it, paint("|") + " ") for it in between)
    under = cells(source_line(lines[last][: end.column])) if end.line == last else cells(source_line(lines[last]))
    out.append(f"{blank} {bar} {paint('|' + '_' * under + '^')}")
    return out


def gutter_of(marked: Range) -> int:
    """How many cells the numbers of the marked lines take."""
    return len(str(_last(marked) + 1))


def _last(marked: Range) -> int:
    """The last line of which something is marked."""
    start, end = marked.start, marked.end
    return end.line - 1 if end.line > start.line and end.column == 0 else end.line
