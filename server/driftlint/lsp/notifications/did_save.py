"""`textDocument/didSave`: a file on the disk has changed, which not every client tells otherwise."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method
from driftlint.lsp.out_of_step import take_from_disk

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_save(server: "DriftlintServer", params: types.DidSaveTextDocumentParams) -> None:
    """Takes note of the file; while it is open its document still stands over it.

    What the baseline knew of it and is gone is known no more.
    """
    path = path_of(params.text_document.uri)
    if path is None:
        return
    document = server.session.documents.get(path)
    if document is not None and not document.in_step:
        take_from_disk(server, document)
    server.files_changed([path])
    baseline = server.session.shrink(path) if path.endswith(".py") else None
    if baseline is not None:
        server.files_changed([baseline])


METHOD = Method(types.TEXT_DOCUMENT_DID_SAVE, did_save)
