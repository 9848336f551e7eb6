"""Edits that leave the cursor where something is still to be typed, for clients that can."""

import re

from lsprotocol import types

_SPECIAL = re.compile(r"[\\$}]")


def snippet_edit(edit: types.TextEdit, placeholder: str) -> types.SnippetTextEdit | None:
    """`edit` with `placeholder` selected in what it inserts; None where that is not in it."""
    before, found, after = edit.new_text.partition(placeholder)
    if not found:
        return None
    value = f"{_plain(before)}${{1:{_plain(placeholder)}}}{_plain(after)}"
    return types.SnippetTextEdit(edit.range, types.StringValue(value))


def _plain(text: str) -> str:
    """`text` as a snippet spells it."""
    return _SPECIAL.sub(r"\\\g<0>", text)
