"""`textDocument/documentSymbol`: the endpoints of a document; of `constraints.yaml` its layers and rules."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.config import NAMES
from driftlint.analysis.project import Project
from driftlint.lsp.convert import path_of
from driftlint.lsp.declared_symbols import declared_symbols
from driftlint.lsp.endpoint_symbols import KIND, symbols
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method
from driftlint.lsp.session import Session

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def document_symbol(
    server: "DriftlintServer", params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    """The symbols as a tree of one level, or as the flat list that older clients read."""
    session, uri = server.session, params.text_document.uri
    path = path_of(uri)
    project = None if path is None else session.project_of(path)
    if path is None or project is None:
        return []
    if path.endswith(NAMES):
        found = list(declared_symbols(session, path))
    else:
        found = await at_leisure(server, project, lambda: _endpoints(session, project, path))
    if session.client.tree_of_symbols:
        return found
    return [types.SymbolInformation(types.Location(uri, it.selection_range), it.name, it.kind) for it in found]


def _endpoints(session: Session, project: Project, path: str) -> list[types.DocumentSymbol]:
    return [
        types.DocumentSymbol(it.name, KIND, it.whole, it.selection, detail=it.endpoint.anchor.owner)
        for it in symbols(session, project, path)
    ]


METHOD = Method(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbol, types.DocumentSymbolOptions(label="driftlint"))
