"""The difference between texts as a patch that `git apply` takes, byte for byte."""

import difflib
from collections.abc import Iterator

CONTEXT = 3
"""How many unchanged lines stand around each change."""

_ESCAPES = {"\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", '"': '"', "\\": "\\"}


def patch(name: str, before: bytes | None, after: bytes) -> bytes:
    """What makes the file `name`, with `/` in it, say `after` where it says `before`, or is not there yet."""
    if before == after:
        return b""
    old, new = _quoted(f"a/{name}"), _quoted(f"b/{name}")
    head = b"diff --git " + old + b" " + new + b"\n"
    if before is None:
        head += b"new file mode 100644\n"
        if not after:
            return head
        old = b"/dev/null"
    lines = _hunks(_lines(before or b""), _lines(after))
    return head + b"--- " + _ended(old) + b"\n+++ " + _ended(new) + b"\n" + b"".join(lines)


def _hunks(before: list[bytes], after: list[bytes]) -> Iterator[bytes]:
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n".encode()
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                yield from (_line(b" ", it) for it in before[i1:i2])
            else:
                yield from (_line(b"-", it) for it in before[i1:i2])
                yield from (_line(b"+", it) for it in after[j1:j2])


def _range(start: int, stop: int) -> str:
    """One-based first line and count; of no lines, the line before them."""
    count = stop - start
    return f"{start + 1 if count else start},{count}"


def _lines(content: bytes) -> list[bytes]:
    """The lines as git sees them, each with its end: only a line feed ends one."""
    lines = content.split(b"\n")
    return [it + b"\n" for it in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def _ended(name: bytes) -> bytes:
    """A name with a space in it is ended by a tab, or what follows it might belong to it."""
    return name + b"\t" if b" " in name and not name.startswith(b'"') else name


def _quoted(name: str) -> bytes:
    if not any(it in _ESCAPES or it < " " for it in name):
        return name.encode("utf-8", "surrogateescape")
    quoted = "".join(f"\\{_ESCAPES[it]}" if it in _ESCAPES else f"\\{ord(it):03o}" if it < " " else it for it in name)
    return b'"' + quoted.encode("utf-8", "surrogateescape") + b'"'
