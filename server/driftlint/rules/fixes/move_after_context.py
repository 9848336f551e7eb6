"""Moves a request behind the transaction, where nothing is held any more."""

from collections.abc import Iterator

import libcst as cst

from driftlint.diagnostic.model import Fix
from driftlint.rules.fixes import moved
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.held_call import HeldCall, held_call
from driftlint.rules.fixes.names import all_parameters
from driftlint.rules.fixes.row_changes import changes_rows
from driftlint.rules.fixes.uses import uses

ID = "move-after-context"

_PLAIN_TYPES = frozenset({"bool", "bytes", "date", "datetime", "Decimal", "float", "int", "str", "UUID"})
_UNDOES = frozenset({"rollback", "set_rollback", "savepoint_rollback"})


def fixes(ctx: FixContext) -> Iterator[Fix]:
    """One fix, where nothing in the block after the statement needs it, and it needs nothing the block opened."""
    held = held_call(ctx)
    if held is None or not moved.movable(held) or not moved.apart_from_items(held) or not _independent(ctx, held):
        return
    if changes_rows(ctx, held):
        return
    fix = moved.fix(ctx, held, [held.line], ID, f"Move `{held.written}` after the transaction", after=True)
    if fix is not None:
        yield fix


def _independent(ctx: FixContext, held: HeldCall) -> bool:
    before, after = moved.split(held)
    earlier, later, own = uses(*before), uses(*after), uses(held.line)
    # After an exit in the block the statement would not have run, or not have been reached.
    if later.exits or later.yields or own.conflicts(later, held.local):
        return False
    if any(path[-1] in _UNDOES for path in earlier.paths | later.paths):
        return False
    return str(ctx.diagnostic.data.get("opener", "")).startswith("django.") or not _reads_rows(held, earlier.binds)


def _reads_rows(held: HeldCall, bound: set[str]) -> bool:
    """Whether the statement may read an object of the session: outside Django, a commit makes it stale or detached."""
    arguments = [it.value for it in held.call.args]
    found = uses(*arguments)
    if uses(held.line).reads & bound:
        return True
    parameters = {it.name.value: it for it in all_parameters(held.function.params)}
    return any(
        path[0] in held.local and not _is_plain(path[0], parameters.get(path[0]))
        for path in found.paths
        if path[0] not in ("self", "cls")
    )


def _is_plain(name: str, parameter: cst.Param | None) -> bool:
    """Whether the name, or the annotation of the parameter, says that it is no row but a plain value."""
    if parameter is not None and parameter.annotation is not None:
        said = parameter.annotation.annotation
        return isinstance(said, cst.Name) and said.value in _PLAIN_TYPES
    return name in ("id", "pk", "url") or name.endswith(("_id", "_pk", "_url"))
