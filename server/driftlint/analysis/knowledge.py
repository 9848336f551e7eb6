"""What is known of a function or an endpoint apart from findings: what it holds open, what it does, who may call it."""

from collections import deque

import msgspec

from driftlint.analysis.project import Project
from driftlint.facts.model import Class, Function
from driftlint.index.contexts import openings
from driftlint.index.effect import Opening, Route
from driftlint.index.effects import effects
from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database
from driftlint.index.files import facts
from driftlint.index.summaries import summary
from driftlint.index.value import Anchor
from driftlint.rules.declarations import declared_public_comments
from driftlint.rules.public_endpoints import declared_public, usually_public
from driftlint.rules.unguarded_endpoints import doubt_of
from driftlint.text.position import Location, span


class HeldOpen(msgspec.Struct, frozen=True):
    """A transaction that a function opens, or that a function it calls opens: `owner` in the file of the anchor."""

    opening: Opening
    owner: str
    direct: bool


def transactions(db: Database, path: str, owner: str) -> tuple[HeldOpen, ...]:
    """The transactions the function itself opens; where it opens none, those of the nearest function it calls."""
    seen = {(path, owner)}
    pending = deque([(path, owner)])
    while pending:
        place = pending.popleft()
        found = openings(db, *place)
        if found:
            return tuple(HeldOpen(it, place[1], direct=place == (path, owner)) for it in found)
        for callee, _ in summary(db, *place):
            target = (callee.path, callee.qualname)
            if callee.path and target not in seen:
                seen.add(target)
                pending.append(target)
    return ()


def routes(db: Database, path: str, owner: str) -> tuple[Route, ...]:
    """The effects of running the function, each by its shortest route."""
    return tuple(effects(db, path, owner))


def place(project: Project, anchor: Anchor) -> Location:
    """Where an anchor stands now."""
    return Location(anchor.path, span(*facts(project.db, anchor.path).absolute(anchor.owner, anchor.span)))


def open_to_all(project: Project, endpoint: Endpoint) -> str:
    """Why the endpoint may go without a guard, in a few words; "" where nothing says so."""
    if endpoint.declared_open:
        return endpoint.declared_open
    declared = next((it.public for it in project.rules if it.rule.id == "unguarded-endpoint"), ())
    if declared_public(endpoint.methods, endpoint.path, declared):
        return "declared in constraints.yaml"
    for anchor in (endpoint.handler, endpoint.anchor):
        comments = declared_public_comments(project.db, anchor.path)
        reason = comments.get(anchor.owner) or comments.get(anchor.owner.rpartition(".")[0])
        if reason:
            return f"declared by comment, {reason}"
    return "by its path or name" if usually_public(endpoint.methods, endpoint.path, endpoint.name) else ""


def unknown_guards(project: Project, endpoint: Endpoint) -> str:
    """Why it is not known whether the endpoint is guarded; "" where it is known, or needs no guard."""
    return "" if endpoint.guarded or open_to_all(project, endpoint) else doubt_of(project.db, endpoint)


def owner_at(project: Project, path: str, line: int) -> str:
    """The innermost function, else class, around the zero-based line of a file; "" at the level of the module."""
    found = facts(project.db, path)
    for kind in (found.functions, found.classes):
        definitions: dict[str, Function] | dict[str, Class] = kind
        around = [
            (whole[0], qualname)
            for qualname, it in definitions.items()
            if (whole := found.absolute(qualname, it.span))[0] <= line <= whole[2]
        ]
        if around:
            return max(around)[1]
    return ""


def endpoints_of(project: Project, path: str, owner: str) -> tuple[Endpoint, ...]:
    """The endpoints that a function or class answers, itself or as a method of the class that does."""
    return tuple(
        it
        for it in endpoints_in(project.db, path)
        if any(anchor.path == path and owner and anchor.owner == owner for anchor in (it.handler, it.anchor))
    )
