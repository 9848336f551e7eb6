"""Reading a text as Python: an error-tolerant concrete syntax tree, re-parsed incrementally."""

import re
from collections.abc import Callable

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

from driftlint.syntax.mending import line_at, set_aside, unfinished

PYTHON = Language(tree_sitter_python.language())

MAX_BROKEN_LINES = 4
"""How many lines are set aside one after the other to get over text that does not parse."""

_LONE_CARRIAGE_RETURN = re.compile(rb"\r(?!\n)")


class SyntaxTree:
    """The syntax tree of one text.

    `source` is what was parsed, byte for byte as long as the text in UTF-8: lone carriage returns stand as line feeds,
    and lines that stopped the rest from being read as spaces. `broken` tells whether the text itself does not parse.
    """

    __slots__ = ("_original", "_tree", "broken", "source")

    def __init__(self, source: bytes, tree: Tree, original: bytes) -> None:
        self.source = source
        self.broken = source is not original or tree.root_node.has_error
        self._original = original
        self._tree = tree

    @property
    def root(self) -> Node:
        """The node of the whole module."""
        return self._tree.root_node

    def says(self, source: bytes) -> bool:
        """Whether this is the tree of `source`."""
        return self._original == source

    def reparsed(self, source: bytes) -> Tree:
        """The tree of `source`, made from this one: only what differs is parsed again."""
        return _reparse(self._tree, self.source, source)


def parse(text: str, previous: SyntaxTree | None = None) -> SyntaxTree:
    """The syntax tree of `text`; `previous`, the tree of an earlier text of the file, only makes it faster."""
    source = encode(text)
    if previous is not None and previous.says(source):
        return previous
    tree = _whole(source) if previous is None else previous.reparsed(source)
    if not tree.root_node.has_error:
        return SyntaxTree(source, tree, source)
    # How the parser gets over broken text depends on the way it came there, so nothing below rests on a broken tree
    # but one made from the start; a tree without errors is the same whichever way it was made.
    spots = list(unfinished(source))
    mended = set_aside(source, spots)
    if previous is not None and spots:
        tree = previous.reparsed(mended)
        if not tree.root_node.has_error:
            return SyntaxTree(mended, tree, source)
    if previous is not None or spots:
        tree = _whole(mended)
    return SyntaxTree(*_without_broken_lines(mended, tree), source)


def _without_broken_lines(source: bytes, tree: Tree) -> tuple[bytes, Tree]:
    """Text and tree without the few lines that keep it from being parsed; as given where those are not enough.

    The tree was made from the start.
    """
    mended, current = source, tree
    for _ in range(MAX_BROKEN_LINES):
        error = _first_error(current.root_node)
        if error is None:
            return mended, current
        here = line_at(mended, error.start_byte)
        before = line_at(mended, len(mended[: here[0]].rstrip()))
        for spot in (here, before):
            if mended[spot[0] : spot[1]].strip() in (b"", b"pass"):
                continue
            tried = set_aside(mended, [spot])
            further = _reparse(current, mended, tried)
            if not further.root_node.has_error:
                return tried, further
        tried = set_aside(mended, [here])
        if tried == mended:
            break
        mended, current = tried, _whole(tried)
    return source, tree


def _first_error(node: Node) -> Node | None:
    """The first innermost node that stands for text the grammar has no place for, or for text that is missing."""
    while True:
        child = next((it for it in node.children if it.has_error or it.is_missing), None)
        if child is None:
            return node if node.is_error or node.is_missing else None
        node = child


def _whole(source: bytes) -> Tree:
    return Parser(PYTHON).parse(source)


def _reparse(tree: Tree, old: bytes, new: bytes) -> Tree:
    start, old_end, new_end = differing(old, new)
    edited = tree.copy()
    edited.edit(
        start_byte=start,
        old_end_byte=old_end,
        new_end_byte=new_end,
        start_point=_point(old, start),
        old_end_point=_point(old, old_end),
        new_end_point=_point(new, new_end),
    )
    return Parser(PYTHON).parse(new, edited)


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
