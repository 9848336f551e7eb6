"""`workspace/didRenameFiles`: files and folders have other names now."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method
from driftlint.lsp.requests import will_rename_files

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_rename_files(server: "DriftlintServer", params: types.RenameFilesParams) -> None:
    """Takes note of what is gone and what is new: not every client tells otherwise."""
    paths = [path for it in params.files for path in (path_of(it.old_uri), path_of(it.new_uri)) if path is not None]
    server.files_changed(paths)


METHOD = Method(types.WORKSPACE_DID_RENAME_FILES, did_rename_files, will_rename_files.METHOD.options)
