"""Reading a text as Python: an error-tolerant concrete syntax tree, re-parsed incrementally."""

import re
from collections.abc import Callable

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

PYTHON = Language(tree_sitter_python.language())

_LONE_CARRIAGE_RETURN = re.compile(rb"\r(?!\n)")


class SyntaxTree:
    """The syntax tree of one text. `source` is the text in UTF-8, with lone carriage returns as line feeds."""

    __slots__ = ("_tree", "source")

    def __init__(self, source: bytes, tree: Tree) -> None:
        self.source = source
        self._tree = tree

    @property
    def root(self) -> Node:
        """The node of the whole module."""
        return self._tree.root_node

    @property
    def broken(self) -> bool:
        """Whether some of the text does not parse."""
        return self._tree.root_node.has_error

    def reparsed(self, source: bytes) -> "SyntaxTree":
        """The tree of `source`, made from this one: only what differs is parsed again."""
        start, old_end, new_end = differing(self.source, source)
        edited = self._tree.copy()
        edited.edit(
            start_byte=start,
            old_end_byte=old_end,
            new_end_byte=new_end,
            start_point=_point(self.source, start),
            old_end_point=_point(self.source, old_end),
            new_end_point=_point(source, new_end),
        )
        made = SyntaxTree(source, Parser(PYTHON).parse(source, edited))
        # How the parser gets over broken text depends on the way it came there; only a parse from the start does not.
        return SyntaxTree(source, Parser(PYTHON).parse(source)) if made.broken else made


def parse(text: str, previous: SyntaxTree | None = None) -> SyntaxTree:
    """The syntax tree of `text`; `previous`, the tree of an earlier text of the file, only makes it faster."""
    source = encode(text)
    if previous is None:
        return SyntaxTree(source, Parser(PYTHON).parse(source))
    return previous if previous.source == source else previous.reparsed(source)


def encode(text: str) -> bytes:
    """`text` as the parser reads it: UTF-8 (unpaired surrogates kept), every line end seen as one."""
    source = text.encode("utf-8", "surrogatepass")
    return _LONE_CARRIAGE_RETURN.sub(b"\n", source) if b"\r" in source else source


def differing(old: bytes, new: bytes) -> tuple[int, int, int]:
    """Where the two texts differ: the first byte, and the end of the differing part in the old and in the new one."""
    start = _common(len(old), len(new), lambda low, high: old[low:high] == new[low:high])
    rest = min(len(old), len(new)) - start
    end = _common(rest, rest, lambda low, high: _tail(old, low, high) == _tail(new, low, high))
    return start, len(old) - end, len(new) - end


def _common(first: int, second: int, equal: Callable[[int, int], bool]) -> int:
    """How many leading bytes are equal, found by halving: comparing slices is far faster than looping over bytes."""
    low, high = 0, min(first, second)
    while low < high:
        middle = (low + high + 1) // 2
        if equal(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _tail(text: bytes, low: int, high: int) -> bytes:
    return text[len(text) - high : len(text) - low]


def _point(source: bytes, offset: int) -> tuple[int, int]:
    return source.count(b"\n", 0, offset), offset - (source.rfind(b"\n", 0, offset) + 1)
