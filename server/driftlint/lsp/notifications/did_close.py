"""`textDocument/didClose`: the disk says again what the document says."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_close(server: "DriftlintServer", params: types.DidCloseTextDocumentParams) -> None:
    """Takes the document's text off the disk's, and its diagnostics off the client's list."""
    path = path_of(params.text_document.uri)
    if path is not None and (closed := server.session.close(path)) is not None:
        server.agenda.forget(closed)
        server.watch.follow_projects()
        server.agenda.suspect()


METHOD = Method(types.TEXT_DOCUMENT_DID_CLOSE, did_close)
