"""How long a keystroke takes to show in the diagnostics, seen from the client's side.

The same is typed into `driftlint server` and into `ruff server`, one character into each in turn, so that both see the
same machine; the diagnostics of each are waited for before the next one.
"""

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import backend
from tests.bench.client import Client, serving
from tests.bench.figures import NOTHING, Spread, milliseconds, spread, times
from tests.bench.run import DRIFTLINT, RUFF, Run
from tests.bench.table import Row

TYPED = "  # the customer sees this total, so it is rounded last, after every discount has been taken off it "
LINES = 10_000
OPEN_DEPENDANTS = 10


@dataclass
class Typist:
    """One session, and how long each keystroke in it took, in seconds."""

    client: Client
    edits: list[float] = field(default_factory=list)

    @property
    def spread(self) -> Spread:
        """Of the keystrokes so far."""
        return spread(self.edits)


async def keystrokes(run: Run) -> list[Row]:
    """Typing into the body of a function in the middle of a long module."""
    root = run.folder("keystroke")
    path = backend.write(root, LINES)
    ours, theirs = await typed_into_both(root, path, run.edits)
    return [
        keystroke_row(f"a keystroke in a file of {LINES:,} lines", ours, theirs),
    ]


def keystroke_row(what: str, ours: Spread, theirs: Spread) -> Row:
    """The row for typing into a long file."""
    return Row(
        (
            what,
            "p50 ≤ 6 ms, p95 ≤ 12 ms, ≤ 0.25 of ruff",
            f"p50 {milliseconds(ours.p50)}, p95 {milliseconds(ours.p95)}",
            f"`ruff server`: p50 {milliseconds(theirs.p50)}, p95 {milliseconds(theirs.p95)}",
            times(ours.p50, theirs.p50),
        )
    )


async def typed_into_both(root: Path, path: Path, edits: int) -> tuple[Spread, Spread]:
    """The keystrokes of both servers in `path`, once they have indexed `root`."""
    async with AsyncExitStack() as stack:
        ours = Typist(await stack.enter_async_context(serving(DRIFTLINT, root)))
        theirs = Typist(await stack.enter_async_context(serving(RUFF, root)))
        await ours.client.open(path)
        await theirs.client.open(path)
        await ours.client.indexed()
        await type_in_turn((ours, theirs), path, edits)
        return ours.spread, theirs.spread


async def type_in_turn(typists: Sequence[Typist], path: Path, edits: int) -> None:
    """Types at the end of a line past the middle of `path`, which all have open."""
    lines = path.read_text(encoding="utf-8").split("\n")  # noqa: ASYNC240  nothing is measured yet
    half = range(len(lines) // 2, len(lines))
    line = next((it for it in half if lines[it].startswith("    return ")), len(lines) // 2)
    for number in range(edits):
        for it in typists:
            started = time.perf_counter()
            await it.client.type(path, line, len(lines[line]) + number, TYPED[number % len(TYPED)])
            it.edits.append(time.perf_counter() - started)


async def dependants(run: Run) -> list[Row]:
    """Editing a helper that other open files call: it does HTTP and does not, in turn."""
    root = run.folder("dependants")
    long = backend.write(root, LINES)
    backend.write_others(root, 100)
    parts = sorted((root / "shop" / "parts_0").glob("part_*5.py"))[: OPEN_DEPENDANTS - 1]
    gateway = root / "shop" / "gateway.py"
    lines = gateway.read_text(encoding="utf-8").split("\n")
    line = next(number for number, it in enumerate(lines) if it.startswith("    client.post"))
    taken: list[float] = []
    async with serving(DRIFTLINT, root) as client:
        for path in (long, *parts, gateway):
            await client.open(path)
        await client.indexed()
        before = [len(await client.diagnostics(path)) for path in (long, *parts)]
        for number in range(run.repeats(20)):
            client.refreshed = False
            started = time.perf_counter()
            text, over = ("# ", 0) if number % 2 == 0 else ("", 2)
            await client.type(gateway, line, 4, text, over=over)
            await client.told_to_refresh()
            after = [len(await client.diagnostics(path)) for path in (long, *parts)]
            taken.append(time.perf_counter() - started)
            if (after == before) is (number % 2 == 0):
                raise RuntimeError("the edit of the helper did not show in the files that use it")
    found = spread(taken)
    what = f"an edit of a helper shown in {OPEN_DEPENDANTS} other open files, one of {LINES:,} lines"
    return [Row((what, "≤ 100 ms", f"p50 {milliseconds(found.p50)}, p95 {milliseconds(found.p95)}", NOTHING, NOTHING))]
