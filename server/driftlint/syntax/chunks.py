"""Where a text is cut into chunks: at its top-level definitions, decorators and all."""

import re

# A leading line feed lets the search skip from line to line; `^` would try every place.
_DEFINITION = re.compile(rb"\n(?:@|(?:async[ \t]+)?def\b|class\b)")
_TOKEN = re.compile(rb"""(?P<triple>\"{3}|'{3})|(?P<quote>["'])|(?P<comment>\#[^\n]*)""")
_REST = {quote: re.compile(rb"(?:\\.|[^\\\n" + quote + rb"])*" + quote, re.DOTALL) for quote in (b'"', b"'")}
_TRIPLE_REST = {
    quote: re.compile(rb"(?:\\.|(?!" + quote + rb")[^\\])*" + quote, re.DOTALL) for quote in (b'"' * 3, b"'" * 3)
}


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
    position = 0
    while True:
        if quote is not None:
            rest = _TRIPLE_REST[quote].match(chunk, position)
            if rest is None:
                return quote
            position = rest.end()
        token = _TOKEN.search(chunk, position)
        if token is None:
            return None
        position = token.end()
        quote = token.group() if token.lastgroup == "triple" else None
        if token.lastgroup == "quote":
            rest = _REST[token.group()].match(chunk, position)
            position = position if rest is None else rest.end()
