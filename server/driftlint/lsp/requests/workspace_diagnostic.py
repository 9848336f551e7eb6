"""`workspace/diagnostic`: the client asks for the diagnostics of every file."""

import asyncio
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.config import NAMES
from driftlint.index.engine import Cancelled
from driftlint.lsp.diagnostics import uri_in
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def workspace_diagnostic(
    server: "DriftlintServer", params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """The diagnostics of every file that has some or had some; other messages are handled meanwhile."""
    server.agenda.leave_workspace_to_client()
    await server.whole_workspace_read.wait()
    seen = {known.uri: known.value for known in params.previous_result_ids}
    items: list[types.WorkspaceDocumentDiagnosticReport] = []
    for path in list(_files(server)):
        await asyncio.sleep(0)
        item = await _report(server, path, seen)
        if item is not None:
            items.append(item)
    return types.WorkspaceDiagnosticReport(items=items)


def _files(server: "DriftlintServer") -> Iterator[str]:
    session = server.session
    for project in session.folder_projects():
        yield from (os.path.join(project.root, name) for name in NAMES)
        yield from session.owned_files(project)


async def _report(
    server: "DriftlintServer", path: str, seen: dict[str, str]
) -> types.WorkspaceDocumentDiagnosticReport | None:
    uri = uri_in(server.session, path)
    while True:
        try:
            report = server.reports.make(server.session, path, unless=server.waiting)
        except Cancelled:
            await asyncio.sleep(0)  # the message that waits comes first
        else:
            break
    document = server.session.documents.get(path)
    version = None if document is None else document.version
    if report.result == seen.get(uri):
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=report.result, version=version)
    if not report.items and uri not in seen:
        return None
    return types.WorkspaceFullDocumentDiagnosticReport(
        uri=uri, items=report.items, result_id=report.result, version=version
    )


METHOD = Method(types.WORKSPACE_DIAGNOSTIC, workspace_diagnostic)
