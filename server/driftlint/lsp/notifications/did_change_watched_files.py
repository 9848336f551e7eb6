"""`workspace/didChangeWatchedFiles`: files changed outside the editor."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_change_watched_files(server: "DriftlintServer", params: types.DidChangeWatchedFilesParams) -> None:
    """Takes note of what was created, changed and deleted."""
    server.files_changed(path for change in params.changes if (path := path_of(change.uri)) is not None)


METHOD = Method(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files)
