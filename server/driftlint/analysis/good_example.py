"""How this very project does it well elsewhere: an example near a finding, for whoever has to mend it."""

from collections.abc import Iterator
from pathlib import PurePath
from textwrap import dedent

import msgspec

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Diagnostic
from driftlint.facts.expression import Span
from driftlint.index.calls import callees
from driftlint.index.contexts import openings
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database
from driftlint.index.extent import covers
from driftlint.index.files import body, facts, function, structure
from driftlint.index.models import models
from driftlint.index.possibly_open import possibly_open
from driftlint.index.summaries import reach, summary
from driftlint.rules.handler_work import work
from driftlint.rules.registry import registry
from driftlint.rules.rule import CallMatch
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, lines_of, span

MOST_LINES = 12
"""A longer example is cut; the place says where the rest is."""


class GoodExample(msgspec.Struct, frozen=True):
    """A place of the project that keeps the rule, in a few words why, and its text."""

    location: Location
    why: str
    text: str


def good_example(project: Project, diagnostic: Diagnostic) -> GoodExample | None:
    """An example near `diagnostic`, in its file first, then in those of its route and of its folder; None for none."""
    rule = registry().rules.get(diagnostic.rule)
    if rule is None:
        return None
    for path in _near(project, diagnostic):
        if rule.match.call is not None:
            found = next(_calls(project.db, rule.match.call, path), None)
        elif rule.match.endpoint is not None and rule.match.endpoint.budget is not None:
            found = next(_handlers(project.db, path, diagnostic), None)
        else:
            found = next(_guarded(project.db, path, diagnostic), None)
        if found is not None:
            return _shown(project, path, *found)
    return None


def _near(project: Project, diagnostic: Diagnostic) -> list[str]:
    here = diagnostic.location.path
    route = [it.location.path for it in diagnostic.related]
    folder = PurePath(here).parent
    around = [it for it in project.files() if PurePath(it).parent == folder]
    known = frozenset(project.files())
    return [it for it in dict.fromkeys((here, *route, *around)) if it in known]


_Found = tuple[str, Span, str]
"""The owner, a span of it, and why it is an example."""


def _calls(db: Database, match: CallMatch, path: str) -> Iterator[_Found]:
    """Calls that register work for after the commit, and functions with the effect beside their transaction."""
    wanted = (match.effect,) if isinstance(match.effect, str) else match.effect
    functions = structure(db, path).functions
    for owner in possibly_open(db, path):
        own = body(db, path, owner) if owner in functions else None
        opened = openings(db, path, owner)
        if own is None or not opened:
            continue
        for callee in callees(db, path, owner):
            if not callee.path and models(db).defers(callee.name):
                yield owner, own.calls[callee.call].call.span, "runs it after the commit"
        for callee, effect in summary(db, path, owner):
            inside = any(covers(own, it, callee.call) for it in opened)
            reached = effect in wanted if effect else any(reach(db, callee.path, callee.qualname, it) for it in wanted)
            if not inside and reached:
                yield owner, (0, 0, 0, 0), "does it outside the transaction"


def _guarded(db: Database, path: str, diagnostic: Diagnostic) -> Iterator[_Found]:
    """Endpoints with the guard that the neighbours use."""
    for it in endpoints_in(db, path):
        if it.handler.path == path and it.handler.owner != diagnostic.owner:
            for guard in it.guards:
                if guard.name == diagnostic.data.get("guard"):
                    yield it.handler.owner, (0, 0, 0, 0), f"is guarded by `{guard.name.rpartition('.')[2]}`"


def _handlers(db: Database, path: str, diagnostic: Diagnostic) -> Iterator[_Found]:
    """Handlers that do nothing of it themselves and ask another module."""
    for it in endpoints_in(db, path):
        own = function(db, path, it.handler.owner) if it.handler.path == path else None
        if own is None or it.handler.owner == diagnostic.owner or work(own):
            continue
        if any(callee.path not in ("", path) for callee in callees(db, path, it.handler.owner)):
            yield it.handler.owner, (0, 0, 0, 0), "leaves it to a service"


def _shown(project: Project, path: str, owner: str, part: Span, why: str) -> GoodExample | None:
    said = facts(project.db, path)
    own = said.functions.get(owner) or said.classes.get(owner)
    whole = part if part != (0, 0, 0, 0) or own is None else own.span
    first, _, last, _ = place = said.absolute(owner, whole)
    try:
        lines = lines_of(project.text(path))[first : min(last + 1, first + MOST_LINES)]
    except UnreadableFileError:
        return None
    cut = ["…"] if last >= first + MOST_LINES else []
    return GoodExample(Location(path, span(*place)), why, "\n".join([dedent("\n".join(lines)), *cut]))
