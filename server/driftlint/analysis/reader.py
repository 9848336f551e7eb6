"""Gives the facts of files on the disk: remembered ones where the file is as it was, else from the text."""

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from driftlint.facts.cache import FactsCache, decode, digest_of, encoded_or_none
from driftlint.facts.extract import extract
from driftlint.facts.model import ModuleFacts
from driftlint.syntax.tree import parse
from driftlint.text import files

if TYPE_CHECKING:
    from driftlint.analysis.pool import Pool

WORTH_A_WORKER = 1_500_000
"""How many bytes of text take longer to read than a worker takes to start (about a quarter of a second)."""


class Reader:
    """Reads the files of one project. `cache` is None where nothing is to be remembered."""

    def __init__(self, cache: FactsCache | None) -> None:
        self._cache = cache
        self._ahead: dict[str, bytes] = {}
        """What has been read before it was asked for."""
        self._said: dict[str, bytes] = {}
        """The digests of the texts that facts were taken from."""
        self._stamps: dict[str, files.Stamp] = {}
        """What `digest` has just seen of files that are still to be read."""
        self._pool: Pool | None = None
        self._changed: set[str] = set()
        """The files of which the processes may have read an earlier text."""

    @property
    def busy(self) -> bool:
        """Whether processes are reading ahead."""
        return self._pool is not None

    def facts(self, path: str) -> ModuleFacts:
        """What the file says. Raises `UnreadableFileError`."""
        if self._pool is not None:
            self.take(0)
        ahead = self._ahead.pop(path, None)
        if ahead is not None:
            return decode(ahead)
        cache = self._cache
        stamp = None if cache is None else self._stamps.pop(path, None) or files.stamp(path)
        if cache is None or stamp is None:
            return extract(parse(files.read_text(path))).facts
        digest = cache.unchanged(path, stamp)
        found = None if digest is None else cache.facts(digest)
        if digest is not None and found is not None:
            self._said[path] = digest
            return found
        content = files.read_bytes(path)
        digest = self._said[path] = digest_of(content)
        found = cache.facts(digest)
        encoded = None
        if found is None:
            found = extract(parse(files.decode(content, path))).facts
            encoded = encoded_or_none(found)
        cache.saw(path, stamp, digest, encoded)
        return found

    def forget(self, path: str) -> None:
        """Has the file read when it is next asked for."""
        self._ahead.pop(path, None)
        self._stamps.pop(path, None)
        if self._pool is not None:
            self._changed.add(path)

    def begin(self, paths: Iterable[str], workers: int) -> bool:
        """Has those of `paths` that must be read read by up to `workers` processes; false where that is not worth it.

        From then on `facts` and `take` take over what they have done.
        """
        sized = self.unread(paths)
        workers = min(workers, sum(size for size, _ in sized) // WORTH_A_WORKER)
        if workers < 2 or self._pool is not None:
            return False
        from driftlint.analysis.pool import Pool  # multiprocessing is loaded where there is work for it

        self._pool = Pool(sized, workers)
        self._changed.clear()
        return True

    def take(self, seconds: float | None) -> int:
        """Takes over what the processes have done, and says how many files that is.

        Waits for up to `seconds` where nothing is done yet, None meaning as long as it takes.
        """
        if self._pool is None:
            return 0
        taken = 0
        for path, stamp, digest, encoded in self._pool.ready(seconds):
            taken += 1
            if self._cache is not None:
                self._cache.saw(path, stamp, digest, encoded)
            if encoded is not None and path not in self._changed:
                self._ahead[path] = encoded
                self._said[path] = digest
        if self._pool.done:
            self.stop()
        return taken

    def stop(self) -> None:
        """Ends the processes; what they have not read is read when it is asked for."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()

    def unread(self, paths: Iterable[str]) -> list[tuple[int, str]]:
        """Those of `paths` whose text must be read, with its size in bytes."""
        known = set() if self._cache is None else self._cache.known()
        found: list[tuple[int, str]] = []
        for path in paths:
            stamp = self._stamps.get(path) or files.stamp(path)
            if stamp is None or path in self._ahead:
                continue
            if known and self._cache is not None:
                digest = self._cache.unchanged(path, stamp)
                if digest is None:
                    try:
                        digest = digest_of(files.read_bytes(path))
                    except files.UnreadableFileError:
                        continue
                    self._cache.saw(path, stamp, digest)
                if digest in known:
                    continue
            found.append((stamp.size, path))
        return found

    def digest(self, paths: Iterable[str]) -> bytes | None:
        """What stands for the texts of all `paths`; None where one cannot be read, or nothing is remembered.

        None also where a text has changed since its facts were taken from it.
        """
        cache = self._cache
        if cache is None:
            return None
        whole = hashlib.blake2b(digest_size=16)
        for path in paths:
            stamp = files.stamp(path)
            if stamp is None:
                return None
            if path not in self._said:
                self._stamps[path] = stamp
            digest = cache.unchanged(path, stamp)
            if digest is None:
                try:
                    digest = digest_of(files.read_bytes(path))
                except files.UnreadableFileError:
                    return None
                cache.saw(path, stamp, digest)
            if self._said.get(path, digest) != digest:
                return None
            whole.update(b"%d " % len(path) + os.fsencode(path) + digest)
        return whole.digest()

    @property
    def has_results(self) -> bool:
        """Whether an earlier run has kept anything that it said."""
        return self._cache is not None and self._cache.has_results

    def results(self, state: bytes) -> dict[str, bytes]:
        """What an earlier run said of files when everything was as `state` stands for."""
        return {} if self._cache is None else self._cache.results(state)

    def keep_results(self, state: bytes, results: Mapping[str, bytes]) -> None:
        """Remembers what this one says."""
        if self._cache is not None:
            self._cache.keep_results(state, results)

    def remember(self, paths: Iterable[str]) -> None:
        """Writes down what was read; `paths` are all the files there are."""
        if self._cache is not None:
            self._cache.flush()
            self._cache.keep_only(paths)

    def close(self) -> None:
        """Lets go of the cache."""
        cache, self._cache = self._cache, None
        if cache is not None:
            cache.store.close()


def cores() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
