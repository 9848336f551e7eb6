"""Declares an endpoint public in a comment above its handler, with a reason to be replaced."""

from collections.abc import Iterator

from driftlint.diagnostic.model import FileEdit, Fix, Safety
from driftlint.rules.fixes.context import FixContext
from driftlint.text.position import TextEdit, span

ID = "declare-public"

REASON = "anyone may call this: say why"


def fixes(ctx: FixContext) -> Iterator[Fix]:
    """One fix, always: whether it is true is for the author to say."""
    facts = ctx.facts(ctx.path)
    handler = facts.functions.get(ctx.owner) or facts.classes.get(ctx.owner)
    if handler is None:
        return
    line = facts.absolute(ctx.owner, handler.span)[0]
    text = ctx.lines(ctx.path)[line]
    indentation = text[: len(text) - len(text.lstrip())]
    newline = "\r\n" if text.endswith("\r\n") else "\n"
    comment = f"{indentation}# driftlint: public {REASON}{newline}"
    edit = FileEdit(ctx.path, (TextEdit(span(line, 0, line, 0), comment),))
    yield Fix(ID, "Declare this endpoint public, with a reason", Safety.UNSAFE, (edit,), placeholder=REASON)
