"""`textDocument/hover`: what a finding means, and how it came about; what a rule is that `constraints.yaml` names."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.config import NAMES
from driftlint.lsp.convert import inner_position, path_of, wire_range
from driftlint.lsp.declared_hover import explained_rules
from driftlint.lsp.explanation import explain, markdown, plain_text
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def hover(server: "DriftlintServer", params: types.HoverParams) -> types.Hover | None:
    """The explanation of every finding and named rule at the position, in the form the client shows best."""
    session = server.session
    path = path_of(params.text_document.uri)
    if path is None:
        return None
    text, client = session.text_of(path), session.client
    position = inner_position(text, params.position, client.encoding)
    explained = [
        (it.diagnostic.location.range, explain(session, it))
        for it in session.findings(path)
        if it.diagnostic.location.range.contains(position)
    ]
    if path.endswith(NAMES):
        explained += explained_rules(session, path, position)
    if not explained:
        return None
    ranges, explanations = zip(*explained, strict=True)
    if client.markdown:
        content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(map(markdown, explanations)))
    else:
        content = types.MarkupContent(types.MarkupKind.PlainText, "\n\n".join(map(plain_text, explanations)))
    return types.Hover(content, range=wire_range(text, ranges[0], client.encoding))


METHOD = Method(types.TEXT_DOCUMENT_HOVER, hover)
