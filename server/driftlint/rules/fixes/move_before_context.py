"""Moves a request before the transaction, so that its answer is at hand when the transaction starts."""

from collections.abc import Iterator

import libcst as cst

from driftlint.diagnostic.model import Fix
from driftlint.rules.fixes import moved
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.held_call import HeldCall, held_call
from driftlint.rules.fixes.names import path_of
from driftlint.rules.fixes.row_changes import changes_rows
from driftlint.rules.fixes.uses import uses

ID = "move-before-context"


_PLAIN_CALLS = frozenset(
    {"bool", "dict", "float", "frozenset", "int", "len", "list", "round", "set", "sorted", "str", "tuple"}
)


def fixes(ctx: FixContext) -> Iterator[Fix]:
    """One fix, where nothing in the block before the statement matters to it, but what can be moved with it."""
    held = held_call(ctx)
    if held is None or not moved.movable(held) or not moved.apart_from_items(held):
        return
    lines = _with_preparation(held)
    if lines is None or changes_rows(ctx, held):
        return
    fix = moved.fix(ctx, held, lines, ID, f"Move `{held.written}` before the transaction", after=False)
    if fix is not None:
        yield fix


def _with_preparation(held: HeldCall) -> list[moved.Statement] | None:
    """The statement, after the plain assignments in the block that only prepare it; None where it must stay."""
    before, _ = moved.split(held)
    lines: list[moved.Statement] = [held.line]
    own = uses(held.line)
    kept: list[moved.Statement] = []
    for it in reversed(before):
        if uses(it).binds & own.reads and _is_plain_assignment(it):
            lines.insert(0, it)
            own = uses(*lines)
        else:
            kept.insert(0, it)
    earlier = uses(*kept)
    # An earlier check may be what keeps the request from being sent.
    if earlier.exits or earlier.yields or earlier.declares or own.conflicts(earlier, held.local):
        return None
    # What is only sent belongs after what it tells of; what is asked for may be asked for earlier.
    if isinstance(held.statement, cst.Expr) and earlier.calls:
        return None
    return lines if all(moved.apart_from_items(held, it) for it in lines) else None


def _is_plain_assignment(statement: moved.Statement) -> bool:
    """Whether the statement only gives names to values that it makes from others."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    node = statement.body[0]
    if not isinstance(node, cst.Assign) or not all(isinstance(it.target, cst.Name) for it in node.targets):
        return False
    calls = _Calls()
    node.value.visit(calls)
    plain = all(path_of(it.func) in {(name,) for name in _PLAIN_CALLS} for it in calls.found)
    found = uses(node)
    return plain and not (found.awaits or found.yields)


class _Calls(cst.CSTVisitor):
    """Collects calls; `libcst.matchers` would find them in a line, and takes longer to import than all of libcst."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[cst.Call] = []

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  libcst calls the methods of a visitor after its nodes
        self.found.append(node)
