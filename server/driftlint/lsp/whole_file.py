"""Code actions on a file or a selection rather than a finding: fixing all that is safe, extracting into a service."""

from lsprotocol import types

from driftlint.diagnostic.model import FileEdit, Safety
from driftlint.lsp.actions import workspace_edit
from driftlint.lsp.convert import path_of
from driftlint.lsp.diagnostics import uri_in
from driftlint.lsp.session import Session
from driftlint.text.position import Range

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.driftlint"
EXTRACT = types.CodeActionKind.RefactorExtract.value


def fix_all_actions(session: Session, path: str) -> list[types.CodeAction]:
    """The one action that makes every safe fix in the file, where there is one to make."""
    fixes = [fix for it in session.findings(path) for fix in session.fixes(it)]
    if not any(it.safety is Safety.SAFE for it in fixes):
        return []
    action = types.CodeAction("Fix all that driftlint can mend safely", kind=FIX_ALL)
    if session.client.resolves_edits:
        action.data = {"uri": uri_in(session, path), "action": FIX_ALL}
        return [action]
    return [resolved_fix_all(session, action, path)]


def resolved_fix_all(session: Session, action: types.CodeAction, path: str) -> types.CodeAction:
    """The action with the edits that leave no safe fix to be made, from the texts as they are now."""
    from driftlint.analysis.mending import mend  # libcst is loaded where a fix is asked for
    from driftlint.syntax.rewrite import minimal_edits

    project = session.project_of(path)
    if project is not None and path in project.files():
        mended = mend(project, (path,), frozenset(), frozenset({Safety.SAFE}))
        edits = [
            FileEdit(it, minimal_edits(before or "", mended.after[it]), create=before is None)
            for it, before in mended.before.items()
        ]
        action.edit = workspace_edit(session, edits) if session.can_make(edits) else None
    return action


def extract_actions(session: Session, path: str, selected: Range) -> list[types.CodeAction]:
    """The extraction of what is selected in a handler, of what is best moved where nothing is."""
    fix = session.extraction(path, selected)
    if fix is None or not session.can_make(fix.edits):
        return []
    return [types.CodeAction(fix.title, kind=EXTRACT, edit=workspace_edit(session, fix.edits))]


def resolved(session: Session, action: types.CodeAction) -> types.CodeAction:
    """An action of this module with its edit; any other comes back as it was."""
    data = action.data
    if action.edit is None and isinstance(data, dict) and data.get("action") == FIX_ALL:
        path = path_of(str(data.get("uri")))
        if path is not None:
            return resolved_fix_all(session, action, path)
    return action
