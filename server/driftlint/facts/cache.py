"""The facts of files as they were when last read, by what the files said then.

A file counts as unchanged when its size, times and number on the disk are what they were; otherwise its bytes decide.
What is remembered carries a checksum, so that damage is noticed and never told as facts.
"""

import hashlib
import os
import time
import zlib
from collections.abc import Iterable, Mapping

import msgspec

from driftlint.facts.model import ModuleFacts
from driftlint.syntax.tree import grammar_paths
from driftlint.text import files
from driftlint.text.files import Stamp
from driftlint.text.store import Store, store_path

_SCHEMA = (
    """create table if not exists seen
    (path blob primary key, size int, modified int, changed int, number int, digest blob not null)""",
    "create table if not exists facts (digest blob primary key, encoded blob not null)",
    "create table if not exists results (path blob primary key, state blob not null, encoded blob not null)",
)
_SETTLED_NS = 2_000_000_000
"""How long before it is read a file must have been left alone, in nanoseconds, for its times to tell a change.

Disks keep times in steps of up to two seconds: a file changed again within one would look unchanged.
"""
_WRITTEN_AT_ONCE = 256
"""How many files are remembered in one transaction."""

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(ModuleFacts).decode


def encoded_or_none(facts: ModuleFacts) -> bytes | None:
    """The facts in MessagePack, None where it has no form for them: a huge number, half a surrogate pair."""
    try:
        return encode(facts)
    except (ValueError, OverflowError, RecursionError):
        return None


def digest_of(content: bytes) -> bytes:
    """What stands for the bytes of a file."""
    return hashlib.blake2b(content, digest_size=16).digest()


def open_cache(root: str) -> "FactsCache":
    """What this very driftlint, with the grammar it has, remembers of the workspace at `root`."""
    grammar = [(it.size, it.modified, it.number) for path in grammar_paths() if (it := files.stamp(path)) is not None]
    return FactsCache(Store(store_path(root, f"{files.installation_digest()} {grammar}"), _SCHEMA), root)


class FactsCache:
    """What is remembered of the files of one workspace. Paths are absolute."""

    def __init__(self, store: Store, root: str) -> None:
        self.store = store
        self._prefix = root.rstrip(os.sep) + os.sep
        self._seen: dict[bytes, tuple[Stamp, bytes]] = {}
        self._new_seen: dict[bytes, tuple[Stamp, bytes]] = {}
        self._new_facts: dict[bytes, bytes] = {}
        try:
            for path, size, modified, changed, number, digest in store.rows("select * from seen"):
                self._seen[path] = (Stamp(size, modified, changed, number), digest)
        except (TypeError, ValueError):
            self.store.rebuild()
            self._seen.clear()

    def unchanged(self, path: str, stamp: Stamp) -> bytes | None:
        """The digest of the file where it cannot have changed since it was last read."""
        known = self._seen.get(self._name(path))
        return known[1] if known is not None and known[0] == stamp else None

    def facts(self, digest: bytes) -> ModuleFacts | None:
        """The facts of a file whose bytes have this digest."""
        encoded = self._encoded(digest)
        try:
            return None if encoded is None else decode(encoded)
        except (msgspec.MsgspecError, RecursionError):
            return None

    def _encoded(self, digest: bytes) -> bytes | None:
        found = self._new_facts.get(digest)
        if found is not None:
            return found
        for (kept,) in self.store.rows("select encoded from facts where digest = ?", (digest,)):
            if (whole := _unsealed(kept)) is not None:
                return whole
            self.store.rebuild()
            self._seen.clear()
        return None

    def known(self) -> set[bytes]:
        """The digests whose facts are remembered."""
        return {digest for (digest,) in self.store.rows("select digest from facts")} | self._new_facts.keys()

    @property
    def has_results(self) -> bool:
        """Whether any are remembered."""
        return bool(self.store.rows("select 1 from results limit 1"))

    def results(self, state: bytes) -> dict[str, bytes]:
        """What was said of files when everything was as `state` stands for, by path."""
        rows = self.store.rows("select path, encoded from results where state = ?", (state,))
        return {
            self._prefix + os.fsdecode(path): whole for path, kept in rows if (whole := _unsealed(kept)) is not None
        }

    def keep_results(self, state: bytes, results: Mapping[str, bytes]) -> None:
        """Remembers what is said of files now that everything is as `state` stands for, and forgets what was before."""
        rows = [(self._name(path), state, _sealed(it)) for path, it in results.items()]
        self.store.write(
            (
                ("delete from results where state != ?", [(state,)]),
                ("insert or replace into results values (?, ?, ?)", rows),
            )
        )

    def keep_only(self, paths: Iterable[str]) -> None:
        """Forgets other files than `paths`, and what files once said, where that is most of what is remembered."""
        names = {self._name(it) for it in paths}
        if len(self.known()) <= 2 * len(names) + _WRITTEN_AT_ONCE:
            return
        gone = [(it,) for it in self._seen.keys() - names]
        self._seen = {name: it for name, it in self._seen.items() if name in names}
        self.store.write(
            (
                ("delete from seen where path = ?", gone),
                ("delete from facts where digest not in (select digest from seen)", [()]),
            )
        )

    def saw(self, path: str, stamp: Stamp, digest: bytes, encoded: bytes | None = None) -> None:
        """Remembers what the file says, once `flush` is called or enough has come together."""
        settled = time.time_ns() - _SETTLED_NS
        if max(stamp.modified, stamp.changed) < settled:
            self._seen[self._name(path)] = self._new_seen[self._name(path)] = stamp, digest
        if encoded is not None:
            self._new_facts[digest] = encoded
        if len(self._new_facts) >= _WRITTEN_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Writes what is new."""
        if not self._new_seen and not self._new_facts:
            return
        facts = [(key, _sealed(it)) for key, it in self._new_facts.items()]
        seen = [(path, *msgspec.structs.astuple(stamp), digest) for path, (stamp, digest) in self._new_seen.items()]
        self.store.write(
            (
                ("insert or replace into facts values (?, ?)", facts),
                ("insert or replace into seen values (?, ?, ?, ?, ?, ?)", seen),
            )
        )
        self._new_seen.clear()
        self._new_facts.clear()

    def _name(self, path: str) -> bytes:
        return os.fsencode(path.removeprefix(self._prefix))


def _sealed(content: bytes) -> bytes:
    """`content` behind a checksum of it."""
    return zlib.crc32(content).to_bytes(4, "big") + content


def _unsealed(kept: object) -> bytes | None:
    """What was sealed, None where it is not that any more."""
    if isinstance(kept, bytes) and zlib.crc32(kept[4:]).to_bytes(4, "big") == kept[:4]:
        return kept[4:]
    return None
