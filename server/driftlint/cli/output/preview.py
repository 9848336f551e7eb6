"""What a fix would change, as a unified diff."""

import difflib

from driftlint.analysis.fixing import edited_texts
from driftlint.cli.output.cells import source_line
from driftlint.cli.output.places import Places
from driftlint.cli.terminal import Terminal
from driftlint.diagnostic.model import Fix
from driftlint.text.position import lines_of

CONTEXT = 2


def preview(terminal: Terminal, places: Places, fix: Fix) -> list[str]:
    """The diff of every file that the fix edits."""
    before = {it.path: "" if it.create else places.project.text(it.path) for it in fix.edits}
    out: list[str] = []
    for path, after in edited_texts(fix.edits, before).items():
        name = places.file(path)
        old, new = _lines(before[path]), _lines(after)
        source = name if before[path] else "/dev/null"
        for line in difflib.unified_diff(old, new, source, name, n=CONTEXT, lineterm=""):
            style = _STYLES.get(line[:1], ())
            out.append(terminal.paint(source_line(line), *style))
    return out


_STYLES = {"+": ("green",), "-": ("red",), "@": ("cyan",)}


def _lines(text: str) -> list[str]:
    lines = lines_of(text)
    return lines[:-1] if lines[-1] == "" else lines
