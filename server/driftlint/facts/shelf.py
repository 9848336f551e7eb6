"""The facts of many files in little room: of a few as they are, of the others packed."""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from driftlint.facts.model import ModuleFacts

T = TypeVar("T")

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(ModuleFacts)
_FASTEST = 1


class Shelf:
    """Facts by path. `room` is how many files have theirs at hand, None: all; `held` ones always do.

    Packed, facts take a twentieth; a third of a millisecond makes a file's out of them again.
    """

    def __init__(self, room: int | None, packed: Callable[[str, ModuleFacts], None]) -> None:
        """`packed` is told what is no longer at hand."""
        self.held: set[str] = set()
        """The files whose facts change all the time: open ones."""
        self._room = room
        self._tell = packed
        self._at_hand: dict[str, ModuleFacts] = {}
        """The first is the one that has been there longest."""
        self._packed: dict[str, bytes] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._at_hand or path in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._at_hand.keys() | self._packed.keys())

    def get(self, path: str) -> ModuleFacts | None:
        """The facts of the file, None where there are none; equal ones each time, but not always the same."""
        found = self._at_hand.get(path)
        if found is None and path in self._packed:
            found = self._at_hand[path] = _unpacked(self._packed[path])
            self._make_room()
        return found

    def __setitem__(self, path: str, facts: ModuleFacts) -> None:
        self._packed.pop(path, None)
        self._at_hand[path] = facts
        self._make_room()

    def __delitem__(self, path: str) -> None:
        self._packed.pop(path, None)
        self._at_hand.pop(path, None)

    def _make_room(self) -> None:
        if self._room is None or len(self._at_hand) <= self._room + len(self.held):
            return
        oldest = next((it for it in self._at_hand if it not in self.held), None)
        if oldest is None:
            return
        facts = self._at_hand[oldest]
        if oldest not in self._packed:
            content = _packed(facts)
            if content is None:
                self.held.add(oldest)
                return
            self._packed[oldest] = content
        del self._at_hand[oldest]
        self._tell(oldest, facts)


def _packed(facts: ModuleFacts) -> bytes | None:
    """`facts` in few bytes, None where they cannot be written so: half a character, or nested without end."""
    try:
        return zlib.compress(_ENCODER.encode(facts), _FASTEST)
    except (UnicodeEncodeError, RecursionError):
        return None


def _unpacked(content: bytes) -> ModuleFacts:
    facts = _DECODER.decode(zlib.decompress(content))
    return msgspec.structs.replace(
        facts,
        toplevel=_shared(facts.toplevel),
        functions=_shared(facts.functions),
        classes=_shared(facts.classes),
        lines=_shared(facts.lines),
    )


def _shared(by_owner: dict[str, T]) -> dict[str, T]:
    """With the names of the owners in memory once, however often they are unpacked: the index keeps many of them."""
    return {sys.intern(owner): it for owner, it in by_owner.items()}
