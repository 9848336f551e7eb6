"""`textDocument/codeLens`: a line above each handler; what it says is asked for when it is seen."""

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.endpoint_symbols import symbols
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def code_lens(server: "DriftlintServer", params: types.CodeLensParams) -> list[types.CodeLens]:
    """One lens for each handler in the document, without its words."""
    uri = params.text_document.uri
    path = path_of(uri)
    project = None if path is None else server.session.project_of(path)
    if path is None or project is None or not server.settings.code_lens:
        return []
    found = await at_leisure(server, project, lambda: tuple(symbols(server.session, project, path)))
    lenses: dict[str, types.CodeLens] = {}
    for it in found:
        data: dict[str, Any] = {"uri": uri, "handler": it.endpoint.anchor.owner}
        lenses.setdefault(it.endpoint.anchor.owner, types.CodeLens(it.selection, data=data))
    return list(lenses.values())


METHOD = Method(types.TEXT_DOCUMENT_CODE_LENS, code_lens, types.CodeLensOptions(resolve_provider=True))
