"""Where a `constraints.yaml` says what: for outlines, and for keeping its patterns true when a module is renamed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from driftlint.analysis.config import Config
from driftlint.rules.yaml_typed import read
from driftlint.text.position import Range, TextEdit, lines_of, span

_SECTIONS = ("layers", "rules", "contracts")
_PATTERNS = ("layers", "teach", "contracts")
"""The sections whose values name modules, and what is in them."""


class Named(NamedTuple):
    """Something that `constraints.yaml` declares: in which section, where its name stands, and all of it."""

    section: str
    name: str
    key: Range
    whole: Range


def declared_names(text: str) -> Iterator[Named]:
    """The layers, rules and contracts that `text` speaks of, in its order."""
    reading = read(text, Config)
    for path, key in reading.keys.items():
        if len(path) == 2 and path[0] in _SECTIONS:
            value = reading.place(path)
            yield Named(str(path[0]), str(path[1]), key, Range(key.start, max(key.end, value.end)))


def renamed(text: str, old: str, new: str) -> tuple[TextEdit, ...]:
    """The edits that make the patterns of `text` mean the module `new` where they meant `old`, or something in it."""
    pattern = re.compile(rf"(?<![\w.*]){re.escape(old)}(?![\w*])")
    reading = read(text, Config)
    lines = lines_of(text)
    edits: list[TextEdit] = []
    for path, node in reading.nodes.items():
        if path[:1] and path[0] in _PATTERNS and isinstance(node, yaml.ScalarNode):
            at = node.start_mark.line
            if node.end_mark.line != at or at >= len(lines):
                continue  # a text over several lines names no module
            first, last = node.start_mark.column, node.end_mark.column
            found = pattern.finditer(lines[at], first, last)
            edits.extend(TextEdit(span(at, it.start(), at, it.end()), new) for it in found)
    return tuple(edits)
