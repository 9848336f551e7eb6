"""Comments addressed to driftlint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from driftlint.facts.model import Comment
from driftlint.facts.unit_text import decoded

if TYPE_CHECKING:
    from driftlint.syntax.tree import Chunk

_MENTION = re.compile(rb"#[ \t]*(?i:driftlint)[ \t]*:")


def driftlint_comments(chunk: Chunk) -> tuple[Comment, ...]:
    """The comments that start with `driftlint:` in any case, lines counted from the chunk's first; a string is none."""
    source = chunk.source
    found: list[Comment] = []
    for mention in _MENTION.finditer(source):
        offset = mention.start()
        node = chunk.root.descendant_for_byte_range(offset, offset + 1)
        if node is None or node.type != "comment" or node.start_byte != offset:
            continue
        line, column = node.start_point
        before = decoded(source[offset - column : offset])
        text = decoded(source[offset + 1 : node.end_byte]).strip()
        found.append(Comment(text, line, len(before), not before.strip()))
    return tuple(found)
