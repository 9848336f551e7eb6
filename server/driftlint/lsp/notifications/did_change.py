"""`textDocument/didChange`: the text of an open document has changed."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method
from driftlint.lsp.out_of_step import edit_lost

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_change(server: "DriftlintServer", params: types.DidChangeTextDocumentParams) -> None:
    """Applies the changes. The diagnostics follow once no other message waits: those of a burst follow once."""
    path = path_of(params.text_document.uri)
    document = None if path is None else server.session.documents.get(path)
    if document is None:
        return
    document.change(params.text_document.version, params.content_changes, server.session.client.encoding)
    server.session.changed(document)
    server.agenda.suspect(document.path)


METHOD = Method(types.TEXT_DOCUMENT_DID_CHANGE, did_change, unread=edit_lost)
