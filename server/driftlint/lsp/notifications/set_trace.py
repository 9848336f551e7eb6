"""`$/setTrace`: how much the client wants to know of what its messages cost."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def set_trace(server: "DriftlintServer", params: types.SetTraceParams) -> None:
    """Tells it that much from now on."""
    server.protocol.trace = params.value


METHOD = Method(types.SET_TRACE, set_trace)
