"""The run of a handler's statements that is worth extracting, and can be: what it takes and what it gives back."""
# ruff: noqa: N802  libcst calls the methods of a visitor after its nodes

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from driftlint.rules.fixes.flow import flow
from driftlint.rules.fixes.names import Uses, all_parameters
from driftlint.rules.fixes.uses import uses

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement

_FRAME_NAMES = frozenset({"locals", "globals", "vars", "super", "eval", "exec", "dir", "__class__"})
"""What means something else in another function."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring statements of one block of a handler.

    `takes` are the local names they need, in the order in which they are bound; `gives` the names bound in them that
    are read after them; `globals` the other names they read.
    """

    suite: cst.IndentedBlock
    statements: tuple[Statement, ...]
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    globals: frozenset[str]
    awaits: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of the handler that runs at most once: what is surely bound at its start, and what is read after it."""

    suite: cst.IndentedBlock
    bound: frozenset[str]
    read_after: frozenset[str]
    caught: frozenset[str]
    """What handlers around it read, who may see it half done."""


def domain_run(
    function: cst.FunctionDef, weigh: Callable[[Statement], int], is_domain: Callable[[Statement, Uses], bool]
) -> Run | None:
    """The weightiest run of `function` that can be extracted.

    `weigh` says how much of what the rule counted is in a statement, `is_domain` whether it has nothing to do with
    requests and responses. A run that would leave most of it behind is not worth it.
    """
    best: tuple[int, int, Run] | None = None
    order = _binding_order(function)
    for block in _blocks(function):
        for part in _parts(block.suite, is_domain):
            run = _movable(block, *_trimmed(*part, weigh), order)
            if run is None:
                continue
            weight = sum(weigh(it) for it in run.statements)
            if best is None or (weight, len(run.statements)) > best[:2]:
                best = (weight, len(run.statements), run)
    whole = sum(weigh(it) for it in _statements(function))
    return best[2] if best is not None and best[0] >= 2 and best[0] * 3 >= whole else None


def chosen_run(
    function: cst.FunctionDef, chosen: Callable[[Statement], bool], is_domain: Callable[[Statement, Uses], bool]
) -> Run | None:
    """The run of exactly the statements that somebody has `chosen`; None where they cannot be extracted together."""
    order = _binding_order(function)
    for block in _blocks(function):
        statements = [
            it for it in block.suite.body if isinstance(it, cst.SimpleStatementLine | cst.BaseCompoundStatement)
        ]
        places = [number for number, it in enumerate(statements) if chosen(it)]
        if not places:
            continue
        start, end = places[0], places[-1] + 1
        part = tuple(statements[start:end])
        found = [_extractable(it, uses(it), first=start + number == 0) for number, it in enumerate(part)]
        if len(places) != len(part) or not all(found) or not all(is_domain(it, uses(it)) for it in part):
            return None
        return _movable(block, start, part, order)
    return None


def _statements(function: cst.FunctionDef) -> list[Statement]:
    return _inside_of(function.body) if isinstance(function.body, cst.IndentedBlock) else []


def _inside_of(suite: cst.IndentedBlock) -> list[Statement]:
    return [it for it in suite.body if isinstance(it, cst.SimpleStatementLine | cst.BaseCompoundStatement)]


def _blocks(function: cst.FunctionDef) -> Iterator[_Block]:
    if isinstance(function.body, cst.IndentedBlock):
        parameters = frozenset(it.name.value for it in all_parameters(function.params))
        yield from _inside(_Block(function.body, parameters, frozenset(), frozenset()))


def _inside(block: _Block) -> Iterator[_Block]:
    yield block
    statements = list(block.suite.body)
    for number, statement in enumerate(statements):
        bound = block.bound | flow(statements[:number]).binds
        after = block.read_after | flow(statements[number + 1 :]).needs
        for suite, more, later, caught in _suites(statement):
            if isinstance(suite, cst.IndentedBlock):
                yield from _inside(_Block(suite, bound | more, after | later, block.caught | caught))


def _suites(
    statement: cst.BaseStatement,
) -> Iterator[tuple[cst.BaseSuite, frozenset[str], frozenset[str], frozenset[str]]]:
    """The blocks of a statement that run at most once: what it binds before, reads after, and in its handlers."""
    nothing: frozenset[str] = frozenset()
    if isinstance(statement, cst.With):
        yield statement.body, frozenset(uses(*statement.items).binds), nothing, nothing
    elif isinstance(statement, cst.If):
        yield statement.body, nothing, nothing, nothing
        if isinstance(statement.orelse, cst.If):
            yield from _suites(statement.orelse)
        elif statement.orelse is not None:
            yield statement.orelse.body, nothing, nothing, nothing
    elif isinstance(statement, cst.Try):
        handlers = uses(*statement.handlers).reads
        final = uses(statement.finalbody).reads if statement.finalbody is not None else set()
        orelse = flow(statement.orelse.body.body).needs if statement.orelse is not None else nothing
        yield statement.body, nothing, orelse | frozenset(final), frozenset(handlers | final)


def _parts(
    suite: cst.IndentedBlock, is_domain: Callable[[Statement, Uses], bool]
) -> Iterator[tuple[int, tuple[Statement, ...]]]:
    """The longest stretches of extractable statements, each with the place of its first in the block."""
    start, part = 0, list[Statement]()
    for number, statement in enumerate(suite.body):
        assert isinstance(statement, cst.SimpleStatementLine | cst.BaseCompoundStatement)
        found = uses(statement)
        if _extractable(statement, found, first=number == 0) and is_domain(statement, found):
            if not part:
                start = number
            part.append(statement)
        elif part:
            yield start, tuple(part)
            part = []
    if part:
        yield start, tuple(part)


def _extractable(statement: Statement, found: Uses, *, first: bool) -> bool:
    if found.returns or found.yields or found.declares or found.reads & _FRAME_NAMES:
        return False
    if isinstance(statement, cst.FunctionDef | cst.ClassDef):
        return False
    if isinstance(statement, cst.SimpleStatementLine):
        if any(isinstance(it, cst.Del | cst.Raise | cst.Import | cst.ImportFrom) for it in statement.body):
            return False
        only = statement.body[0]
        if first and isinstance(only, cst.Expr) and isinstance(only.value, cst.SimpleString | cst.ConcatenatedString):
            return False  # a docstring
    return True


def _trimmed(
    start: int, part: tuple[Statement, ...], weigh: Callable[[Statement], int]
) -> tuple[int, tuple[Statement, ...]]:
    """The part without what at its ends only fetches data or prepares the response, and where it starts."""
    statements = part
    while statements and not weigh(statements[-1]) and _only_assigns(statements[-1]):
        statements = statements[:-1]
    while len(statements) > 1 and not weigh(statements[0]) and not _prepares(statements[0], statements[1:]):
        statements, start = statements[1:], start + 1
    return start, statements


def _movable(block: _Block, start: int, statements: tuple[Statement, ...], order: Sequence[str]) -> Run | None:
    """The statements, from that of number `start` in their block on, as a run; None where they must stay."""
    if not statements:
        return None
    before = flow(block.suite.body[:start])
    after = block.read_after | flow(block.suite.body[start + len(statements) :]).needs
    inner, own = flow(statements), uses(*statements)
    if before.leaves or own.binds & block.caught or inner.leaves:
        return None
    given = own.binds & after
    needed = inner.needs | (given - inner.binds)
    local = frozenset(order)
    takes = needed & local
    if takes - block.bound - before.binds:
        return None
    return Run(
        block.suite,
        statements,
        tuple(it for it in order if it in takes),
        tuple(it for it in order if it in given),
        frozenset(own.reads - local),
        own.awaits,
    )


def _only_assigns(statement: Statement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(it, cst.Assign | cst.AnnAssign) for it in statement.body
    )


def _prepares(statement: Statement, later: tuple[Statement, ...]) -> bool:
    """Whether what follows reads what the statement binds, or the statement does something."""
    found = uses(statement)
    return bool(found.binds & uses(*later).reads) or (not found.binds and bool(found.calls))


def _binding_order(function: cst.FunctionDef) -> list[str]:
    """The names local to the function: its parameters, then what it binds, as first written."""
    order = [it.name.value for it in all_parameters(function.params)]
    found = uses(function.body).binds
    collector = _Order(found)
    function.body.visit(collector)
    return [*order, *(it for it in collector.order if it not in order)]


class _Order(cst.CSTVisitor):
    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names
        self.order: dict[str, None] = {}

    def visit_Name(self, node: cst.Name) -> None:
        if node.value in self.names:
            self.order.setdefault(node.value)
