"""Code actions on findings: the rules' fixes, comments that say why a line is as it should be, the baseline."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from lsprotocol import types

from driftlint.analysis.upkeep import is_acceptable
from driftlint.diagnostic.model import FileEdit, Finding, Fix, Safety
from driftlint.lsp.accepting import ACCEPT
from driftlint.lsp.comments import REASON, allow_comment, public_comment
from driftlint.lsp.convert import path_of, uri_of, wire_range
from driftlint.lsp.diagnostics import uri_in, wire_diagnostic
from driftlint.lsp.session import Session
from driftlint.lsp.snippets import snippet_edit

_ALLOW = "allow"
_DECLARE_PUBLIC = "declare-public"
_UNGUARDED = "unguarded-endpoint"


def offered_actions(
    session: Session,
    findings: Sequence[Finding],
    fixes_of: Callable[[Finding], Sequence[Fix]],
    shown: Sequence[types.Diagnostic],
) -> list[types.CodeAction]:
    """What can be done about `findings`: the fixes of all, then the comments, then the baseline.

    At most one is preferred, and no two have the same title. `shown` are the client's own copies of the diagnostics,
    which an action goes with where one is the same.
    """
    fixes = [(finding, fix) for finding in findings for fix in _possible(session, fixes_of(finding))]
    comments = _different(
        (finding, fix) for finding in findings for fix in _comments(session, finding, fixes_of(finding))
    )
    preferred = next((it for it in fixes if it[1].preferred), None)
    actions = [
        (it[0], _action(session, *it, shown, preferred=True if it is preferred and session.client.preferred else None))
        for it in (*fixes, *comments)
    ]
    actions += [(it, _acceptance(session, it, shown)) for it in findings if is_acceptable(it)]
    return _told_apart(actions)


def _different(offered: Iterable[tuple[Finding, Fix]]) -> list[tuple[Finding, Fix]]:
    """Those that write something else: one comment speaks for all that its rule says of a line."""
    first: dict[tuple[str, tuple[FileEdit, ...]], tuple[Finding, Fix]] = {}
    for finding, fix in offered:
        first.setdefault((fix.id, fix.edits), (finding, fix))
    return list(first.values())


def _told_apart(offered: Sequence[tuple[Finding, types.CodeAction]]) -> list[types.CodeAction]:
    """The actions, with the place in the title where several findings in a range get the same: editors show no more."""
    titles = Counter(action.title for _, action in offered)
    places = Counter((action.title, _line(finding)) for finding, action in offered)
    for finding, action in offered:
        title, line = action.title, _line(finding)
        if titles[title] > 1:
            column = finding.diagnostic.location.range.start.column + 1
            action.title = f"{title} (line {line})" if places[title, line] == 1 else f"{title} ({line}:{column})"
    return [action for _, action in offered]


def _line(finding: Finding) -> int:
    return finding.diagnostic.location.range.start.line + 1


def resolved_action(session: Session, action: types.CodeAction) -> types.CodeAction:
    """`action` with the edit it stands for, made from the texts as they are now."""
    data = action.data
    if action.edit is not None or not isinstance(data, dict):
        return action
    finding = _find(session, data)
    if finding is None:
        return action
    fixes = session.fixes(finding)
    for fix in (*_possible(session, fixes), *_comments(session, finding, fixes)):
        if fix.id == data.get("action"):
            action.edit = workspace_edit(session, fix.edits, fix.placeholder)
            break
    return action


def workspace_edit(session: Session, edits: Sequence[FileEdit], placeholder: str = "") -> types.WorkspaceEdit:
    """The edits as the client takes them: with versions where it can, and files made where it can.

    `placeholder` is what is still to be written in them: the cursor is put there where the client can do that.
    """
    client = session.client
    if not client.document_changes and not (client.creates_files and any(it.create for it in edits)):
        return types.WorkspaceEdit(changes={uri_in(session, it.path): _text_edits(session, it) for it in edits})
    changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for it in edits:
        document = session.documents.get(it.path)
        if it.create:
            options = types.CreateFileOptions(ignore_if_exists=True)
            changes.append(types.CreateFile(uri=uri_of(it.path), options=options))
        identifier = types.OptionalVersionedTextDocumentIdentifier(
            uri=uri_in(session, it.path), version=None if document is None else document.version
        )
        made = _text_edits(session, it)
        filled = [snippet_edit(edit, placeholder) for edit in made] if placeholder and client.snippets else ()
        changes.append(types.TextDocumentEdit(identifier, [*map(_either, filled, made)] if filled else [*made]))
    return types.WorkspaceEdit(document_changes=changes)


def _text_edits(session: Session, it: FileEdit) -> list[types.TextEdit]:
    text = session.text_of(it.path)
    return [types.TextEdit(wire_range(text, edit.range, session.client.encoding), edit.new_text) for edit in it.edits]


def _either(snippet: types.SnippetTextEdit | None, edit: types.TextEdit) -> types.SnippetTextEdit | types.TextEdit:
    return edit if snippet is None else snippet


def _possible(session: Session, fixes: Sequence[Fix]) -> Iterator[Fix]:
    """The fixes whose edits the client can make."""
    for fix in fixes:
        if session.can_make(fix.edits):
            yield fix


def _comments(session: Session, finding: Finding, fixes: Sequence[Fix]) -> Iterator[Fix]:
    """What is always possible: to say in a comment that the line is as it should be, and why."""
    diagnostic = finding.diagnostic
    text, path = session.text_of(diagnostic.location.path), diagnostic.location.path
    line = diagnostic.location.range.start.line
    if diagnostic.rule == _UNGUARDED and not any(fix.id == _DECLARE_PUBLIC for fix in fixes):
        edit = FileEdit(path, (public_comment(text, line),))
        title = "Declare this endpoint public, with a reason"
        yield Fix(_DECLARE_PUBLIC, title, Safety.UNSAFE, (edit,), placeholder=REASON)
    demand = session.demand(diagnostic)
    if demand is not None and demand != "forbidden":
        edit = FileEdit(path, (allow_comment(text, line, diagnostic.rule, ticket=demand == "ticket"),))
        title = f"Allow `{diagnostic.rule}` here, with a reason"
        yield Fix(_ALLOW, title, Safety.UNSAFE, (edit,), placeholder=REASON)


def _action(
    session: Session, finding: Finding, fix: Fix, shown: Sequence[types.Diagnostic], *, preferred: bool | None
) -> types.CodeAction:
    resolved_later = session.client.resolves_edits
    return types.CodeAction(
        title=fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=_shown_as(session, finding, shown),
        is_preferred=preferred,
        edit=None if resolved_later else workspace_edit(session, fix.edits, fix.placeholder),
        data=_data(session, finding, fix) if resolved_later else None,
    )


def _acceptance(session: Session, finding: Finding, shown: Sequence[types.Diagnostic]) -> types.CodeAction:
    """The last thing to do about a finding: to let it pass as it is. The server writes the baseline, on command."""
    title = f"Accept `{finding.diagnostic.rule}` here into the baseline"
    chosen = {"uri": uri_in(session, finding.diagnostic.location.path), "fingerprint": finding.fingerprint}
    return types.CodeAction(
        title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=_shown_as(session, finding, shown),
        command=types.Command(title, ACCEPT, arguments=[chosen]),
    )


def _shown_as(session: Session, finding: Finding, shown: Sequence[types.Diagnostic]) -> list[types.Diagnostic]:
    """The client's own copies of a finding, else ours."""
    diagnostic = wire_diagnostic(session, finding)
    same = [it for it in shown if it.range == diagnostic.range and it.code in {diagnostic.code, None}]
    return same or [diagnostic]


def _data(session: Session, finding: Finding, fix: Fix) -> dict[str, Any]:
    location = finding.diagnostic.location
    return {
        "uri": uri_in(session, location.path),
        "fingerprint": finding.fingerprint,
        "line": location.range.start.line,
        "action": fix.id,
    }


def _find(session: Session, data: dict[str, Any]) -> Finding | None:
    """The finding an action was offered for: of those with its fingerprint, the one nearest to where it was."""
    path = path_of(str(data.get("uri")))
    line = data.get("line")
    if path is None or not isinstance(line, int):
        return None
    same = [it for it in session.findings(path) if it.fingerprint == data.get("fingerprint")]
    return min(same, key=lambda it: abs(it.diagnostic.location.range.start.line - line), default=None)
