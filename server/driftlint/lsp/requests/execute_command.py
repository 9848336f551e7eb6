"""`workspace/executeCommand`: the user has chosen something that the server does."""

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from driftlint.lsp.commands import COMMANDS
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def execute_command(server: "DriftlintServer", params: types.ExecuteCommandParams) -> Any:
    """Does what the command says. Raises what the client is told where there is no such command."""
    command = COMMANDS.get(params.command)
    if command is None:
        raise JsonRpcInvalidParams(f"`{params.command}` is no command of driftlint's: there are {', '.join(COMMANDS)}")
    return await command(server, list(params.arguments or ()))


METHOD = Method(types.WORKSPACE_EXECUTE_COMMAND, execute_command)
