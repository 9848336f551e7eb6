"""`textDocument/didOpen`: from now on the client says what the document says."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.documents import Document
from driftlint.lsp.method import Method
from driftlint.lsp.out_of_step import text_lost

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_open(server: "DriftlintServer", params: types.DidOpenTextDocumentParams) -> None:
    """Lays the document's text over the disk. A document that is no file (`untitled:`, `git:`) is passed over."""
    opened = params.text_document
    path = path_of(opened.uri)
    if path is not None:
        server.session.open(Document(opened.uri, path, opened.version, opened.text))
        server.watch.follow_projects()
        server.agenda.suspect(path)


METHOD = Method(types.TEXT_DOCUMENT_DID_OPEN, did_open, unread=text_lost)
