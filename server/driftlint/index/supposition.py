"""What a database said before something was supposed, so that all of it can be put back as it was.

Putting inputs back would be one more edit: whatever read them would be recomputed, only to come out as it was. So every
result is noted before it is touched, and restored with what it read and when it last changed.
"""

from collections.abc import Callable, Iterator
from typing import Any

from driftlint.index.node import Node, Nodes

_State = tuple[Any, int, bool, dict[Node, int] | None, tuple[Node, ...]]
"""The value of a node, when it changed, whether it is stale, its suspects and its dependencies."""


class Supposition:
    """The inputs and results that were touched while something is supposed, as they were before."""

    def __init__(self) -> None:
        self._states: dict[Node, _State] = {}
        self._made: list[Node] = []

    def note(self, node: Node) -> None:
        """Takes note of what `node` is, which is about to change."""
        if node not in self._states:
            suspects = node.suspects
            if suspects is not None:
                suspects = suspects.copy()
            self._states[node] = node.value, node.changed, node.stale, suspects, node.dependencies

    def made(self, node: Node) -> None:
        """Takes note of a node that was not there before."""
        self._made.append(node)
        self.note(node)

    def touched(self, function: Callable[..., Any]) -> Iterator[tuple[Node, Any]]:
        """The results of `function` that may be others now, each with the value it had."""
        return ((node, state[0]) for node, state in tuple(self._states.items()) if node.function is function)

    def undo(self, nodes: Nodes) -> None:
        """Makes everything what it was; `nodes` are all there are."""
        made = {*self._made}
        for node, (value, changed, stale, suspects, dependencies) in self._states.items():
            if node.dependencies is not dependencies:
                before, now = dict.fromkeys(dependencies), dict.fromkeys(node.dependencies)
                for it in now.keys() - before.keys():
                    it.drop_reader(node)
                for it in before.keys() - now.keys():
                    it.add_reader(node)
            for it in node.suspects or () if node not in made else ():
                it.add_reader(node)  # whoever was told to suspect something may not be told again
            node.value, node.changed, node.stale = value, changed, stale
            node.suspects, node.dependencies = suspects, dependencies
        for node in self._made:
            del nodes[node.function][node.arguments]
