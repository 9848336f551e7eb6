"""The text of a service module: its imports where it is new, and where a function is added to it."""

from collections.abc import Callable, Iterable

import libcst as cst

from driftlint.rules.fixes.header import Wanted, with_import
from driftlint.text.position import Position, Range, TextEdit


def import_code(wanted: Iterable[Wanted], own: Callable[[str], bool], logger: str, newline: str) -> str:
    """The top of a new module: its imports in their sections, its logger, two blank lines."""
    module: cst.Module | None = None
    for it in sorted(wanted):
        module = cst.parse_module(it.code + "\n") if module is None else with_import(module, it, own)
    code = module.code.replace("\n", newline) if module is not None else ""
    if logger:
        code += (newline if code else "") + logger + newline
    return code + newline * 2 if code else ""


def appended(lines: list[str], text: str, newline: str, *, blank: int) -> TextEdit:
    """The edit that puts `text` at the end of a module, after `blank` empty lines."""
    if lines and not lines[-1].endswith("\n"):
        at = Position(len(lines) - 1, len(lines[-1]))
        text = newline + newline * blank + text
    else:
        at = Position(len(lines), 0)
        empty = 0
        while empty < len(lines) and not lines[-1 - empty].strip():
            empty += 1
        text = newline * max(blank - empty, 0) + text
    return TextEdit(Range(at, at), text)
