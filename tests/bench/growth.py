"""How the cost of a keystroke grows with the file it is typed into, and with the workspace around it."""

from tests.bench import backend
from tests.bench.figures import Spread, milliseconds, times
from tests.bench.keystroke import typed_into_both
from tests.bench.run import Run
from tests.bench.table import Row

FILE_LINES = (100, 300, 1_000, 3_000, 10_000, 30_000)
WORKSPACE_FILES = (10, 100, 1_000, 5_000, 20_000)
LINES = 1_000
"""Of the file typed into, while the workspace grows."""


async def with_file(run: Run) -> list[Row]:
    """Typing into ever longer files."""
    rows: list[Row] = []
    for lines in FILE_LINES:
        root = run.folder(f"growth-{lines}")
        path = backend.write(root, lines)
        rows.append(_row(f"{lines:,} lines of file", *await typed_into_both(root, path, run.edits)))
    return rows


async def with_workspace(run: Run) -> list[Row]:
    """Typing into the same file, ever more files around it."""
    rows: list[Row] = []
    for files in WORKSPACE_FILES[: 3 if run.quick else None]:
        root = run.folder(f"growth-{files}-files")
        path = backend.write(root, LINES)
        backend.write_others(root, files)
        what = f"{files:,} files of workspace, {LINES:,} lines of file"
        rows.append(_row(what, *await typed_into_both(root, path, run.edits)))
    return rows


def _row(what: str, ours: Spread, theirs: Spread) -> Row:
    return Row(
        (
            what,
            milliseconds(ours.p50),
            milliseconds(ours.p95),
            milliseconds(theirs.p50),
            milliseconds(theirs.p95),
            times(ours.p50, theirs.p50),
        )
    )
