"""What a server over the large workspace takes: until its first diagnostics, in memory, and for a keystroke."""

import shutil
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench import backend
from tests.bench.client import serving
from tests.bench.figures import NOTHING, in_seconds, times
from tests.bench.keystroke import LINES, Typist, keystroke_row, type_in_turn
from tests.bench.run import DRIFTLINT, RUFF, Run, own_cache
from tests.bench.table import Row


async def first_diagnostics(run: Run) -> list[Row]:
    """From the start of the server to the diagnostics of a file, in a workspace it has never seen."""
    taken: dict[Sequence[str], list[float]] = {DRIFTLINT: [], RUFF: []}
    opened: dict[Sequence[str], list[float]] = {DRIFTLINT: [], RUFF: []}
    for _ in range(run.repeats(5)):
        for command in (DRIFTLINT, RUFF):
            own_cache(run.folder("never-seen"))
            started = time.perf_counter()
            async with serving(command, run.large.root) as client:
                ready = time.perf_counter()
                await client.open(run.large.opened)
                taken[command].append(time.perf_counter() - started)
                opened[command].append(time.perf_counter() - ready)
    own_cache(run.scratch / "cache")
    return [
        _first("first diagnostics in a cold workspace, from `didOpen`", opened),
        _first("the same from the start of the server", taken),
    ]


def _first(what: str, taken: dict[Sequence[str], list[float]]) -> Row:
    ours, theirs = (statistics.median(taken[it]) for it in (DRIFTLINT, RUFF))
    return Row((what, "≤ 0.6 s", in_seconds(ours), f"`ruff server`: {in_seconds(theirs)}", times(ours, theirs)))


async def memory(run: Run) -> list[Row]:
    """What the server holds once it has read everything, and a keystroke then; the long module lies beside the rest."""
    root = run.large.root
    path = backend.write(root / "zz-typed-into", LINES)
    try:
        return await _in_everything(run, root, path)
    finally:
        shutil.rmtree(root / "zz-typed-into")


async def _in_everything(run: Run, root: Path, path: Path) -> list[Row]:
    async with AsyncExitStack() as stack:
        started = time.perf_counter()
        ours = Typist(await stack.enter_async_context(serving(DRIFTLINT, root)))
        await ours.client.open(path)
        await ours.client.indexed()
        indexed = time.perf_counter() - started
        held = ours.client.memory()
        theirs = Typist(await stack.enter_async_context(serving(RUFF, root)))
        await theirs.client.open(path)
        await type_in_turn((ours, theirs), path, run.edits)
        beside = theirs.client.memory()
    what = f"memory of the server with {run.large.lines:,} lines indexed, its children included"
    how = f"{held.resident:,.0f} MiB (peak {held.peak:,.0f})"
    return [
        Row((what, "≤ 500 MiB", how, f"`ruff server`, which indexes nothing: {beside.resident:,.0f} MiB", NOTHING)),
        Row(("reading all of it in the background, first time", NOTHING, in_seconds(indexed), NOTHING, NOTHING)),
        keystroke_row(f"a keystroke in a file of {LINES:,} lines, all of it indexed", ours.spread, theirs.spread),
    ]
