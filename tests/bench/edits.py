"""How the cost of an edit grows with the workspace, by what is edited: in one process, without the protocol around it.

What is timed is from the change to the findings of the two open files, one of them the edited one, in processor time.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from driftlint.analysis.project import Project
from tests.bench import backend
from tests.bench.figures import milliseconds, spread
from tests.bench.run import Run
from tests.bench.table import Row

WORKSPACE_FILES = (10, 100, 1_000, 3_000)
LINES = 300
TIMES = 10


@dataclass(frozen=True)
class Edit:
    """What is replaced by what, in which file, in turn with the opposite; `open` where it is typed into an editor."""

    what: str
    name: str
    old: str
    new: str
    open: bool = True


API, PART = "shop/api.py", "shop/parts_0/part_3.py"
EDITS = (
    Edit("the body of a function", API, "total = Decimal(0)", "total = Decimal(1)"),
    Edit("the path of a route", API, '@router.post("/orders-0"', '@router.post("/orders-00"'),
    Edit("a route's guard", PART, "    user: Annotated[models.User, Depends(current_user)],\n) -> None:", ") -> None:"),
    Edit("the name of a function", API, "def price_order_0(", "def priced_order_0("),
    Edit("an import", API, "import logging\n", "import logging\nimport json\n"),
    Edit("a model, saved", "shop/models.py", "mapped_column(String)", "mapped_column(String, index=True)", open=False),
    Edit("a helper of many, saved", "shop/gateway.py", "    client.post(", "    print(", open=False),
)
CREATED, DELETED = "a file created", "a file deleted"


async def with_workspace(run: Run) -> list[Row]:
    """Each kind of edit, ever more files around it."""
    taken: dict[str, list[str]] = {}
    for files in WORKSPACE_FILES[: 3 if run.quick else None]:
        root = run.folder(f"edits-{files}-files")
        backend.write(root, LINES)
        backend.write_others(root, files)
        for what, times in _timed(root):
            taken.setdefault(what, []).append(milliseconds(spread(times[2:]).p50))
    return [Row((what, *cells)) for what, cells in taken.items()]


def _timed(root: Path) -> Iterator[tuple[str, list[float]]]:
    project = Project(str(root))
    for path in project.files():
        project.findings(path)
    opened = [str(root / it) for it in (API, PART)]
    for path in opened:
        project.open(path, project.text(path))

    def timed(change: Callable[[], None]) -> float:
        started = time.process_time()
        change()
        for path in opened:
            project.findings(path)
        return time.process_time() - started

    for it in EDITS:
        place = root / it.name
        text = place.read_text(encoding="utf-8")
        texts = (text.replace(it.old, it.new, 1), text) * (TIMES // 2)
        change = _typed if it.open else _saved
        yield it.what, [timed(change(project, place, new)) for new in texts]
    place = root / "shop" / "parts_0" / "new.py"
    text = backend.OTHER.format(number="new", inside="pass")
    turns = [(timed(_saved(project, place, text)), timed(_saved(project, place, None))) for _ in range(TIMES)]
    yield CREATED, [created for created, _ in turns]
    yield DELETED, [deleted for _, deleted in turns]


def _typed(project: Project, path: Path, text: str) -> Callable[[], None]:
    return lambda: project.open(str(path), text)


def _saved(project: Project, path: Path, text: str | None) -> Callable[[], None]:
    """Writes or deletes the file, which is a small part of what is timed, and has the project take note of it."""

    def change() -> None:
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
        project.refresh([str(path)])

    return change
