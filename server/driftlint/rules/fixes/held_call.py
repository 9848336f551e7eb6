"""The call that a rule found inside an open context: its statement, and what stands around it."""

from dataclasses import dataclass

import libcst as cst

from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.names import parameter_names
from driftlint.rules.fixes.uses import uses
from driftlint.syntax.rewrite import Stretch


@dataclass(frozen=True, slots=True)
class HeldCall:
    """A call, the simple statement it is part of, and the nodes around that, innermost first, up to the function.

    `context` is the `with` that opened the context, None where the whole function runs in it. `local` are the names
    bound in the function, or in those around it.
    """

    stretch: Stretch
    call: cst.Call
    statement: cst.BaseSmallStatement
    line: cst.SimpleStatementLine
    around: tuple[cst.CSTNode, ...]
    function: cst.FunctionDef
    context: cst.With | None
    local: frozenset[str]

    @property
    def suite(self) -> cst.CSTNode:
        """The block the statement stands in."""
        return self.around[0]

    @property
    def written(self) -> str:
        """The callee as it is written: `gateway.charge`."""
        code = self.stretch.code(self.call.func)
        return code if len(code) <= 40 and "\n" not in code else "…" + code[-20:].rpartition("\n")[2]

    def within(self) -> tuple[cst.CSTNode, ...]:
        """The nodes between the statement and the context, innermost first."""
        if self.context is None:
            return self.around
        return self.around[: next(n for n, it in enumerate(self.around) if it is self.context)]


def held_call(ctx: FixContext) -> HeldCall | None:
    """The call the diagnostic is about, where it is part of a simple statement on lines of its own in a function."""
    data, body = ctx.diagnostic.data, ctx.body()
    number, region = data.get("call"), data.get("region", -1)
    if body is None or not isinstance(number, int) or not isinstance(region, int) or number >= len(body.calls):
        return None
    found = ctx.function(ctx.path, ctx.owner)
    if found is None:
        return None
    stretch, function = found
    call = stretch.find(cst.Call, ctx.absolute(body.calls[number].call.span))
    if call is None:
        return None
    context = None
    if region >= 0:
        context = _with(ctx, stretch, region)
        if context is None:
            return None
    return _located(stretch, function, call, context)


def _with(ctx: FixContext, stretch: Stretch, region: int) -> cst.With | None:
    """The `with` statement of that region."""
    body = ctx.body()
    if body is None or region >= len(body.regions) or not body.regions[region].items:
        return None
    node: cst.CSTNode | None
    node = stretch.find(cst.BaseExpression, ctx.absolute(body.regions[region].items[0].expression.span))  # type: ignore[type-abstract]
    while node is not None and not isinstance(node, cst.With | cst.BaseStatement):
        node = stretch.parent(node)
    return node if isinstance(node, cst.With) else None


def _located(stretch: Stretch, function: cst.FunctionDef, call: cst.Call, context: cst.With | None) -> HeldCall | None:
    chain: list[cst.CSTNode] = []
    node: cst.CSTNode = call
    while node is not function:
        if isinstance(node, cst.Module | cst.Lambda | cst.ClassDef):
            return None
        node = stretch.parent(node)
        chain.append(node)
    statement = next((it for it in chain if isinstance(it, cst.BaseSmallStatement)), None)
    line = next((it for it in chain if isinstance(it, cst.SimpleStatementLine)), None)
    if statement is None or line is None:
        return None
    around = tuple(chain[chain.index(line) + 1 :])
    if any(isinstance(it, cst.FunctionDef) and it is not function for it in chain) or not around:
        return None
    if context is not None and not any(it is context for it in around):
        return None
    return HeldCall(stretch, call, statement, line, around, function, context, _local(stretch, function))


def _local(stretch: Stretch, function: cst.FunctionDef) -> frozenset[str]:
    names: set[str] = set()
    node: cst.CSTNode = function
    while not isinstance(node, cst.Module):
        if isinstance(node, cst.FunctionDef):
            names |= uses(node.body).binds | parameter_names(node.params)
        node = stretch.parent(node)
    return frozenset(names)
