"""`codeAction/resolve`: the edit of an action that was offered without it."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.actions import resolved_action
from driftlint.lsp.method import Method
from driftlint.lsp.whole_file import resolved

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def code_action_resolve(server: "DriftlintServer", params: types.CodeAction) -> types.CodeAction:
    """The action with its edit; an action that has one already, or is not ours, comes back as it was."""
    return resolved_action(server.session, resolved(server.session, params))


METHOD = Method(types.CODE_ACTION_RESOLVE, code_action_resolve)
