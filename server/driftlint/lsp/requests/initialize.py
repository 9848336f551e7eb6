"""`initialize`: what the client can do, and which folders it has open."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp import parent
from driftlint.lsp.client import client_of
from driftlint.lsp.convert import path_of, uri_of
from driftlint.lsp.method import Method
from driftlint.lsp.settings import settings_of

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def initialize(server: "DriftlintServer", params: types.InitializeParams) -> None:
    """Begins the session; pygls answers with the capabilities of the registered methods."""
    name = params.client_info.name if params.client_info is not None else ""
    client = client_of(params.capabilities, name)
    server.begin(client)
    server.protocol.trace = params.trace or types.TraceValue.Off
    server.take_settings(settings_of(params.initialization_options))
    if not client.pulls:
        server.protocol.leave_out(types.TEXT_DOCUMENT_DIAGNOSTIC)
    if not client.pulls_workspace:
        server.protocol.leave_out(types.WORKSPACE_DIAGNOSTIC)
    server.session.folders.extend(dict.fromkeys(_folders(params)))
    if params.process_id is not None:
        parent.watch(params.process_id, server.inbox.close)


def _folders(params: types.InitializeParams) -> list[str]:
    """The workspace folders, or the one root that older clients name."""
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri is not None:
        uris = [params.root_uri]
    if not uris and params.root_path:
        uris = [uri_of(params.root_path)]
    return [path for uri in uris if (path := path_of(uri)) is not None]


METHOD = Method(types.INITIALIZE, initialize)
