"""One run of the benchmarks: where it may write, how often it repeats, and the programs it times."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from subprocess import DEVNULL, run

from tests.bench.inputs import Workspace, workspace

DRIFTLINT = (sys.executable, "-m", "driftlint", "server")
RUFF = (sys.executable, "-m", "ruff", "server")


@dataclass
class Run:
    """What the rows share. `cache` keeps what was fetched; `scratch` is gone afterwards."""

    cache: Path
    scratch: Path
    edits: int
    quick: bool

    @cached_property
    def large(self) -> Workspace:
        """The large workspace."""
        return workspace(self.cache)

    def folder(self, name: str) -> Path:
        """A new folder below `scratch`."""
        folder = self.scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def repeats(self, usually: int) -> int:
        """How often something that takes long is repeated."""
        return max(2, usually // 5) if self.quick else usually


def duration(command: Sequence[str], root: Path, *, any_end: bool = False) -> float:
    """The seconds `command` takes in `root`, start-up included.

    Raises `RuntimeError` where it ends with more than 1, unless `any_end` is what some programs tell findings by.
    """
    started = time.perf_counter()
    ended = run(command, cwd=root, stdout=DEVNULL, stderr=DEVNULL, check=False)
    taken = time.perf_counter() - started
    if ended.returncode not in (0, 1) and not any_end:
        raise RuntimeError(f"{' '.join(command)} ended with {ended.returncode}")
    return taken


def in_turn(count: int, *measures: Callable[[], float]) -> list[list[float]]:
    """`count` times of each measure, taken in turn so that they see the same machine."""
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(count):
        for times, measure in zip(taken, measures, strict=True):
            times.append(measure())
    return taken


def own_cache(folder: Path) -> None:
    """Has what this run starts keep its caches in `folder`, not in the user's own."""
    os.environ.update(XDG_CACHE_HOME=str(folder), LOCALAPPDATA=str(folder), RUFF_NO_CACHE="true")
