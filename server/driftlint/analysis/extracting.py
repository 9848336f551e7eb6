"""The extraction of statements of a handler into the service layer, for somebody who asks without a finding."""

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Fix
from driftlint.rules.handler_budget import handlers
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Range


def extraction(project: Project, path: str, selected: Range) -> Fix | None:
    """The verified extraction offered at `selected`; None where that is in no handler or nothing can be moved.

    An empty range in a handler stands for what is best moved, any other for exactly the statements on its lines.
    """
    if path not in project.files():
        return None
    facts = project.facts(path)
    for owner in handlers(project.db, path):
        first, _, last, column = facts.absolute(owner, facts.functions[owner].span)
        if first <= selected.start.line and selected.end.line <= (last if column else last - 1):
            lines = None if selected.start == selected.end else _lines(selected)
            try:
                return project.trials().extraction(path, owner, lines)
            except UnreadableFileError:
                return None
    return None


def _lines(selected: Range) -> tuple[int, int]:
    """The first and last line selected; one that only its start is selected of is not."""
    start, end = selected.start, selected.end
    return start.line, end.line - 1 if end.column == 0 and end.line > start.line else end.line
