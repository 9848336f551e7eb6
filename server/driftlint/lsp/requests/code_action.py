"""`textDocument/codeAction`: what can be done about the findings in a range."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.actions import offered_actions
from driftlint.lsp.convert import inner_range, path_of
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def code_action(server: "DriftlintServer", params: types.CodeActionParams) -> list[types.CodeAction]:
    """The actions for every finding that the range touches.

    The findings are looked up by the range, not by the diagnostics in the request: some clients send those without the
    data they were given, some send none.
    """
    session = server.session
    path = path_of(params.text_document.uri)
    if path is None or not session.client.action_literals or not _wanted(params.context.only):
        return []
    wanted = inner_range(session.text_of(path), params.range, session.client.encoding)
    findings = [it for it in session.findings(path) if it.diagnostic.location.range.overlaps(wanted)]
    # Some clients ask at each move of the cursor: then only what is at hand is offered, the rest when the user asks.
    unasked = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
    fixes_of = session.known_fixes if unasked else session.fixes
    return offered_actions(session, findings, fixes_of, params.context.diagnostics)


def _wanted(kinds: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether quick fixes are among the kinds asked for; all kinds are where none is named."""
    if kinds is None:
        return True
    return any(kind in {types.CodeActionKind.Empty, types.CodeActionKind.QuickFix} for kind in kinds)


METHOD = Method(
    types.TEXT_DOCUMENT_CODE_ACTION,
    code_action,
    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix], resolve_provider=True),
)
