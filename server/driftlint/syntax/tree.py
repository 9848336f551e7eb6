"""Reading a text as Python: an error-tolerant concrete syntax tree, made of chunks that are each parsed by themselves.

A text is cut at its top-level definitions, so a keystroke costs the definition it falls in, and what is half typed
there cannot disturb any other. Where it is cut depends on the text alone, so the tree does too.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate, pairwise
from operator import attrgetter

import tree_sitter
import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

from driftlint.syntax.chunks import chunk_starts, open_string, without_comment_runs
from driftlint.syntax.mending import line_at, set_aside, unfinished

PYTHON = Language(tree_sitter_python.language())

MAX_BROKEN_LINES = 4
"""How many lines are set aside one after the other to get over text that does not parse."""

_is_broken = attrgetter("broken")
_size = attrgetter("size")

LARGE = 16_384
"""From how many bytes on a changed chunk is re-parsed from what it was; a smaller one is parsed anew as fast."""

_LONE_CARRIAGE_RETURN = re.compile(rb"\r(?!\n)")


def grammar_paths() -> tuple[str, ...]:
    """Files that are others once another version of the parser or of its grammar is installed."""
    return tuple(it for it in (tree_sitter.__file__, tree_sitter_python.__file__) if it)


class Chunk:
    """A stretch of a text that reads alike wherever it stands: a top-level definition and what follows it.

    `source` is what was parsed, byte for byte as long as the stretch in UTF-8: lines that stopped the rest from being
    read, and very many lines of comments, stand as spaces. `broken` tells whether the stretch itself does not parse,
    `open` whether a string that starts in such a one does not end there; `lines` counts its line ends. Rows and bytes
    of its nodes count from its own start.
    """

    __slots__ = ("broken", "lines", "open", "original", "size", "source", "tree")

    def __init__(self, source: bytes, tree: Tree, original: bytes, *, mended: bool = False) -> None:
        self.source = source
        self.tree = tree
        self.original = original
        self.size = len(original)
        self.broken = mended or tree.root_node.has_error
        self.lines = original.count(b"\n")
        self.open = self.broken and open_string(original) is not None

    @property
    def root(self) -> Node:
        """The node of the whole stretch."""
        return self.tree.root_node


class SyntaxTree:
    """The syntax tree of one text, chunk by chunk. `broken` tells whether some of the text does not parse.

    `since`, where it was made from the tree of an earlier text, has that one's chunks, and says how many of them it
    shares from the first on and how many up to the last.
    """

    __slots__ = ("broken", "chunks", "open", "since", "source")

    def __init__(
        self, source: bytes, chunks: tuple[Chunk, ...], since: tuple[tuple[Chunk, ...], int, int] | None = None
    ) -> None:
        self.source = source
        self.chunks = chunks
        self.since = since
        self.broken = any(map(_is_broken, chunks))
        self.open = self.broken and any(it.open for it in chunks)


def parse(text: str, previous: SyntaxTree | None = None) -> SyntaxTree:
    """The syntax tree of `text`; `previous`, the tree of an earlier text of the file, only makes it faster."""
    source = encode(text)
    if previous is None:
        return SyntaxTree(source, tuple(_chunks(source, chunk_starts(source)[0], ())))
    if previous.source == source:
        return previous
    patched = _patched(source, previous)
    return patched or SyntaxTree(source, tuple(_chunks(source, chunk_starts(source)[0], previous.chunks)))


def _patched(source: bytes, previous: SyntaxTree) -> SyntaxTree | None:
    """The tree of `source`, cut and read anew only around what differs; None where that is not enough.

    It is not where a string is open at the end of a chunk: which others that one takes in is told by their texts.
    """
    old = previous.chunks
    if previous.open:
        return None
    start, old_end, new_end = differing(previous.source, source)
    starts = [0, *accumulate(map(_size, old))]
    first = max(0, bisect_right(starts, start) - 2)  # the one before: what stands first in this one may be what differs
    last = bisect_left(starts, old_end + 1, first + 1)
    while True:
        last = min(last, len(old))
        stretch = source[starts[first] : starts[last] + new_end - old_end]
        cuts, decorated = chunk_starts(stretch)
        if not decorated or last == len(old):
            break
        last += 1
    made = _chunks(stretch, cuts, old[first:last])
    if last < len(old) and any(it.open for it in made):
        return None
    after = len(old) - last
    while made and first < last and made[0] is old[first]:
        made, first = made[1:], first + 1
    while made and first < last and made[-1] is old[last - 1]:
        made, last, after = made[:-1], last - 1, after + 1
    return SyntaxTree(source, (*old[:first], *made, *old[last:]), (old, first, after))


def _chunks(source: bytes, starts: list[int], earlier: tuple[Chunk, ...]) -> list[Chunk]:
    """The chunks of `source`, cut at `starts`; `earlier` ones, of an earlier text, only make it faster."""
    known = {it.original: it for it in earlier}
    stretches = [source[start:end] for start, end in pairwise((*starts, len(source)))]
    chunks: list[Chunk] = []
    first = 0
    while first < len(stretches):
        stretch, last = stretches[first], first + 1
        chunk = known.get(stretch)
        if chunk is None:
            chunk = _chunk(stretch, _base(stretch, stretches, known))
        if chunk.broken:  # one kept from the earlier text too: what follows it may have changed
            whole, after = _joined(stretches, first, known)
            if whole is not None:
                chunk, last = whole, after
        chunks.append(chunk)
        first = last
    return chunks


def _base(stretch: bytes, stretches: list[bytes], known: dict[bytes, Chunk]) -> Chunk | None:
    """The chunk of the earlier text that a large stretch most likely was: one that is no more."""
    if len(stretch) < LARGE or not known:
        return None
    kept = set(stretches)
    gone = [it for original, it in known.items() if original not in kept and not it.tree.root_node.has_error]
    return max(gone, key=lambda it: len(it.original), default=None)


def _joined(stretches: list[bytes], first: int, known: dict[bytes, Chunk]) -> tuple[Chunk | None, int]:
    """The chunk of a stretch that was cut inside a string, up to where the string ends, and the next stretch's number.

    None where no string is open at its end, or what it makes with the following ones does not parse either.
    """
    last = first + 1
    quote = open_string(stretches[first])
    while quote is not None:
        if last == len(stretches):
            return None, first
        quote = open_string(stretches[last], quote)
        last += 1
    if last == first + 1:
        return None, first
    text = b"".join(stretches[first:last])
    quiet = without_comment_runs(text)
    chunk = known.get(text) or Chunk(quiet, _whole(quiet), text)
    return (None, first) if chunk.broken else (chunk, last)


def _chunk(original: bytes, base: Chunk | None) -> Chunk:
    """The chunk that `original` is; `base`, one of an earlier text, only makes it faster."""
    source = without_comment_runs(original)
    tree = _whole(source) if base is None else _reparse(base.tree, base.source, source)
    if not tree.root_node.has_error:
        return Chunk(source, tree, original)
    # How the parser gets over broken text depends on the way it came there, so nothing below rests on a broken tree
    # but one made from the start; a tree without errors is the same whichever way it was made.
    spots = list(unfinished(source))
    mended = set_aside(source, spots)
    if base is not None and spots:
        tree = _reparse(base.tree, base.source, mended)
        if not tree.root_node.has_error:
            return Chunk(mended, tree, original, mended=True)
    if base is not None or spots:
        tree = _whole(mended)
    read, tree = _without_broken_lines(mended, tree)
    return Chunk(read, tree, original, mended=read != source)


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
