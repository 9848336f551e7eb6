"""Where a text is cut into chunks: at its top-level definitions, decorators and all."""

import re
from collections.abc import Iterator
from itertools import pairwise

# A leading line feed lets the search skip from line to line; `^` would try every place.
_DEFINITION = re.compile(rb"\n(?:@|(?:async[ \t]+)?def\b|class\b)")
_TOKEN = re.compile(rb"""(?P<triple>\"{3}|'{3})|(?P<quote>["'])|(?P<comment>\#[^\n]*)""")
_REST = {quote: re.compile(rb"(?:\\.|[^\\\n" + quote + rb"])*" + quote, re.DOTALL) for quote in (b'"', b"'")}
_TRIPLE_REST = {
    quote: re.compile(rb"(?:\\.|(?!" + quote + rb")[^\\])*" + quote, re.DOTALL) for quote in (b'"' * 3, b"'" * 3)
}
_HASH = ord("#")
_MANY = 24
"""From how many comment lines in a row on they cost more to parse than to look for."""
_COMMENT_RUN = re.compile(rb"(?:\n[ \t]*#[^\n]*(?:\n[ \t\r]*(?=\n))*){%d}" % _MANY)
_ADDRESSED = re.compile(rb"#[ \t]*(?i:driftlint)[ \t]*:")


def chunk_starts(source: bytes) -> tuple[list[int], bool]:
    """The bytes at which the chunks of `source` start, the first being 0; and whether a decorator stands last in it.

    What follows that decorator, were there more text, would start no chunk.
    """
    starts = [0]
    decorated = source.startswith(b"@")
    for found in _DEFINITION.finditer(source):
        if not decorated:
            starts.append(found.start() + 1)
        decorated = found.group() == b"\n@"
    return starts, decorated


def open_string(chunk: bytes, quote: bytes | None = None) -> bytes | None:
    """The quotes of the triple-quoted string that is still open at the end of `chunk`, None where none is.

    `quote` is what was open at its start.
    """
    last = quote
    for _, _, last in _tokens(chunk, quote):  # noqa: B007  the last one tells
        pass
    return last


def without_comment_runs(chunk: bytes) -> bytes:
    """`chunk` with spaces for lines that hold nothing but a comment, where very many of these follow each other.

    The parser takes time with the square of their number. What is addressed to driftlint stays.
    """
    # Few texts have as many at all, and to count them takes next to no time.
    if chunk.count(b"#") < _MANY or _COMMENT_RUN.search(chunk) is None:
        return chunk
    found = bytearray(chunk)
    alone = [
        (start, end, start - line)
        for start, end, _ in _tokens(chunk, None)
        if chunk[start] == _HASH
        and not chunk[(line := chunk.rfind(b"\n", 0, start) + 1) : start].strip()
        and chunk[max(0, line - 2) : line] != b"\\\n"
        and _ADDRESSED.match(chunk, start) is None
    ]
    for (start, end, column), (after, _, column_after) in pairwise(alone):
        # The last line at one indentation stays: a block reaches as far as the comments in it.
        if column == column_after and not chunk[end:after].strip():
            found[start:end] = b" " * (end - start)
    return bytes(found)


def _tokens(chunk: bytes, quote: bytes | None) -> Iterator[tuple[int, int, bytes | None]]:
    """Where comments and strings start and end, and the quotes of one that does not; `quote` is open at the start."""
    position = 0
    while True:
        if quote is not None:
            rest = _TRIPLE_REST[quote].match(chunk, position)
            yield position, len(chunk) if rest is None else rest.end(), quote if rest is None else None
            if rest is None:
                return
            position = rest.end()
        token = _TOKEN.search(chunk, position)
        if token is None:
            return
        position = token.end()
        quote = token.group() if token.lastgroup == "triple" else None
        if token.lastgroup == "quote":
            rest = _REST[token.group()].match(chunk, position)
            position = position if rest is None else rest.end()
        if quote is None:
            yield token.start(), position, None
