"""How long `driftlint check` takes over the large workspace, beside `ruff check` and slower programs."""

import shutil
import statistics
import subprocess
import sys
import venv
from pathlib import Path

from tests.bench.figures import NOTHING, in_seconds, times
from tests.bench.inputs import OPENED, SMALL
from tests.bench.run import Run, duration, in_turn
from tests.bench.table import Row

CHECK = (sys.executable, "-m", "driftlint", "check")
RUFF = (sys.executable, "-m", "ruff", "check", "--isolated")
SLOW = {"pylint": "4.1.4", "fixit": "2.2.1"}
"""What others look for constraints of a project with, pinned."""


async def cold(run: Run) -> list[Row]:
    """A check of everything with nothing remembered."""
    root = run.large.root
    ours, theirs = in_turn(
        run.repeats(5),
        lambda: duration((*CHECK, "--no-cache", "."), root),
        lambda: duration((*RUFF, "--no-cache", "."), root),
    )
    beside = f"`ruff check --no-cache`: {in_seconds(min(theirs))}"
    what = "a cold `check --no-cache` of everything"
    return [Row((what, "≤ 4 times ruff", in_seconds(min(ours)), beside, times(min(ours), min(theirs))))]


async def warm(run: Run) -> list[Row]:
    """A check of everything when nothing has changed since the last one, and one of a single file."""
    root = run.large.root
    duration((*CHECK, "."), root)
    ours, one = in_turn(run.repeats(5), lambda: duration((*CHECK, "."), root), lambda: duration((*CHECK, OPENED), root))
    everything, single = statistics.median(ours), statistics.median(one)
    return [
        Row(("a warm `check` of everything, nothing changed", "≤ 1.0 s", in_seconds(everything), NOTHING, NOTHING)),
        Row(("a warm `check ONE_FILE`", "≤ 0.4 s", in_seconds(single), NOTHING, NOTHING)),
    ]


async def slow_programs(run: Run) -> list[Row]:
    """A cold check of one distribution, beside linters that can hold rules of one's own."""
    root = run.folder("slow") / SMALL
    shutil.copytree(run.large.root / SMALL, root)
    python = _others(run.cache / "others")
    commands = {
        "pylint": (python, "-m", "pylint", "--jobs=0", "--recursive=y", "--disable=all", "--enable=E,F", "."),
        "fixit": (python, "-m", "fixit", "lint", "."),
    }
    ours = min(duration((*CHECK, "--no-cache", "."), root) for _ in range(run.repeats(5)))
    rows: list[Row] = []
    for name, command in commands.items():
        taken = duration(command, root, any_end=True)
        what = f"a cold `check --no-cache` of {SMALL} alone, beside {name} {SLOW[name]}"
        rows.append(Row((what, "≤ 0.05", in_seconds(ours), f"`{name}`: {in_seconds(taken)}", times(ours, taken))))
    return rows


def _others(folder: Path) -> str:
    """The Python of an environment with the slow programs, made where it is not there yet."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
        wanted = [f"{name}=={version}" for name, version in SLOW.items()]
        subprocess.run((str(python), "-m", "pip", "install", "--quiet", *wanted), check=True)
    return str(python)
