"""Demand-driven queries that remember what they read, and recompute only what an edit really changed.

A *query* is a function of the database and of hashable arguments. Its result is kept with the inputs and queries it
read. When an input changes, what depends on it is only *suspected*; when it is next asked for, its suspected
dependencies are brought up to date first, and if none of them changed its value, it is still good (early cutoff).
A *hub*, which many rest on, is brought up to date before any of them is suspected: most often it comes out the same.
The cost of an edit is thus what depends on the edit, not what is in the workspace.

What nobody asks for any more is let go when there is time (`Database.sweep`): results without a reader that were not
asked for from outside either, and inputs nobody reads that can be loaded again.

Queries must not depend on themselves: inference that could go round in circles takes a depth that runs out, which also
keeps a result from depending on where the circle was entered.
"""

import contextlib
import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from driftlint.index.node import MISSING, Node, Nodes
from driftlint.index.supposition import Supposition

P = ParamSpec("P")
T = TypeVar("T")

_UNLOADED = object()

HUB = 24
"""How many readers make a result a hub."""

LIGHT = 20_000
"""Of how many nodes a sweep takes a few milliseconds."""

SLACK, MOST = 250, 50_000
"""It is time to sweep when `SLACK` nodes have been added; where there are more than `LIGHT`, when a quarter of what was
kept has been, at most `MOST`."""


class Cancelled(BaseException):
    """The analysis was superseded; what was not finished has not been kept."""


class CircularQueryError(RuntimeError):
    """A query asked for its own result: a defect of the query, not of the input."""


class Database:
    """Inputs, and the remembered results of the queries over them. Not for use from several threads at once."""

    def __init__(self, hub: int = HUB) -> None:
        """`hub` is how many readers make a result a hub, two at least."""
        self._nodes: Nodes = defaultdict(dict)
        self._hub = hub
        self._reads: list[dict[Node, int]] = []
        """What each running query has read, with the revision since which that stood when it was read."""
        self._hubs: set[Node] = set()
        """Suspected hubs whose readers have not been told."""
        self._revision = 1
        self._round = 0
        self._kept = 0
        self._supposed: Supposition | None = None
        self.cancelled: Callable[[], bool] | None = None
        """Asked before each computation; true ends the analysis with `Cancelled`."""
        self.loader: Callable[[Any], Any] | None = None
        """Makes the first value of an input that is read before it was set."""
        self.computed = 0
        """How many results have been computed so far, for tests of what an edit recomputes."""

    def __len__(self) -> int:
        """How many inputs and results are remembered."""
        return sum(map(len, self._nodes.values()))

    def set_input(self, key: Any, value: Any) -> bool:
        """Makes `value` the value of the input `key`; returns whether that changed anything."""
        node = self._nodes[None].get(key)
        if node is None:
            node = self._make(None, key)
        node.asked = self._round
        return self._set(node, value)

    def update_input(self, key: Any, value: Any) -> bool:
        """The same, but only for an input that was read or set before; any other is left to the loader."""
        node = self._nodes[None].get(key)
        return node is not None and self._set(node, value)

    def _set(self, node: Node, value: Any) -> bool:
        if node.value is value or (node.value is not MISSING and node.value == value):
            return False
        if self._supposed is not None:
            self._supposed.note(node)
        self._suspect_readers(node)
        self._revision += 1
        node.value = value
        node.changed = self._revision
        return True

    def input(self, key: Any, default: T) -> T:
        """The value of the input `key`, `default` while it was never set; remembered as read by the running query."""
        node = self._nodes[None].get(key)
        if node is None:
            node = self._make(None, key)
            node.value = default if self.loader is None else self.loader(key)
            if node.value is None:
                node.value = default
            node.changed = self._revision
        elif node.value is _UNLOADED:
            self.reload(key)
        if self._reads:
            self._reads[-1].setdefault(node, node.changed)
        value: T = node.value
        return value

    def unload(self, key: Any) -> None:
        """Lets go of the value of an input, which the loader can make again as it was."""
        node = self._nodes[None].get(key)
        if node is not None:
            node.value = _UNLOADED

    def reload(self, key: Any) -> None:
        """Has the loader make a value that was let go of."""
        node = self._nodes[None].get(key)
        if node is not None and node.value is _UNLOADED and self.loader is not None:
            node.value = self.loader(key)

    def get(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """The up-to-date result of `function(self, *arguments)`."""
        if self._hubs and not self._reads:
            self._settle_hubs()
        node = self._nodes[function].get(arguments)
        if node is None:
            node = self._make(function, arguments)
        if node.value is MISSING or node.suspects or node.stale:
            self._refresh(node)
        if self._reads:
            self._reads[-1].setdefault(node, node.changed)
        else:
            node.asked = self._round
        return node.value

    @contextlib.contextmanager
    def supposing(self) -> Iterator[None]:
        """Puts everything back at the end of the `with` block, whatever was set and asked for in it.

        That costs what was touched, and leaves nothing to be recomputed.
        """
        assert self._supposed is None, "one thing is supposed at a time"
        revision, hubs, self._supposed = self._revision, self._hubs.copy(), Supposition()
        try:
            yield
        finally:
            self._supposed.undo(self._nodes)
            self._revision, self._hubs, self._supposed = revision, hubs, None

    def otherwise(self, query: "Query[..., Any]") -> Iterator[tuple[Any, ...]]:
        """The arguments for which `query` gives something else than before what is supposed now.

        Of those only for which its result was known and not doubtful then.
        """
        assert self._supposed is not None
        self._settle_hubs()  # only then does everything know that is to be asked again
        for node, before in self._supposed.touched(query.function):
            if self.get(query.function, node.arguments) != before and before is not MISSING:
                yield node.arguments

    def is_doubtful(self, query: "Query[..., Any]", *arguments: Any) -> bool:
        """Whether the result of `query` was known once and may be another one by now."""
        self._settle_hubs()
        node = self._nodes[query.function].get(arguments)
        return node is not None and node.value is not MISSING and bool(node.suspects or node.stale)

    @property
    def revision(self) -> int:
        """A number that is another one after each change of an input; what is supposed has numbers of its own."""
        return self._revision

    def _make(self, function: Callable[..., Any] | None, arguments: Any) -> Node:
        node = self._nodes[function][arguments] = Node(function, arguments)
        if self._supposed is not None:
            self._supposed.made(node)
        return node

    @property
    def crowded(self) -> bool:
        """Whether so much has been added since the last sweep that another one is worth its time."""
        return len(self) > self._kept + (SLACK if self.light else min(self._kept // 4, MOST))

    @property
    def light(self) -> bool:
        """Whether a sweep takes so little time that it need not wait until nothing else is going on."""
        return len(self) <= LIGHT

    def sweep(self) -> None:
        """Lets go of what nobody asks for any more; where that is asked for again, it is made again.

        Kept is what was asked for from outside, unless something it rests on has changed since and a whole round from
        one sweep to the next has passed without anybody asking again; the inputs that were set; and whatever these
        read. Takes time with the number of nodes, so it is for when nothing else is to be done: it raises `Cancelled`
        as a computation does, and has then done nothing.
        """
        assert not self._reads, "a query is running"
        assert self._supposed is None, "something is supposed"
        kept = self._kept_nodes()
        dead = [node for node in self._unless_cancelled(self._all()) if node not in kept]
        for node in dead:
            del self._nodes[node.function][node.arguments]
            for dependency in node.dependencies:
                dependency.drop_reader(node)
        self._hubs.difference_update(dead)
        for node in dead:  # what goes round in circles would be left to the garbage collector
            node.dependencies, node.readers, node.suspects = (), None, None
        self._round += 1
        self._kept = len(self)

    def inputs(self) -> Iterator[Any]:
        """The keys of the inputs that are remembered."""
        return iter(self._nodes[None])

    def _all(self) -> Iterator[Node]:
        return itertools.chain.from_iterable(table.values() for table in self._nodes.values())

    def _kept_nodes(self) -> set[Node]:
        pending = [it for it in self._unless_cancelled(self._all()) if it.asked >= 0 and self._is_wanted(it)]
        kept = set(pending)
        for node in self._unless_cancelled(pending):  # which grows meanwhile
            for dependency in node.dependencies:
                if dependency not in kept:
                    kept.add(dependency)
                    pending.append(dependency)
        return kept

    def _unless_cancelled(self, nodes: Iterable[T]) -> Iterator[T]:
        """Gives `nodes` one after the other, and looks up now and then."""
        for number, node in enumerate(nodes):
            if number % 1024 == 0 and self.cancelled is not None and self.cancelled():
                raise Cancelled
            yield node

    def _is_wanted(self, root: Node) -> bool:
        return root.asked == self._round or not (root.stale or root.suspects or root.value is MISSING)

    def _refresh(self, node: Node) -> None:
        if node.running:
            name = getattr(node.function, "__qualname__", "query")
            raise CircularQueryError(f"{name}{node.arguments} depends on itself")
        if self._supposed is not None:
            self._supposed.note(node)
        if node.value is MISSING:
            self._compute(node)
            return
        node.running = True
        try:
            while node.suspects and not node.stale:
                suspect, seen = next(iter(node.suspects.items()))
                if suspect.function is not None and (suspect.suspects or suspect.stale):
                    try:
                        self._refresh(suspect)
                    except Exception:  # noqa: BLE001  whoever still reads it meets the exception there
                        node.stale = True
                        break
                del node.suspects[suspect]
                suspect.add_reader(node)
                node.stale = suspect.changed > seen
            if not node.suspects:
                node.suspects = None
        finally:
            node.running = False
        if node.stale:
            self._compute(node)

    def _compute(self, node: Node) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        assert node.function is not None
        reads: dict[Node, int] = {}
        self._reads.append(reads)
        node.running = True
        try:
            value = node.function(self, *node.arguments)
        except BaseException:
            if len(self._reads) > 1:  # a reader that gets over the exception rests on what led to it
                self._reads[-2] |= reads | self._reads[-2]
            raise
        finally:
            node.running = False
            self._reads.pop()
        self.computed += 1
        for dependency in node.dependencies:
            if dependency not in reads:
                dependency.drop_reader(node)
        for dependency in reads:
            if dependency.readers is None:
                dependency.readers = node
            else:
                dependency.add_reader(node)
        node.height = 1 + max([it.height for it in reads], default=0)
        node.dependencies = tuple(reads)
        node.suspects = self._come_out_different(reads) if self._hubs else None
        node.stale = False
        if node.value is MISSING or node.value != value:
            if node in self._hubs:
                self._hubs.discard(node)
                self._suspect_readers(node)
            node.changed = self._revision
            node.value = value

    def _come_out_different(self, reads: dict[Node, int]) -> dict[Node, int] | None:
        """What of `reads` has changed since, or may have, because a hub came out different in the meantime."""
        found = {it: seen for it, seen in reads.items() if it.suspects or it.stale or it.changed != seen}
        return found or None

    def _settle_hubs(self) -> None:
        """Brings suspected hubs up to date; tells the readers of those that came out different, or cannot be made."""
        while self._hubs:
            for hub in sorted(self._hubs, key=_height):
                try:
                    while hub in self._hubs and (hub.suspects or hub.stale):
                        self._refresh(hub)
                except Exception:  # noqa: BLE001  whoever still reads it meets the exception there
                    self._suspect_readers(hub)
                self._hubs.discard(hub)

    def _suspect_readers(self, changed: Node) -> None:
        """Tells everything that rests on `changed`, which is about to change, that its value may be old.

        Who has been told is no reader any more until it has looked: what nobody asks about is told once, however often
        things change, and so an edit costs what is asked for after it.
        """
        supposed = self._supposed
        pending = [changed]
        while pending:
            dependency = pending.pop()
            for reader in dependency.each_reader():
                if supposed is not None:
                    supposed.note(reader)
                if reader.suspects:
                    reader.suspects.setdefault(dependency, dependency.changed)
                    continue
                reader.suspects = {dependency: dependency.changed}
                if reader.popularity >= self._hub and not _is_late(reader):
                    self._hubs.add(reader)
                else:
                    pending.append(reader)
            dependency.readers = None


def _height(node: Node) -> int:
    return node.height


_LATE: set[Callable[..., Any]] = set()
"""Queries that are no hubs, however many rest on them."""


def _is_late(node: Node) -> bool:
    return node.function in _LATE


class Query(Generic[P, T]):
    """A function over the database whose results are remembered."""

    def __init__(self, function: Callable[Concatenate[Database, P], T]) -> None:
        self.function = function
        functools.update_wrapper(self, function)

    def __call__(self, db: Database, *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG002  ParamSpec wants both
        """The result for `args`, which are positional, computed only where no good one is remembered."""
        value: T = db.get(self.function, args)
        return value


def query(function: Callable[Concatenate[Database, P], T]) -> Query[P, T]:
    """Makes `function(db, *arguments)` a remembered query; its arguments are hashable and positional."""
    return Query(function)


def late(found: Query[P, T]) -> Query[P, T]:
    """Has a query never brought up to date before it is asked for: what adds up the whole workspace costs too much."""
    _LATE.add(found.function)
    return found
