"""The tables of `server/BENCHMARKS.md`, each between two markers of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; the first cell is its name, by which a later run replaces it."""

    cells: tuple[str, ...]

    @property
    def line(self) -> str:
        """The row in Markdown."""
        return "| " + " | ".join(it.replace("|", "\\|") for it in self.cells) + " |"


def put(path: Path, table: str, rows: Sequence[Row]) -> None:
    """Writes `rows` into the file's table of that name: over rows of the same first cell, else at its end."""
    path.write_text(replaced(path.read_text(encoding="utf-8"), table, rows), encoding="utf-8")


def replaced(text: str, table: str, rows: Sequence[Row]) -> str:
    """`text` with `rows` in its table of that name. Raises `ValueError` where it has no such table."""
    start, end = f"<!-- begin {table} -->\n", f"<!-- end {table} -->\n"
    before, found, rest = text.partition(start)
    lines, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"there is no table between `{start.strip()}` and `{end.strip()}`")
    head, body = lines.splitlines()[:2], lines.splitlines()[2:]
    by_name = {_name(line): line for line in body} | {_name(it.line): it.line for it in rows}
    return before + start + "".join(f"{line}\n" for line in (*head, *by_name.values())) + end + after


def _name(line: str) -> str:
    return line.split(" | ", 1)[0]
