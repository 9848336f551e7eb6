"""`textDocument/codeAction`: what can be done about the findings in a range."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.actions import offered_actions
from driftlint.lsp.convert import inner_range, path_of
from driftlint.lsp.method import Method
from driftlint.lsp.session import Session
from driftlint.lsp.whole_file import EXTRACT, FIX_ALL, extract_actions, fix_all_actions
from driftlint.text.position import Range

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def code_action(server: "DriftlintServer", params: types.CodeActionParams) -> list[types.CodeAction]:
    """The actions for every finding that the range touches, and for what is selected or the whole file.

    The findings are looked up by the range, not by the diagnostics in the request: some clients send those without the
    data they were given, some send none.
    """
    session = server.session
    path = path_of(params.text_document.uri)
    if path is None or not session.client.action_literals:
        return []
    only = params.context.only
    wanted = inner_range(session.text_of(path), params.range, session.client.encoding)
    unasked = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
    actions: list[types.CodeAction] = []
    if _includes(only, types.CodeActionKind.QuickFix):
        actions += _quick_fixes(session, path, wanted, params.context, unasked=unasked)
    if only is not None and _includes(only, FIX_ALL):  # what a whole file is to become is asked for by its kind
        actions += fix_all_actions(session, path)
    if not unasked and _includes(only, EXTRACT):
        offered = {it.title for it in actions}
        actions += (it for it in extract_actions(session, path, wanted) if it.title not in offered)
    return actions


def _quick_fixes(
    session: Session, path: str, wanted: Range, context: types.CodeActionContext, *, unasked: bool
) -> list[types.CodeAction]:
    findings = [it for it in session.findings(path) if it.diagnostic.location.range.overlaps(wanted)]
    # Some clients ask at each move of the cursor: then only what is at hand is offered, the rest when the user asks.
    fixes_of = session.known_fixes if unasked else session.fixes
    return offered_actions(session, findings, fixes_of, context.diagnostics)


def _includes(kinds: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether `kind` or one around it is among those asked for; all are where none is named."""
    if kinds is None:
        return True
    return any(it in {types.CodeActionKind.Empty, kind} or kind.startswith(f"{it}.") for it in map(_named, kinds))


def _named(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


METHOD = Method(
    types.TEXT_DOCUMENT_CODE_ACTION,
    code_action,
    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL, EXTRACT], resolve_provider=True),
)
