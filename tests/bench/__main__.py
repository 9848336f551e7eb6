"""The benchmarks: `python -m tests.bench` measures, `--write` also puts the figures into `server/BENCHMARKS.md`.

What a first run fetches from the package index stays in a cache folder outside of the project.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path

from tests.bench import checks, edits, growth, keystroke, large, machine, stress
from tests.bench.run import Run, own_cache
from tests.bench.table import Row, put

Measure = Callable[[Run], Coroutine[None, None, list[Row]]]

REPORT = Path(__file__).parents[2] / "server" / "BENCHMARKS.md"
SPEED: dict[str, Measure] = {
    "keystroke": keystroke.keystrokes,
    "dependants": keystroke.dependants,
    "cold": checks.cold,
    "slow": checks.slow_programs,
    "warm": checks.warm,
    "first": large.first_diagnostics,
    "memory": large.memory,
}
GROWTH: dict[str, Measure] = {"file": growth.with_file, "workspace": growth.with_workspace}
EDITS: dict[str, Measure] = {"edits": edits.with_workspace}
STRESS: dict[str, Measure] = {"keystrokes": stress.memory, "long": stress.long_document, "burst": stress.burst}
TABLES = {"speed": SPEED, "growth": GROWTH, "edits": EDITS, "stress": STRESS}
MEASURES = {name: measure for table in TABLES.values() for name, measure in table.items()}


def main() -> int:
    """Measure the rows that are asked for; 1 where one could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"{', '.join(MEASURES)}; all if none is named")
    parser.add_argument("--write", action="store_true", help=f"put the figures into {REPORT.name}")
    parser.add_argument("--edits", type=int, default=200, help="keystrokes in each series (default: 200)")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, and no very large workspaces")
    parser.add_argument("--cache", type=Path, default=_cache(), help="where what is fetched is kept")
    options = parser.parse_args()
    unknown = [it for it in options.rows if it not in MEASURES]
    if unknown:
        parser.error(f"no row is called `{unknown[0]}`; there are {', '.join(MEASURES)}")
    wanted = options.rows or [*MEASURES]
    conditions = machine.described()
    print(conditions)
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(options.cache.resolve(), Path(scratch).resolve(), options.edits, options.quick)
        own_cache(run.scratch / "cache")
        failed = [_measured(run, it, write=options.write) for it in wanted].count(None)
        if options.write:
            _describe(run, conditions)
    return int(failed > 0)


def _measured(run: Run, name: str, *, write: bool) -> list[Row] | None:
    """The rows of one measure, printed as soon as they are there; None where it could not be taken."""
    try:
        rows = asyncio.run(MEASURES[name](run))
    except Exception as error:  # noqa: BLE001  the other rows are still to be measured
        print(f"{name}: could not be measured: {error}", file=sys.stderr)
        return None
    for it in rows:
        print(it.line, flush=True)
    if write:
        put(REPORT, next(table for table, measures in TABLES.items() if name in measures), rows)
    return rows


def _describe(run: Run, conditions: str) -> None:
    put(
        REPORT,
        "conditions",
        [
            Row(("machine", conditions)),
            Row(("large workspace", f"{run.large.files:,} files, {run.large.lines:,} lines")),
        ],
    )


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "driftlint-bench"


if __name__ == "__main__":
    sys.exit(main())
