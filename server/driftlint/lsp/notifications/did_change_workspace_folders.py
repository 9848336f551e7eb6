"""`workspace/didChangeWorkspaceFolders`: folders were added to the workspace or removed from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_change_workspace_folders(server: "DriftlintServer", params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Gives each new folder a project, and its open documents to it; forgets the removed ones."""
    server.session.change_folders(_paths(params.event.added), _paths(params.event.removed))
    server.read_folders()


def _paths(folders: Sequence[types.WorkspaceFolder]) -> list[str]:
    return [path for folder in folders if (path := path_of(folder.uri)) is not None]


METHOD = Method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_workspace_folders)
