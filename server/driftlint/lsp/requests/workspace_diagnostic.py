"""`workspace/diagnostic`: the client asks for the diagnostics of every file."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.root import config_path
from driftlint.index.engine import Cancelled
from driftlint.lsp.convert import path_of
from driftlint.lsp.diagnostics import Report, uri_in
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def workspace_diagnostic(
    server: "DriftlintServer", params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """The diagnostics of every file that has some or had some; other messages are handled meanwhile."""
    server.agenda.leave_workspace_to_client()
    await server.whole_workspace_read.wait()
    known = {path: it for it in params.previous_result_ids if (path := path_of(it.uri)) is not None}
    items: list[types.WorkspaceDocumentDiagnosticReport] = []
    for path in dict.fromkeys((*_files(server), *known)):
        await asyncio.sleep(0)
        item = await _item(server, path, known.get(path))
        if item is not None:
            items.append(item)
    return types.WorkspaceDiagnosticReport(items=items)


def _files(server: "DriftlintServer") -> Iterator[str]:
    for project in server.session.folder_projects():
        yield config_path(project.root)
        yield from server.session.owned_files(project)


async def _item(
    server: "DriftlintServer", path: str, known: types.PreviousResultId | None
) -> types.WorkspaceDocumentDiagnosticReport | None:
    """What there is to say of one file: nothing where it has no diagnostics and the client knows of none."""
    report = await _report(server, path)
    if known is None and not report.items:
        return None
    uri = uri_in(server.session, path) if known is None else known.uri
    document = server.session.documents.get(path)
    version = None if document is None else document.version
    if known is not None and report.result == known.value:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=report.result, version=version)
    return types.WorkspaceFullDocumentDiagnosticReport(
        uri=uri, items=report.items, result_id=report.result, version=version
    )


async def _report(server: "DriftlintServer", path: str) -> Report:
    while True:
        try:
            return server.reports.make(server.session, path, unless=server.waiting)
        except Cancelled:
            await asyncio.sleep(0)  # the message that waits comes first


METHOD = Method(types.WORKSPACE_DIAGNOSTIC, workspace_diagnostic)
