"""`initialized`: the client is ready to be asked things, and the folders are read."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp import configuration
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def initialized(server: "DriftlintServer", _: types.InitializedParams) -> None:
    """Begins to watch the folders, and to read them whenever there is nothing else to do."""
    configuration.start(server)
    server.watch.start()
    server.read_folders()


METHOD = Method(types.INITIALIZED, initialized)
