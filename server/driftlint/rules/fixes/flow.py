"""Which names a run of statements needs from before it, and which it binds whatever way it goes."""

# ruff: noqa: N802  libcst calls the methods of a visitor after its nodes

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import libcst as cst

from driftlint.rules.fixes.uses import uses


@dataclass(frozen=True, slots=True)
class Flow:
    """`needs` are the names read before they are surely bound; `binds` those bound on every way to the end.

    `leaves` tells that no way leads to the end: it always returns, raises, breaks or continues.
    """

    needs: frozenset[str]
    binds: frozenset[str]
    leaves: bool = False


def flow(statements: Iterable[cst.BaseStatement | cst.BaseSmallStatement]) -> Flow:
    """What the statements need and bind, one after the other."""
    needs, binds = set[str](), set[str]()
    for statement in statements:
        step = _step(statement)
        needs |= step.needs - binds
        binds |= step.binds
        if step.leaves:
            return Flow(frozenset(needs), frozenset(binds), leaves=True)
    return Flow(frozenset(needs), frozenset(binds))


def suite_flow(suite: cst.BaseSuite) -> Flow:
    """What the statements of a block need and bind."""
    return flow(suite.body)


def _step(statement: cst.BaseStatement | cst.BaseSmallStatement) -> Flow:
    if isinstance(statement, cst.SimpleStatementLine):
        return flow(statement.body)
    if isinstance(statement, cst.If):
        return _after(frozenset(uses(statement.test).reads), _bound_by(statement.test), _either(_branches(statement)))
    if isinstance(statement, cst.For):
        target = uses(cst.Assign([cst.AssignTarget(statement.target)], cst.Ellipsis()))
        return _loop(frozenset(uses(statement.iter).reads | target.reads), frozenset(target.binds), statement)
    if isinstance(statement, cst.While):
        return _loop(frozenset(uses(statement.test).reads), _bound_by(statement.test), statement)
    if isinstance(statement, cst.With):
        items = uses(*statement.items)
        return _after(frozenset(items.reads), frozenset(items.binds), suite_flow(statement.body))
    if isinstance(statement, cst.Try | cst.TryStar):
        return _try(statement)
    if isinstance(statement, cst.Match):
        cases = [_after(frozenset(), frozenset(uses(it.pattern).binds), suite_flow(it.body)) for it in statement.cases]
        read = frozenset(uses(*(part for it in statement.cases for part in (it.pattern, it.guard) if part)).reads)
        return Flow(frozenset(uses(statement.subject).reads) | read | _either(cases).needs, frozenset())
    found = uses(statement)
    leaves = isinstance(statement, cst.Return | cst.Raise | cst.Break | cst.Continue)
    binds = frozenset() if isinstance(statement, cst.Del) else frozenset(found.binds)
    return Flow(frozenset(found.reads), binds, leaves)


def _bound_by(test: cst.BaseExpression) -> frozenset[str]:
    """The names that assignment expressions in `test` bind whatever comes out of it."""
    collector = _Assigned()
    test.visit(collector)
    return frozenset(collector.names)


class _Assigned(cst.CSTVisitor):
    """Collects what is assigned where evaluation surely comes to."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        if isinstance(node.target, cst.Name):
            self.names.add(node.target.value)

    def visit_BooleanOperation(self, node: cst.BooleanOperation) -> bool:
        node.left.visit(self)
        return False

    def visit_IfExp(self, node: cst.IfExp) -> bool:
        node.test.visit(self)
        return False

    def visit_Comparison(self, node: cst.Comparison) -> bool:
        node.left.visit(self)
        node.comparisons[0].comparator.visit(self)
        return False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Lambda | cst.BaseComp):
            return False
        return super().on_visit(node)


def _branches(statement: cst.If) -> list[Flow]:
    branches = [suite_flow(statement.body)]
    if isinstance(statement.orelse, cst.If):
        branches.append(_step(statement.orelse))
    else:
        branches.append(suite_flow(statement.orelse.body) if statement.orelse is not None else _NOTHING)
    return branches


def _either(branches: Sequence[Flow]) -> Flow:
    """One of `branches`, whichever; what a branch binds that never comes to the end does not count."""
    needs = frozenset().union(*(it.needs for it in branches))
    arriving = [it.binds for it in branches if not it.leaves]
    if not arriving:
        return Flow(needs, frozenset(), leaves=True)
    return Flow(needs, frozenset.intersection(*arriving))


def _after(reads: frozenset[str], binds: frozenset[str], then: Flow) -> Flow:
    return Flow(reads | (then.needs - binds), binds | then.binds, then.leaves)


def _loop(reads: frozenset[str], binds: frozenset[str], statement: cst.For | cst.While) -> Flow:
    inner = _after(reads, binds, suite_flow(statement.body))
    orelse = suite_flow(statement.orelse.body) if statement.orelse is not None else _NOTHING
    return Flow(inner.needs | orelse.needs, frozenset())


def _try(statement: cst.Try | cst.TryStar) -> Flow:
    body = suite_flow(statement.body)
    if statement.orelse is not None:
        orelse = suite_flow(statement.orelse.body)
        body = Flow(body.needs | (orelse.needs - body.binds), body.binds | orelse.binds, body.leaves or orelse.leaves)
    ways = [body]
    for it in statement.handlers:
        read = frozenset(uses(it.type).reads) if it.type is not None else frozenset()
        name = (
            frozenset({it.name.name.value})
            if it.name is not None and isinstance(it.name.name, cst.Name)
            else frozenset()
        )
        handled = suite_flow(it.body)
        ways.append(Flow(read | (handled.needs - name), handled.binds, handled.leaves))
    found = _either(ways)
    if statement.finalbody is None:
        return found
    final = suite_flow(statement.finalbody.body)
    return Flow(found.needs | final.needs, found.binds | final.binds, found.leaves or final.leaves)


_NOTHING = Flow(frozenset(), frozenset())
