"""Removes a comment that excuses nothing, or what it names for nothing."""

from collections.abc import Iterator

from driftlint.diagnostic.model import FileEdit, Fix, Safety
from driftlint.rules.comment import ANOTHER, directive
from driftlint.rules.fixes.context import FixContext
from driftlint.text.position import Range, TextEdit, span

ID = "remove-suppression"


def fixes(ctx: FixContext) -> Iterator[Fix]:
    """One fix: safe where the comment is unused; what has run out asks for a look at what it excused.

    None for a comment that was probably meant for something close by: its reason is still wanted.
    """
    if ctx.diagnostic.data.get("meant"):
        return
    line, column = ctx.diagnostic.location.range.start.line, ctx.diagnostic.data["column"]
    text = ctx.lines(ctx.path)[line]
    code = text.rstrip("\r\n")
    comment, *others = ANOTHER.split(code[column:], 1)
    said = directive(comment.removeprefix("#").strip())
    idle = set(ctx.diagnostic.data.get("rules", ()))
    kept = [it for it in said.rules if it not in idle] if said is not None and idle else []
    safety = Safety.SAFE if ctx.diagnostic.rule == "unused-suppression" else Safety.UNSAFE
    if kept:
        start, end = (column + comment.index(it) for it in "[]")
        edit = TextEdit(span(line, start + 1, line, end), ", ".join(kept))
        title = f"Allow only what is there: `{', '.join(kept)}`"
    else:
        edit = TextEdit(_whole(text, line, column, len(comment), alone=not others), "")
        title = "Remove the comment"
    yield Fix(ID, title, safety, (FileEdit(ctx.path, (edit,)),))


def _whole(text: str, line: int, column: int, length: int, *, alone: bool) -> Range:
    """Where the comment stands: with its line where nothing else is in it, else with the space that sets it apart."""
    code = text.rstrip("\r\n")
    before = code[:column].rstrip()
    if not alone:
        return span(line, column, line, column + length + 1)
    if before:
        return span(line, len(before), line, len(code))
    return span(line, 0, line + 1, 0) if len(code) < len(text) else span(line, 0, line, len(code))
