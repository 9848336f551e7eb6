"""Moving a statement out of a `with` block, to the place right before or right after it."""

import libcst as cst

from driftlint.diagnostic.model import FileEdit, Fix, Safety
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.held_call import HeldCall
from driftlint.rules.fixes.uses import uses

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement

_OPENS_ONLY = ("session", "connect", "connection", "begin", "begin_nested", "atomic", "transaction", "cursor")
"""Words of what a `with` may open besides the transaction without anything outside it depending on that."""


def movable(held: HeldCall) -> bool:
    """Whether the statement stands directly in the `with` block, with others, and only calls or assigns."""
    context = held.context
    if context is None or not isinstance(context.body, cst.IndentedBlock) or held.suite is not context.body:
        return False
    if len(context.body.body) < 2 or len(held.line.body) != 1:
        return False
    targets: list[cst.BaseExpression] = []
    if isinstance(held.statement, cst.Assign):
        targets = [it.target for it in held.statement.targets]
    elif isinstance(held.statement, cst.AnnAssign) and held.statement.value is not None:
        targets = [held.statement.target]
    elif not isinstance(held.statement, cst.Expr):
        return False
    own = uses(held.line)
    return all(isinstance(it, cst.Name) for it in targets) and not (own.yields or own.exits or own.declares)


def split(held: HeldCall) -> tuple[list[Statement], list[Statement]]:
    """The statements of the block before and after the one to be moved."""
    assert held.context is not None
    assert isinstance(held.context.body, cst.IndentedBlock)
    body = [it for it in held.context.body.body if isinstance(it, cst.SimpleStatementLine | cst.BaseCompoundStatement)]
    at = next(number for number, it in enumerate(body) if it is held.line)
    return body[:at], body[at + 1 :]


def apart_from_items(held: HeldCall, statement: Statement | None = None) -> bool:
    """Whether the statement has nothing to do with what the `with` opens, and that is but transactions and sessions."""
    assert held.context is not None
    own = uses(held.line if statement is None else statement)
    for item in held.context.items:
        opened = uses(item)
        if own.conflicts(opened, held.local):
            return False
        if len(held.context.items) > 1 and not _opens_only(item.item):
            return False
    return True


def _opens_only(expression: cst.BaseExpression) -> bool:
    callee = expression.func if isinstance(expression, cst.Call) else expression
    last = callee.attr if isinstance(callee, cst.Attribute) else callee
    name = last.value.lower() if isinstance(last, cst.Name) else ""
    return any(name == word or word in name for word in _OPENS_ONLY)


def fix(ctx: FixContext, held: HeldCall, lines: list[Statement], id_: str, title: str, *, after: bool) -> Fix | None:
    """The fix that moves `lines` of the block before or after it; the comments above them go with them."""
    context, suite = held.context, held.around[[it is held.context for it in held.around].index(True) + 1]
    assert context is not None
    assert isinstance(context.body, cst.IndentedBlock)
    if not isinstance(suite, cst.IndentedBlock):
        return None
    before, later = split(held)
    kept = [it for it in (*before, held.line, *later) if not any(it is line for line in lines)]
    if not kept:
        return None
    if kept[0] is not context.body.body[0]:
        kept[0] = kept[0].with_changes(leading_lines=_without_blanks(kept[0].leading_lines))
    left = context.with_changes(body=context.body.with_changes(body=kept))
    first = lines[0].with_changes(leading_lines=_without_blanks(lines[0].leading_lines))
    if after:
        exchanged = [left, first, *lines[1:]]
    else:
        above = list(context.leading_lines)
        rest = _without_blanks(above)
        first = first.with_changes(leading_lines=[*above[: len(above) - len(rest)], *first.leading_lines])
        exchanged = [first, *lines[1:], left.with_changes(leading_lines=rest)]
    statements: list[cst.BaseStatement] = []
    for it in suite.body:
        statements.extend(exchanged if it is context else [it])
    module = held.stretch.module.deep_replace(suite, suite.with_changes(body=statements))
    assert isinstance(module, cst.Module)
    edits = held.stretch.edits(module)
    return Fix(id_, title, Safety.UNSAFE, (FileEdit(ctx.path, edits),)) if edits else None


def _without_blanks(lines: object) -> list[cst.EmptyLine]:
    assert isinstance(lines, list | tuple)
    kept = list(lines)
    while kept and kept[0].comment is None:
        kept.pop(0)
    return kept
