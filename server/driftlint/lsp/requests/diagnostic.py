"""`textDocument/diagnostic`: the client asks for the diagnostics of one document."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.convert import path_of
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def diagnostic(server: "DriftlintServer", params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The diagnostics of the document as it is now, or that they are still those the client has."""
    path = path_of(params.text_document.uri)
    if path is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    report = server.reports.make(server.session, path)
    server.agenda.answered(path, report)
    if report.result == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=report.result)
    return types.RelatedFullDocumentDiagnosticReport(items=report.items, result_id=report.result)


METHOD = Method(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    diagnostic,
    types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="driftlint"),
)
