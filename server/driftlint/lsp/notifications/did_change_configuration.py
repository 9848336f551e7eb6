"""`workspace/didChangeConfiguration`: the user has changed a setting."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp import configuration
from driftlint.lsp.method import Method
from driftlint.lsp.settings import settings_of

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def did_change_configuration(server: "DriftlintServer", params: types.DidChangeConfigurationParams) -> None:
    """Asks what the settings are where the client answers that, else takes those that came along."""
    if server.session.client.configuration:
        configuration.ask(server)
    elif params.settings is not None:
        server.take_settings(settings_of(params.settings))


METHOD = Method(types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration)
