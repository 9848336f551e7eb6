"""Documents of which an edit was lost: nothing is said of them until it is known again what they say."""

import logging
from typing import TYPE_CHECKING, Any

from driftlint.lsp.convert import path_of
from driftlint.lsp.documents import Document
from driftlint.text import files
from driftlint.text.files import UnreadableFileError

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer

LOG = logging.getLogger(__name__)


def edit_lost(server: "DriftlintServer", params: Any) -> None:
    """Takes note of an edit that could not be read, where it names an open document."""
    path = _path(params)
    document = None if path is None else server.session.documents.get(path)
    if document is not None and document.in_step:
        _lose(server, document)


def text_lost(server: "DriftlintServer", params: Any) -> None:
    """Takes note of a document that was opened with a text that could not be read, where it can be said which."""
    path = _path(params)
    if path is not None:
        document = Document(params["textDocument"]["uri"], path, 0, "")
        server.session.documents[path] = document
        _lose(server, document)


def take_from_disk(server: "DriftlintServer", document: Document) -> None:
    """Brings a document that was just saved in step again: the disk says what the client shows."""
    try:
        document.replace(files.read_text(document.path))
    except UnreadableFileError as problem:
        LOG.info("%s", problem)
        return
    server.session.open(document)
    server.agenda.suspect(document.path)


def _lose(server: "DriftlintServer", document: Document) -> None:
    document.in_step = False
    LOG.warning("%s is out of step with the editor; nothing is said of it until it is saved", document.path)
    server.session.lost(document)
    server.watch.follow_projects()
    server.agenda.suspect(document.path)
    server.agenda.lenses_may_differ()


def _path(params: Any) -> str | None:
    """The file that unread parameters are about; None where they do not say."""
    document = params.get("textDocument") if isinstance(params, dict) else None
    uri = document.get("uri") if isinstance(document, dict) else None
    return path_of(uri) if isinstance(uri, str) else None
