"""The port to what is remembered between runs: one SQLite file a workspace, in the user's cache directory.

Whatever may be wrong with it (damaged, locked, not writable, a full disk) costs what was remembered, and nothing else.
"""

import contextlib
import hashlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]

WAIT_MS = 2_000
"""For how many milliseconds another process may hold the file before this one goes without."""

KEPT_DAYS = 30
"""After how many days without use a file of another workspace, or of another version of driftlint, is removed."""

_NOTED_SECONDS = 24 * 60 * 60
"""For how many seconds a use need not be noted again."""

_NOT_ITS_FAULT = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""What may keep a good file from being used: by the low byte of SQLite's result codes."""


def cache_folder() -> Path:
    """Where driftlint remembers things: below `XDG_CACHE_HOME` where it is set, else where the system has caches."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if given and Path(given).is_absolute():
        return Path(given, "driftlint")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "driftlint" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "driftlint"
    return Path.home() / ".cache" / "driftlint"


def store_path(root: str, version: str) -> Path | None:
    """The file that has what `version` of driftlint remembers of the workspace at `root`; None without a home."""
    name = hashlib.sha256(f"{root}\0{version}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
    try:
        return cache_folder() / f"{name}.sqlite"
    except RuntimeError:
        return None


class Store:
    """Tables in a file; each reading and writing does nothing once the file has turned out to be of no use."""

    def __init__(self, path: Path | None, schema: Sequence[str]) -> None:
        """Opens the file at `path`, making it and the tables of `schema` where they are not there."""
        self._path = path
        self._schema = schema
        self._connection: sqlite3.Connection | None = None
        with self._surviving():
            self._connect()

    def rows(self, question: str, arguments: Sequence[Any] = ()) -> list[Row]:
        """What a `select` gives; nothing where the file is of no use."""
        with self._surviving():
            if self._connection is not None:
                return self._connection.execute(question, arguments).fetchall()
        return []

    def write(self, changes: Iterable[tuple[str, Iterable[Row]]]) -> None:
        """Makes all of `changes` in one short transaction: each is a statement and the rows it is executed with."""
        with self._surviving():
            if self._connection is None:
                return
            self._connection.execute("begin immediate")
            try:
                for statement, rows in changes:
                    self._connection.executemany(statement, rows)
                self._connection.execute("commit")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("rollback")
                raise

    def rebuild(self) -> None:
        """Begins anew: what the file says has turned out to be wrong."""
        with self._surviving():
            self._remove()
            self._connect()

    def close(self) -> None:
        """Lets go of the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    @contextlib.contextmanager
    def _surviving(self) -> Iterator[None]:
        """Lets nothing that befalls the file reach the caller: a damaged one is begun anew, any other is left alone."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self.close()
            if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF not in _NOT_ITS_FAULT:
                with contextlib.suppress(sqlite3.Error, OSError):
                    self._remove()
                    self._connect()

    def _connect(self) -> None:
        if self._path is None:
            return
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = not self._path.exists()
        connection = sqlite3.connect(self._path, timeout=WAIT_MS / 1000, isolation_level=None)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            for statement in self._schema:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        if fresh:
            _remove_unused(folder)
        elif time.time() - self._path.stat().st_mtime > _NOTED_SECONDS:
            os.utime(self._path)

    def _remove(self) -> None:
        self.close()
        if self._path is not None:
            _unlink(self._path)


def _unlink(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _remove_unused(folder: Path) -> None:
    """Removes what nobody has used for long, so that the cache does not grow with every version and workspace."""
    oldest = time.time() - KEPT_DAYS * 24 * 60 * 60
    for path in folder.glob("*.sqlite"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                _unlink(path)
