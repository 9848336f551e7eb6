"""`workspace/diagnostic`: the client asks for the diagnostics of every file."""

import asyncio
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.root import config_path
from driftlint.index.engine import Cancelled
from driftlint.lsp.convert import path_of
from driftlint.lsp.diagnostics import Report, uri_in
from driftlint.lsp.method import Method
from driftlint.lsp.session import is_below

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer

_PART = 20
"""How many files are reported together."""
_NOTHING = Report("unasked", [])


async def workspace_diagnostic(
    server: "DriftlintServer", params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """The diagnostics of every file that has some or had some; other messages are handled meanwhile.

    Where the client takes them in parts, they are sent as they come.
    """
    server.agenda.leave_workspace_to_client()
    await server.whole_workspace_read.wait()
    known = {path: it for it in params.previous_result_ids if (path := path_of(it.uri)) is not None}
    items: list[types.WorkspaceDocumentDiagnosticReport] = []
    in_parts = False
    wanted = dict.fromkeys(_files(server))
    for path in dict.fromkeys((*wanted, *known)):
        await asyncio.sleep(0)
        item = await _item(server, path, known.get(path), wanted)
        if item is not None:
            items.append(item)
        if len(items) >= _PART and params.partial_result_token is not None:
            _send_part(server, params.partial_result_token, items)
            in_parts, items = True, []
    if in_parts and params.partial_result_token is not None:  # then nothing may be left for the answer itself
        _send_part(server, params.partial_result_token, items)
        items = []
    return types.WorkspaceDiagnosticReport(items=items)


def _send_part(
    server: "DriftlintServer", token: types.ProgressToken, items: list[types.WorkspaceDocumentDiagnosticReport]
) -> None:
    part = types.WorkspaceDiagnosticReportPartialResult(items=items)
    server.protocol.notify(types.PROGRESS, types.ProgressParams(token, part))


def _files(server: "DriftlintServer") -> Iterator[str]:
    """The files that are spoken of: all, but for what the user does not want to see or wait for."""
    open_only = server.settings.diagnose == "openFiles"
    for project in server.session.folder_projects():
        yield config_path(project.root)
        if open_only or server.agenda.is_left(project):
            yield from (it for it in server.session.documents if is_below(it, project.root))
        else:
            yield from server.session.owned_files(project)


async def _item(
    server: "DriftlintServer", path: str, known: types.PreviousResultId | None, wanted: Container[str]
) -> types.WorkspaceDocumentDiagnosticReport | None:
    """What there is to say of one file: nothing where it has no diagnostics and the client knows of none."""
    report = await _report(server, path) if path in wanted or not _is_listed(server, path) else _NOTHING
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


def _is_listed(server: "DriftlintServer", path: str) -> bool:
    """Whether a file is there to be judged; what is gone is reported as any other file."""
    project = server.session.project_of(path)
    return project is not None and path in project.files()


async def _report(server: "DriftlintServer", path: str) -> Report:
    while True:
        try:
            return server.reports.make(server.session, path, unless=server.waiting)
        except Cancelled:
            await asyncio.sleep(0)  # the message that waits comes first


METHOD = Method(types.WORKSPACE_DIAGNOSTIC, workspace_diagnostic)
