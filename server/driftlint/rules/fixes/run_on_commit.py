"""Registers a call with Django's `on_commit`, its arguments bound where it stood."""

from collections.abc import Iterator
from typing import Literal

import libcst as cst

from driftlint.diagnostic.model import FileEdit, Fix, Safety
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.held_call import HeldCall, held_call
from driftlint.rules.fixes.imports import ImportBlock
from driftlint.rules.fixes.names import parameter_names, path_of
from driftlint.rules.fixes.row_changes import changes_rows
from driftlint.rules.fixes.uses import uses

ID = "run-on-commit"

_TRANSACTION = "django.db.transaction"
_OPENERS = (f"{_TRANSACTION}.", "ATOMIC_REQUESTS")
_LOGGERS = frozenset({"logger", "log", "logging", "LOGGER", "_logger"})
_UNDOES = frozenset({"rollback", "set_rollback", "savepoint_rollback"})


def fixes(ctx: FixContext) -> Iterator[Fix]:
    """One fix, where the call's result is not used and neither its errors nor what it does matter to what follows."""
    held = held_call(ctx)
    opener = str(ctx.diagnostic.data.get("opener", ""))
    if held is None or not opener.startswith(_OPENERS) or not _registrable(held) or not _unneeded(held):
        return
    using = _using(held)
    if using is None or changes_rows(ctx, held):
        return
    block = ctx.imports(ctx.path)
    call = _registration(held, block, using)
    imports = block.edits() if call is not None else None
    if call is None or imports is None:
        return
    module = held.stretch.module.deep_replace(held.call, call)
    assert isinstance(module, cst.Module)
    edits = (*imports, *held.stretch.edits(module))
    yield Fix(ID, f"Run `{held.written}` after the commit", Safety.UNSAFE, (FileEdit(ctx.path, edits),))


def _registrable(held: HeldCall) -> bool:
    """Whether the statement is nothing but the call, in a function whose blocks all end with the transaction."""
    if not isinstance(held.statement, cst.Expr) or held.statement.value is not held.call:
        return False
    if held.function.asynchronous is not None:
        return False
    own = uses(held.line)
    if own.awaits or own.yields or uses(held.function.body).yields:
        return False
    if any(isinstance(it.value, cst.GeneratorExp) for it in held.call.args):
        return False
    # Around the call, an `except` would no longer see its error, a `finally` or another `with` would be over.
    if any(isinstance(it, cst.Try | cst.TryStar) for it in held.around):
        return False
    opened = [it for it in held.around if isinstance(it, cst.With)]
    inner = [it for it in held.within() if isinstance(it, cst.With)]
    if any(not _is_atomic(item.item) for it in inner for item in it.items):
        return False
    return not any(uses(item).binds & own.reads for it in opened for item in it.items)


def _is_atomic(expression: cst.BaseExpression) -> bool:
    path = path_of(expression.func if isinstance(expression, cst.Call) else expression)
    return path is not None and path[-1] == "atomic"


def _unneeded(held: HeldCall) -> bool:
    """Whether what still runs before the commit leaves alone what the call looks at, and the commit is reached."""
    own = uses(held.line)
    mine = {path for path in own.touched if path[0] in held.local and path not in (("self",), ("cls",))}
    loop_targets: set[str] = set()
    child: cst.CSTNode = held.line
    for node in held.within():
        if isinstance(node, cst.IndentedBlock):
            statements = list(node.body)
            at = next(number for number, it in enumerate(statements) if it is child)
            for it in statements[at + 1 :]:
                if not _indifferent(it, mine, whole=held.context is None):
                    return False
        elif isinstance(node, cst.For | cst.While):
            if isinstance(node, cst.For):
                loop_targets |= uses(cst.AssignTarget(node.target)).reads
            rebound = {path for path in mine if path[0] in loop_targets}
            if any(not _indifferent(it, mine - rebound, whole=False) for it in _statements(node) if it is not child):
                return False
        child = node
    return True


def _statements(loop: cst.For | cst.While) -> list[cst.BaseStatement]:
    return list(loop.body.body) if isinstance(loop.body, cst.IndentedBlock) else []


def _indifferent(statement: cst.CSTNode, mine: set[tuple[str, ...]], *, whole: bool) -> bool:
    """Whether `statement`, which runs between the call and the commit, has nothing to do with what the call touches."""
    found = uses(statement)
    if any(path[-1] in _UNDOES for path in found.paths):
        return False
    if isinstance(statement, cst.SimpleStatementLine):
        first = statement.body[0]
        if isinstance(first, cst.Raise):
            return False
        if isinstance(first, cst.Return) and whole:
            return True
        if isinstance(first, cst.Expr) and isinstance(first.value, cst.Call):
            callee = path_of(first.value.func)
            if callee is not None and callee[0] in _LOGGERS:
                return True
    return not any(path[: len(it)] == it for it in mine for path in found.paths)


def _using(held: HeldCall) -> cst.BaseExpression | Literal[False] | None:
    """The database the transaction is on, False for the default one; None where it cannot be told."""
    if held.context is not None:
        opened = [item.item for item in held.context.items if _is_atomic(item.item)]
    else:
        decorators = [it.decorator for it in held.function.decorators]
        opened = [it for it in decorators if _is_atomic(it)]
    if len(opened) > 1:
        return None
    for expression in opened:
        if isinstance(expression, cst.Call):
            for number, it in enumerate(expression.args):
                if (it.keyword is None and number == 0 and not it.star) or (it.keyword and it.keyword.value == "using"):
                    return _database(it.value)
                if it.star:
                    return None
    return False


def _database(value: cst.BaseExpression) -> cst.BaseExpression | Literal[False] | None:
    if isinstance(value, cst.Name) and value.value == "None":
        return False
    return value if isinstance(value, cst.SimpleString) or path_of(value) is not None else None


def _registration(held: HeldCall, block: ImportBlock, using: cst.BaseExpression | Literal[False]) -> cst.Call | None:
    """`transaction.on_commit(partial(f, a, b))`, or `on_commit(f)` where there are no arguments."""
    hidden = uses(held.function.body).binds | parameter_names(held.function.params) | held.local
    on_commit = _local_name(held, block, hidden)
    if on_commit is None:
        return None
    callback: cst.BaseExpression = held.call.func
    if held.call.args:
        partial = block.refer("functools", "partial", hidden)
        if partial is None:
            return None
        first = cst.Arg(callback, comma=cst.Comma(whitespace_after=_layout(held.call)))
        callback = held.call.with_changes(
            func=cst.parse_expression(partial), args=[first, *held.call.args], lpar=[], rpar=[]
        )
    arguments = [cst.Arg(callback)]
    if not isinstance(using, bool):
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        arguments.append(cst.Arg(using, keyword=cst.Name("using"), equal=equal))
    return cst.Call(cst.parse_expression(on_commit), arguments, lpar=held.call.lpar, rpar=held.call.rpar)


def _local_name(held: HeldCall, block: ImportBlock, hidden: set[str]) -> str | None:
    """How `on_commit` is said here; an import inside the function counts where it is the only one of that name."""
    for statement in held.function.body.body:
        line = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
        for it in line:
            if isinstance(it, cst.ImportFrom) and not isinstance(it.names, cst.ImportStar) and it.module is not None:
                names = [name.evaluated_name for name in it.names if name.asname is None]
                if path_of(it.module) == ("django", "db") and "transaction" in names:
                    return "transaction.on_commit"
    return block.refer(_TRANSACTION, "on_commit", hidden, whole=True)


def _layout(call: cst.Call) -> cst.BaseParenthesizableWhitespace:
    """What stands between the arguments of `call`, or before the first where each has its own line."""
    if isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace):
        return call.whitespace_before_args
    return cst.SimpleWhitespace(" ")
