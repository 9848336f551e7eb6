"""Which handlers the code itself declares public by a comment."""

from driftlint.facts.model import Comment, ModuleFacts
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database, query
from driftlint.index.files import facts
from driftlint.rules.comment import directive


@query
def declared_public_comments(db: Database, path: str) -> dict[str, str]:
    """By handler (function or class), the reason of the `# driftlint: public reason` on or right above it."""
    comments: tuple[Comment, ...] = db.input(("comments", path), ())
    if not comments:
        return {}
    by_line = {it.line: it for it in comments}
    today: str = db.input("today", "")
    said = facts(db, path)
    found: dict[str, str] = {}
    for owner in _handlers(db, path):
        for line in _lines(said, owner, by_line):
            comment = directive(by_line[line].text)
            if comment is not None and comment.kind == "public" and comment.reason and comment.holds(today):
                found[owner] = comment.reason
    return found


def _handlers(db: Database, path: str) -> dict[str, None]:
    """Handlers and the classes they are methods of."""
    found: dict[str, None] = {}
    for it in endpoints_in(db, path):
        for anchor in (it.handler, it.anchor):
            if anchor.path == path:
                found[anchor.owner] = None
                found[anchor.owner.rpartition(".")[0]] = None
    return found


def _lines(said: ModuleFacts, owner: str, by_line: dict[int, Comment]) -> list[int]:
    """The lines with comments that speak of `owner`: alone above it, among its decorators, at the end of its `def`."""
    definition = said.functions.get(owner) or said.classes.get(owner)
    if definition is None:
        return []
    start = said.absolute(owner, definition.span)[0]
    name = said.absolute(owner, definition.name_span)[0]
    above = start
    while above - 1 in by_line and by_line[above - 1].alone:
        above -= 1
    return [line for line in range(above, name + 1) if line in by_line]
