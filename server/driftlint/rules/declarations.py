"""Which handlers the code itself declares public by a comment, and which of them are guarded all the same."""

from driftlint.facts.model import Comment, ModuleFacts
from driftlint.index.endpoint import ADMITTING, Endpoint
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database, query
from driftlint.index.files import facts
from driftlint.rules.comment import directive


@query
def declared_public_comments(db: Database, path: str) -> dict[str, str]:
    """By handler (function or class), the reason of the `# driftlint: public reason` on or right above it."""
    return {owner: reason for owner, (_, reason) in _declared(db, path).items()}


@query
def public_though_guarded(db: Database, path: str) -> tuple[tuple[int, str], ...]:
    """The zero-based line of each such comment all of whose endpoints are guarded, and what one of the guards is.

    What only a handler itself looks at may be open to anybody all the same, and a name alone says too little.
    """
    found: list[tuple[int, str]] = []
    declared = _declared(db, path)
    for owner, (line, _) in declared.items():
        spoken = [it for it in endpoints_in(db, path) if owner in _owners(it, path)]
        guards = [_surely_guarded(it) for it in spoken]
        if guards and all(guards):
            found.append((line, guards[0]))
    return tuple(found)


def _surely_guarded(it: Endpoint) -> str:
    """What surely lets only some callers in before the handler runs; "" where nothing is sure to."""
    sure = (guard for guard in it.guards if guard.kind in ADMITTING and guard.certain)
    name = next((guard.name for guard in sure if not guard.origin.startswith("inline check")), "")
    return "" if it.unknown or it.declared_open else name


def _declared(db: Database, path: str) -> dict[str, tuple[int, str]]:
    """By handler, the zero-based line of the comment in force that declares it public, and its reason."""
    comments: tuple[Comment, ...] = db.input(("comments", path), ())
    if not comments:
        return {}
    by_line = {it.line: it for it in comments}
    today: str = db.input("today", "")
    said = facts(db, path)
    found: dict[str, tuple[int, str]] = {}
    for owner in _handlers(db, path):
        for line in _lines(said, owner, by_line):
            comment = directive(by_line[line].text)
            if comment is not None and comment.kind == "public" and comment.reason and comment.holds(today):
                found[owner] = line, comment.reason
    return found


def _handlers(db: Database, path: str) -> dict[str, None]:
    """Handlers and the classes they are methods of."""
    return {owner: None for it in endpoints_in(db, path) for owner in _owners(it, path)}


def _owners(it: Endpoint, path: str) -> list[str]:
    """What of the file the endpoint is: its handler, and the class that is a method of."""
    owners = [anchor.owner for anchor in (it.handler, it.anchor) if anchor.path == path]
    return [name for owner in owners for name in (owner, owner.rpartition(".")[0])]


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
