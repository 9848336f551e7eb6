"""`textDocument/hover`: what a finding means, and how it came about."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import inner_position, path_of, wire_range
from driftlint.lsp.explanation import explain, markdown, plain_text
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def hover(server: "DriftlintServer", params: types.HoverParams) -> types.Hover | None:
    """The explanation of every finding at the position, in the form the client shows best."""
    session = server.session
    path = path_of(params.text_document.uri)
    if path is None:
        return None
    text, client = session.text_of(path), session.client
    position = inner_position(text, params.position, client.encoding)
    findings = [it for it in session.findings(path) if it.diagnostic.location.range.contains(position)]
    if not findings:
        return None
    explanations = [explain(session, it) for it in findings]
    if client.markdown:
        content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(map(markdown, explanations)))
    else:
        content = types.MarkupContent(types.MarkupKind.PlainText, "\n\n".join(map(plain_text, explanations)))
    return types.Hover(content, range=wire_range(text, findings[0].diagnostic.location.range, client.encoding))


METHOD = Method(types.TEXT_DOCUMENT_HOVER, hover)
