"""Reads many files at once, in processes of their own.

Workers are started anew (never forked), so that it is the same on every system; they look for modules where this
process does and never in the current folder, which is the workspace.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for_any

from driftlint.facts.cache import digest_of, encoded_or_none
from driftlint.facts.extract import extract
from driftlint.syntax.tree import parse
from driftlint.text import files
from driftlint.text.files import Stamp, UnreadableFileError

Reading = tuple[str, Stamp, bytes, bytes | None]
"""A path, the stamp of the file before it was read, the digest of its bytes, its facts in MessagePack."""

BATCH_BYTES = 128 * 1024
"""How much text a worker is handed at a time: few enough to share out, many enough to be worth a message."""

_ending = threading.Event()
"""Set in a worker that is to end."""


class Pool:
    """Workers that read files; `ready` gives what is done so far. A file that could not be read is given by nobody."""

    def __init__(self, sized: Iterable[tuple[int, str]], workers: int) -> None:
        """Has the files read, each given with its size in bytes."""
        self._pending: set[Future[list[Reading]]] = set()
        others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        with safe_path():
            self._executor = ProcessPoolExecutor(workers, context, initializer=_begin)
            for batch in _batches(sized):
                self._pending.add(self._executor.submit(read_batch, batch))
        self._workers = set(multiprocessing.active_children()) - others

    @property
    def done(self) -> bool:
        """Whether everything has been given."""
        return not self._pending

    def ready(self, seconds: float | None = None) -> Iterator[Reading]:
        """What is done by now, waiting for as long as `seconds` (None: as long as it takes) where nothing is."""
        finished, self._pending = wait(self._pending, seconds, FIRST_COMPLETED)
        for it in finished:
            try:
                yield from it.result()
            except (
                BrokenProcessPool,
                CancelledError,
                OSError,
            ):  # a worker that cannot start or was killed: the rest is read here
                self.stop()
                return

    def stop(self) -> None:
        """Has the workers end with the file they are at: nothing is lost that cannot be read again."""
        if self._pending:
            for it in self._workers:
                it.terminate()
        self._pending.clear()
        self._executor.shutdown(wait=False, cancel_futures=True)


def read_batch(paths: list[str]) -> list[Reading]:
    """What the files say; those that cannot be read are left out."""
    found: list[Reading] = []
    for path in paths:
        if _ending.is_set():
            break
        stamp = files.stamp(path)
        if stamp is None:
            continue
        try:
            content = files.read_bytes(path)
            facts = extract(parse(files.decode(content, path))).facts
        except (UnreadableFileError, RecursionError):
            continue
        found.append((path, stamp, digest_of(content), encoded_or_none(facts)))
    return found


def _batches(sized: Iterable[tuple[int, str]]) -> Iterator[list[str]]:
    """The paths in batches, the largest files first, so that no long one is left for the end."""
    batch: list[str] = []
    bytes_ = 0
    for size, path in sorted(sized, reverse=True):
        batch.append(path)
        bytes_ += size
        if bytes_ >= BATCH_BYTES:
            yield batch
            batch, bytes_ = [], 0
    if batch:
        yield batch


def _begin() -> None:
    """Prepares a worker: an interrupt is the parent's to handle, and a parent that is gone leaves no worker behind."""
    gc.disable()  # facts hold no circles
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Killed in the middle of a message, a worker would leave the parent waiting for the rest of it, for ever.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: _ending.set())
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for_any([sentinel])
    os._exit(1)


@contextlib.contextmanager
def safe_path() -> Iterator[None]:
    """Keeps the current folder off the path on which a starting Python looks for modules."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before
