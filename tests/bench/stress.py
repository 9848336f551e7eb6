"""What very much costs: memory over tens of thousands of keystrokes, a very long document, a burst of edits."""

import random
import shutil
import time
from pathlib import Path

from tests.bench import backend
from tests.bench.client import Client, serving
from tests.bench.figures import in_seconds, milliseconds, spread
from tests.bench.run import DRIFTLINT, Run
from tests.bench.table import Row

SAMPLE = Path(__file__).parents[1] / "projects" / "tickets_drf"
OPENED = 12
KEYSTROKES, AFTER = 20_000, 2_000
BURST = 5_000
LONG_BYTES = 5_000_000
FILLING = "\n\ndef filling_{0}(order):\n    return [order, {0}]\n"


async def memory(run: Run) -> list[Row]:
    """What the server holds before and after very many keystrokes in a dozen files of a sample backend."""
    root = run.folder("stress") / SAMPLE.name
    shutil.copytree(SAMPLE, root)
    files = sorted(it for it in root.rglob("*.py") if it.stat().st_size > 400)[:OPENED]
    async with serving(DRIFTLINT, root) as client:
        for path in files:
            await client.open(path)
        await client.indexed()
        typist = _Typist(client, files)
        held = [client.memory().resident]
        for until in (AFTER, KEYSTROKES):
            while typist.done < until:
                await typist.write_and_delete_line()
            held.append(client.memory().resident)
    said = " → ".join(f"{it:.0f} MiB" for it in held)
    return [
        Row((f"memory after 0, {AFTER:,} and {KEYSTROKES:,} keystrokes in {OPENED} files of a sample backend", said))
    ]


class _Typist:
    """Types lines into files at random and deletes them again, one character and one request at a time."""

    def __init__(self, client: Client, files: list[Path]) -> None:
        self._client, self._files = client, files
        self._random = random.Random(1)  # noqa: S311  the same keystrokes in every run
        self._lines = {it: it.read_text(encoding="utf-8").count("\n") for it in files}
        self.done = 0

    async def write_and_delete_line(self) -> None:
        path = self._random.choice(self._files)
        line = self._random.randrange(self._lines[path])
        typed = self._random.choice((f"name_{self.done} = {self.done}", "import os", f"# {self.done}", "def half(", ""))
        for column, character in enumerate(typed):
            await self._client.type(path, line, column, character)
        await self._client.type(path, line, 0, "", over=len(typed))
        self.done += len(typed) + 1


async def long_document(run: Run) -> list[Row]:
    """A document of five megabytes: opened, and typed into."""
    root = run.folder("long")
    path = backend.write(root, 10_000)
    text = path.read_text(encoding="utf-8")
    count = (LONG_BYTES - len(text)) // len(FILLING.format(10_000))
    path.write_text(text + "".join(map(FILLING.format, range(count))), encoding="utf-8")
    async with serving(DRIFTLINT, root) as client:
        started = time.perf_counter()
        await client.open(path)
        opened = time.perf_counter() - started
        times = []
        for column, character in enumerate("# the customer sees this"):
            started = time.perf_counter()
            await client.type(path, 0, column, character)
            times.append(time.perf_counter() - started)
        held = client.memory().resident
    said = f"{in_seconds(opened)} to open, then p50 {milliseconds(spread(times).p50)} a keystroke; {held:,.0f} MiB"
    return [Row((f"a document of {path.stat().st_size / 1e6:.1f} MB", said))]


async def burst(run: Run) -> list[Row]:
    """Edits sent all at once, to the diagnostics of the last one."""
    root = run.folder("burst")
    path = backend.write(root, 1_000)
    async with serving(DRIFTLINT, root) as client:
        await client.open(path)
        started = time.perf_counter()
        for version in range(2, BURST + 2):
            place = {"line": 0, "character": 0}
            change = {"range": {"start": place, "end": place}, "text": f"# {version}\n"}
            identifier = {"uri": path.as_uri(), "version": version}
            client.send("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
        await client.diagnostics(path)
        taken = time.perf_counter() - started
    return [Row((f"{BURST:,} edits at once in a file of 1,000 lines", in_seconds(taken)))]
