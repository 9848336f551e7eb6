"""Getting over half-typed text: which lines stop the rest from being read, and the text without them.

A bracket that is not closed makes a parser take what follows for arguments. Whoever types a line has not touched the
next ones, so the unfinished line is set aside (spaces of the same length) and everything else is read as it stands.
"""

import re
from collections.abc import Iterator

Spot = tuple[int, int]
"""First and last-but-one byte of the lines to set aside."""

_CHUNK = re.compile(rb"^(?=[^\s#)\]}])", re.MULTILINE)
_TOKEN = re.compile(
    rb"""(?P<triple>\"{3}|'{3})|(?P<quote>["'])|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comment>\#[^\n]*)|(?P<line>\n)"""
)
_REST = {quote: re.compile(rb"(?:\\.|[^\\\n" + quote + rb"])*" + quote, re.DOTALL) for quote in (b'"', b"'")}
_INDENT = re.compile(rb"[ \t]*")
_STATEMENT = re.compile(
    rb"(?:async[ ]+def|def|class|return|raise|import|with|while|try|elif|except|finally|pass|break|continue|global"
    rb"|nonlocal|assert|del)\b|@"
)
_DEFINITION = re.compile(rb"(?:async[ ]+def|def|class)[ ]+\w|@\w")
_PAIRS = {b"(": b")", b"[": b"]", b"{": b"}"}


def unfinished(source: bytes) -> Iterator[Spot]:
    """The lines of `source` that leave a bracket or a string open, or close one that is not open."""
    starts = [it.start() for it in _CHUNK.finditer(source)] or [0]
    if starts[0] != 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(source)], strict=True):
        chunk = source[start:end]
        if _balanced(chunk):
            continue
        for low, high in _scan(chunk):
            yield start + low, start + high


def set_aside(source: bytes, spots: list[Spot]) -> bytes:
    """`source` with the lines of `spots` as spaces, the first of each as `pass` where there is room."""
    for start, end in spots:
        indent = _INDENT.match(source, start)
        first = end if indent is None else indent.end()
        blank = re.sub(rb"[^\n]", b" ", source[first:end])
        if blank[:4] == b"    ":
            blank = b"pass" + blank[4:]
        source = source[:first] + blank + source[end:]
    return source


def line_at(source: bytes, offset: int) -> Spot:
    """The line that holds the byte at `offset`."""
    end = source.find(b"\n", offset)
    return source.rfind(b"\n", 0, offset) + 1, len(source) if end < 0 else end


def _balanced(chunk: bytes) -> bool:
    """A quick look: whether brackets and quotes come in pairs, those in strings and comments counted too."""
    return (
        all(chunk.count(opening) == chunk.count(closing) for opening, closing in _PAIRS.items())
        and chunk.count(b'"') % 2 == 0
        and chunk.count(b"'") % 2 == 0
    )


def _scan(chunk: bytes) -> Iterator[Spot]:
    opened: list[tuple[bytes, int]] = []
    position = 0
    while True:
        token = _TOKEN.search(chunk, position)
        if token is None:
            break
        position = token.end()
        if token.lastgroup == "triple":
            position = _after_triple(chunk, token.group(), token.end())
            if position < 0:
                yield line_at(chunk, token.start())
                position = line_at(chunk, token.start())[1]
        elif token.lastgroup == "quote":
            rest = _REST[token.group()].match(chunk, position)
            if rest is not None:
                position = rest.end()
                continue
            spot = line_at(chunk, token.start())
            first = opened[0][1] if opened else token.start()
            yield line_at(chunk, first)[0], spot[1]
            opened.clear()
            position = spot[1]
        elif token.lastgroup == "open":
            opened.append((token.group(), token.start()))
        elif token.lastgroup == "close":
            if opened and _PAIRS[opened[-1][0]] == token.group():
                opened.pop()
            else:
                first = opened[0][1] if opened else token.start()
                spot = line_at(chunk, token.start())
                yield line_at(chunk, first)[0], spot[1]
                opened.clear()
                position = spot[1]
        elif token.lastgroup == "line" and opened and _starts_anew(chunk, position, opened[0][1]):
            yield line_at(chunk, opened[0][1])[0], token.start()
            opened.clear()
    if opened:
        yield line_at(chunk, opened[0][1])[0], _last_line_of(chunk, opened[0][1])


def _last_line_of(chunk: bytes, offset: int) -> int:
    """Where the lines end that still belong to what opens at `offset` and is never closed: its own and deeper ones."""
    start, end = line_at(chunk, offset)
    depth = _indent(chunk, start)
    while end < len(chunk):
        following = line_at(chunk, end + 1)
        if chunk[following[0] : following[1]].strip() and _indent(chunk, following[0]) <= depth:
            break
        end = following[1]
    return len(chunk[:end].rstrip())


def _starts_anew(chunk: bytes, line: int, opening: int) -> bool:
    """Whether the line cannot belong to what was opened at `opening`: it stands no deeper, or is a statement."""
    indent = _INDENT.match(chunk, line)
    first = line if indent is None else indent.end()
    if first >= len(chunk) or chunk[first : first + 1] in b"\n#)]}" or chunk[first : first + 2] == b"\r\n":
        return False
    return first - line <= _indent(chunk, line_at(chunk, opening)[0]) or _STATEMENT.match(chunk, first) is not None


def _indent(chunk: bytes, line: int) -> int:
    indent = _INDENT.match(chunk, line)
    return 0 if indent is None else indent.end() - line


def _after_triple(chunk: bytes, quote: bytes, start: int) -> int:
    """Where the string ends whose content starts at `start`; -1 where it is not closed before the next definition."""
    end = chunk.find(quote, start)
    opening = line_at(chunk, start)[0]
    inside = chunk[start : len(chunk) if end < 0 else end]
    for line in re.finditer(rb"\n([ \t]*)", inside):
        if len(line.group(1)) <= _indent(chunk, opening) and _DEFINITION.match(inside, line.end()):
            return -1
    return -1 if end < 0 else end + 3
