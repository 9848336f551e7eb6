"""The settings as the client has them: asked for where it answers, and told of by it when they change."""

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from driftlint.lsp.parameters import as_json
from driftlint.lsp.settings import SECTION, settings_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from driftlint.lsp.server import DriftlintServer


def start(server: "DriftlintServer") -> None:
    """Asks for the settings, and to be told when they change."""
    client = server.session.client
    if client.announces_settings:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        registration = types.Registration("driftlint/settings", method, options)
        server.protocol.tell_to(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration]))
    if client.configuration:
        ask(server)


def ask(server: "DriftlintServer") -> None:
    """Asks for the settings; an answer that says nothing leaves those in force that came with `initialize`."""
    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])

    def answered(future: "Future[Any]") -> None:
        if future.cancelled() or future.exception() is not None:
            return
        given = future.result()
        if isinstance(given, list | tuple) and given and given[0] is not None:
            server.take_settings(settings_of(as_json(given[0])))

    server.protocol.send_request(types.WORKSPACE_CONFIGURATION, params).add_done_callback(answered)
