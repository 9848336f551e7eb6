"""One remembered result of the memo engine: what it is, what it rests on, and who rests on it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

MISSING = object()
"""The value of a result that was never computed."""

_FEW = 8
"""How many readers are kept in a tuple, a quarter the size of a dict."""


class Node:
    """One remembered result: its value, what it read, who read it, and since which revision its value stands."""

    __slots__ = (
        "arguments",
        "asked",
        "changed",
        "dependencies",
        "function",
        "height",
        "readers",
        "running",
        "stale",
        "suspects",
        "value",
    )

    def __init__(self, function: Callable[..., Any] | None, arguments: Any) -> None:
        """Of a query with the tuple of its arguments, or of the input with a key."""
        self.function = function
        self.arguments = arguments
        self.value: Any = MISSING
        self.changed = 0
        self.height = 0
        """More than that of anything it read when it was made."""
        self.stale = False
        self.running = False
        self.asked = -1
        """In which round, from one sweep to the next, it was last asked for (an input: set) from outside; -1: never."""
        # There are hundreds of thousands of these, most with one reader and nothing suspected: nothing is made in vain.
        self.dependencies: tuple[Node, ...] = ()
        self.readers: Node | tuple[Node, ...] | dict[Node, None] | None = None
        """Who read it and has not been told to suspect it; the one who did, where there is only one."""
        self.suspects: dict[Node, int] | None = None
        """Dependencies that may have changed, each with the revision of it this result was made from."""

    def add_reader(self, reader: "Node") -> None:
        """Takes note that `reader` rests on this."""
        readers = self.readers
        if readers is None:
            self.readers = reader
        elif isinstance(readers, dict):
            readers[reader] = None
        elif isinstance(readers, tuple):
            if reader not in readers:
                all_ = (*readers, reader)
                self.readers = all_ if len(all_) <= _FEW else dict.fromkeys(all_)
        elif readers is not reader:
            self.readers = (readers, reader)

    def drop_reader(self, reader: "Node") -> None:
        """Takes note that `reader` no longer rests on this."""
        readers = self.readers
        if readers is reader:
            self.readers = None
        elif isinstance(readers, dict):
            readers.pop(reader, None)
        elif isinstance(readers, tuple) and reader in readers:
            self.readers = tuple(it for it in readers if it is not reader)

    def each_reader(self) -> Iterable["Node"]:
        """Who is to be told when this changes."""
        readers = self.readers
        if readers is None:
            return ()
        return (readers,) if isinstance(readers, Node) else readers

    @property
    def popularity(self) -> int:
        """How many are to be told when this changes."""
        readers = self.readers
        if readers is None:
            return 0
        return 1 if isinstance(readers, Node) else len(readers)


Nodes: TypeAlias = dict[Callable[..., Any] | None, dict[Any, Node]]
"""Each query's results by their arguments, and under None the inputs by their keys."""
