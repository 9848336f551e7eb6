"""`workspace/willRenameFiles`: modules are about to get other names."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.renaming import patterns_renamed
from driftlint.lsp.actions import workspace_edit
from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def will_rename_files(server: "DriftlintServer", params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """The edit of `constraints.yaml` that keeps its patterns true; nothing where none speaks of the modules."""
    edits = {}
    for it in params.files:
        old, new = path_of(it.old_uri), path_of(it.new_uri)
        project = None if old is None else server.session.project_of(old)
        if old is None or new is None or project is None:
            continue
        found = patterns_renamed(project, old, new)
        if found is not None and project.config_path not in edits:
            edits[project.config_path] = found
    made = list(edits.values())
    return workspace_edit(server.session, made) if made and server.session.can_make(made) else None


METHOD = Method(
    types.WORKSPACE_WILL_RENAME_FILES,
    will_rename_files,
    types.FileOperationRegistrationOptions(
        [
            types.FileOperationFilter(
                types.FileOperationPattern("**/*.py", types.FileOperationPatternKind.File), "file"
            ),
            types.FileOperationFilter(
                types.FileOperationPattern("**/*", types.FileOperationPatternKind.Folder), "file"
            ),
        ]
    ),
)
