"""From syntax nodes to bodies: statements, the blocks around them, and what they call, assign and import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftlint.facts.expression import Expr, Name, Opaque, Sequence
from driftlint.facts.expressions import MAX_DEPTH, ExpressionReader
from driftlint.facts.imports import read_imports
from driftlint.facts.model import (
    Assignment,
    Body,
    CallSite,
    Import,
    Region,
    RegionKind,
    Statement,
    StatementKind,
    WithItem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tree_sitter import Node

    from driftlint.facts.expression import Span

_SIMPLE: dict[str, StatementKind] = {
    "return_statement": "return",
    "raise_statement": "raise",
    "assert_statement": "assert",
    "delete_statement": "delete",
    "pass_statement": "pass",
    "break_statement": "break",
    "continue_statement": "continue",
    "print_statement": "other",
    "exec_statement": "other",
}
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})


class BodyReader:
    """Reads one body. `define` is called for each definition found in it, with its node."""

    def __init__(self, expressions: ExpressionReader, define: Callable[[Node], None]) -> None:
        self.expressions = expressions
        self.define = define
        self.statements: list[Statement] = []
        self.regions: list[Region] = []
        self.calls: list[CallSite] = []
        self.assignments: list[Assignment] = []
        self.imports: list[Import] = []
        self.yields: list[tuple[Span, int]] = []
        self.globals: list[str] = []
        self.comprehended: list[str] = []
        self._type_checking = 0

    def body(self) -> Body:
        """What has been read."""
        return Body(
            tuple(self.statements),
            tuple(self.regions),
            tuple(self.calls),
            tuple(self.assignments),
            tuple(self.imports),
            tuple(self.yields),
            tuple(self.globals),
            tuple(dict.fromkeys(self.comprehended)),
        )

    def read_block(self, nodes: Iterable[Node], region: int = -1) -> None:
        """Reads the statements among `nodes`, which stand in `region`; broken text is read as far as it goes."""
        for node in nodes:
            if node.is_error or (node.is_named and not node.is_extra):
                self.read_statement(node, region)

    def read_statement(self, node: Node, region: int) -> None:
        """Reads one statement."""
        kind = node.type
        if kind == "expression_statement":
            self._expression_statement(node, region)
        elif kind == "type_alias_statement":
            self._type_alias(node, region)
        elif kind in _SIMPLE:
            value = self._values(node, region)
            self._add(_SIMPLE[kind], node, region, value)
        elif kind in _DEFINITIONS:
            self._definition(node, region)
        elif kind in _IMPORTS:
            self.imports.extend(read_imports(node, self.expressions, type_checking=self._type_checking > 0))
            self._add("import", node, region)
        elif kind in ("global_statement", "nonlocal_statement"):
            self.globals.extend(self.expressions.text(child) for child in node.named_children)
            self._add("global" if kind == "global_statement" else "nonlocal", node, region)
        elif kind in _COMPOUND or kind in ("ERROR", "block", "module"):
            self._compound(node, region)
        elif kind != "comment":
            self._add("other", node, region, self._evaluate(node, region))

    def _compound(self, node: Node, region: int) -> None:
        if self.expressions.depth >= MAX_DEPTH:
            self._add("other", node, region)
            return
        self.expressions.depth += 1
        reader = _COMPOUND.get(node.type)
        if reader is None:
            self.read_block(node.children, region)
        else:
            reader(self, node, region)
        self.expressions.depth -= 1

    # -- expressions and what they call ---------------------------------------------------------------------------

    def _evaluate(self, node: Node | None, region: int, statement: int | None = None) -> Expr | None:
        """The expression at `node`; the calls and yields in it are of this body, in `region`."""
        if node is None:
            return None
        reader = self.expressions
        before = len(reader.calls)
        yields = len(reader.yields)
        value = reader.read(node)
        number = len(self.statements) if statement is None else statement
        for call, awaited in reader.calls[before:]:
            self.calls.append(CallSite(call, region, number, awaited))
        del reader.calls[before:]
        self.yields.extend((span, region) for span in reader.yields[yields:])
        del reader.yields[yields:]
        for walrus in reader.walruses:
            target = Name((*walrus.span[:2], walrus.span[0], walrus.span[1] + len(walrus.name)), walrus.name)
            self.assignments.append(Assignment(target, walrus.value, None, ":=", region, number, walrus.span))
        reader.walruses.clear()
        self.comprehended.extend(reader.comprehended)
        reader.comprehended.clear()
        return value

    def _values(self, node: Node, region: int) -> Expr | None:
        """The expressions of a simple statement, as one."""
        inner = [child for child in node.named_children if not child.is_extra]
        if not inner:
            return None
        if len(inner) == 1:
            return self._evaluate(inner[0], region)
        parts = [self._evaluate(child, region) for child in inner]
        return Opaque(self.expressions.span(node), node.type, tuple(part for part in parts if part is not None))

    def _add(self, kind: StatementKind, node: Node, region: int, value: Expr | None = None, opens: int = -1) -> None:
        self.statements.append(Statement(kind, region, self.expressions.span(node), value, opens))

    # -- simple statements ------------------------------------------------------------------------------------------

    def _expression_statement(self, node: Node, region: int) -> None:
        inner = [child for child in node.named_children if not child.is_extra]
        if len(inner) == 1 and inner[0].type in ("assignment", "augmented_assignment"):
            self._assignment(inner[0], region)
            self._add("assign", node, region)
            return
        self._add_evaluated(node, inner, region)

    def _add_evaluated(self, node: Node, inner: list[Node], region: int) -> None:
        value = self._evaluate(inner[0], region) if len(inner) == 1 else self._values(node, region)
        self._add("expression", node, region, value)

    def _assignment(self, node: Node, region: int) -> None:
        targets: list[Expr] = []
        annotation: Expr | None = None
        operator = ""
        current: Node | None = node
        value: Expr | None = None
        while current is not None and current.type in ("assignment", "augmented_assignment"):
            left = current.child_by_field_name("left")
            if left is not None:
                targets.append(self._evaluate(left, region) or Opaque(self.expressions.span(left), "missing", ()))
            annotation = annotation or self._evaluate(current.child_by_field_name("type"), region)
            sign = current.child_by_field_name("operator")
            operator = operator if sign is None else self.expressions.text(sign)
            right = current.child_by_field_name("right")
            if right is None or right.type != "assignment":
                value = self._evaluate(right, region)
                break
            current = right
        span = self.expressions.span(node)
        number = len(self.statements)
        for target in targets:
            self.assignments.append(Assignment(target, value, annotation, operator, region, number, span))

    def _type_alias(self, node: Node, region: int) -> None:
        """`type X[T] = …`: what it says is only evaluated when asked for, so it calls nothing."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        while left is not None and left.type != "identifier":
            left = left.named_children[0] if left.named_children else None
        if left is not None and right is not None:
            target, value = self.expressions.read(left), self.expressions.read(right)
            self.expressions.calls.clear()
            span = self.expressions.span(node)
            self.assignments.append(Assignment(target, value, None, "", region, len(self.statements), span))
        self._add("other", node, region)

    def _definition(self, node: Node, region: int) -> None:
        inner = node
        if node.type == "decorated_definition":
            for child in node.named_children:
                if child.type == "decorator" and child.named_children:
                    self._evaluate(child.named_children[0], region)
            inner = node.child_by_field_name("definition") or node
        self.define(node)
        self._add("class" if inner.type == "class_definition" else "def", node, region)

    # -- compound statements ----------------------------------------------------------------------------------------

    def _open(self, kind: RegionKind, node: Node, parent: int, **fields: object) -> int:
        """Adds a region and returns its number."""
        span = self.expressions.span(node)
        block = next((child for child in node.children if child.type == ":"), None)
        header = span if block is None else (*span[:2], *self.expressions.span(block)[2:])
        self.regions.append(Region(kind, parent, span, header, **fields))  # type: ignore[arg-type]
        return len(self.regions) - 1

    def _blocks(self, node: Node, field: str, region: int) -> None:
        for block in node.children_by_field_name(field):
            self.read_block(block.children if block.type == "block" else [block], region)

    def _if(self, node: Node, region: int) -> None:
        condition = node.child_by_field_name("condition")
        test = self._evaluate(condition, region)
        first = self._open("if", node, region, subject=test)
        self._add("if", node, region, test, first)
        typed = condition is not None and self.expressions.text(condition).endswith("TYPE_CHECKING")
        self._type_checking += typed
        self._blocks(node, "consequence", first)
        self._type_checking -= typed
        for clause in node.children_by_field_name("alternative"):
            if clause.type == "elif_clause":
                test = self._evaluate(clause.child_by_field_name("condition"), region)
                number = self._open("elif", clause, region, subject=test, opens=first)
                self._blocks(clause, "consequence", number)
            else:
                self._blocks(clause, "body", self._open("else", clause, region, opens=first))

    def _for(self, node: Node, region: int) -> None:
        iterable = self._evaluate(node.child_by_field_name("right"), region)
        target = self._evaluate(node.child_by_field_name("left"), region)
        number = self._open("for", node, region, is_async=_is_async(node), subject=iterable, target=target)
        self._add("for", node, region, iterable, number)
        self._blocks(node, "body", number)
        self._else(node, region, number)

    def _while(self, node: Node, region: int) -> None:
        number = self._open("while", node, region)
        test = self._evaluate(node.child_by_field_name("condition"), number)
        self.regions[number] = Region(
            "while", region, self.regions[number].span, self.regions[number].header, subject=test
        )
        self._add("while", node, region, test, number)
        self._blocks(node, "body", number)
        self._else(node, region, number)

    def _else(self, node: Node, region: int, continues: int) -> None:
        for clause in node.children:
            if clause.type == "else_clause":
                self._blocks(clause, "body", self._open("else", clause, region, opens=continues))

    def _try(self, node: Node, region: int) -> None:
        number = self._open("try", node, region)
        self._add("try", node, region, None, number)
        self._blocks(node, "body", number)
        for clause in node.children:
            if clause.type in ("except_clause", "except_group_clause"):
                self._except(clause, region, number)
            elif clause.type == "finally_clause":
                inner = self._open("finally", clause, region, opens=number)
                self.read_block(
                    [it for block in clause.children if block.type == "block" for it in block.children], inner
                )
            elif clause.type == "else_clause":
                self._blocks(clause, "body", self._open("else", clause, region, opens=number))

    def _except(self, clause: Node, region: int, number: int) -> None:
        caught: list[Expr] = []
        target: Expr | None = None
        for child in clause.named_children:
            if child.type == "block" or child.is_extra:
                continue
            if child.type == "as_pattern":
                inner = child.named_children
                caught.append(self._evaluate(inner[0], region) or Opaque(self.expressions.span(child), "missing", ()))
                target = self.expressions.read(inner[-1]) if len(inner) > 1 else None
            else:
                value = self._evaluate(child, region)
                if value is not None:
                    caught.append(value)
        subject = caught[0] if len(caught) == 1 else None
        if len(caught) > 1:
            subject = Opaque(self.expressions.span(clause), "types", tuple(caught))
        inner_region = self._open("except", clause, region, subject=subject, target=target, opens=number)
        self.read_block(
            [it for block in clause.children if block.type == "block" for it in block.children], inner_region
        )

    def _with(self, node: Node, region: int) -> None:
        """Each item of a `with` opens a region of its own inside the one before it, as it does at run time."""
        outer = region
        first = -1
        place = len(self.statements)
        self._add("with", node, outer)
        items = [it for clause in node.named_children if clause.type == "with_clause" for it in _with_items(clause)]
        for item in items:
            value = item.child_by_field_name("value") or item
            target = None
            if value.type == "as_pattern" and len(value.named_children) > 1:
                value, bound = value.named_children[0], value.named_children[-1]
                target = self.expressions.read(bound)
                self.expressions.calls.clear()
            expression = self._evaluate(value, region, place)
            if expression is not None:
                entered = (WithItem(expression, target),)
                region = self._open("with", node, region, is_async=_is_async(node), items=entered)
                first = region if first < 0 else first
        self.statements[place] = Statement("with", outer, self.expressions.span(node), None, first)
        self._blocks(node, "body", region)

    def _match(self, node: Node, region: int) -> None:
        subjects = [self._evaluate(child, region) for child in node.children_by_field_name("subject")]
        number = self._open("match", node, region, subject=subjects[0] if subjects else None)
        self._add("match", node, region, subjects[0] if subjects else None, number)
        body = node.child_by_field_name("body")
        for clause in body.named_children if body is not None else ():
            if clause.type != "case_clause":
                continue
            patterns = [child for child in clause.named_children if child.type == "case_pattern"]
            pattern = Opaque(self.expressions.span(patterns[0]), "pattern", ()) if patterns else None
            captured = tuple([it for pattern in patterns for it in self._captured(pattern)])
            target = Sequence(self.expressions.span(patterns[0]), "pattern", captured) if captured else None
            inner = self._open("case", clause, number, subject=pattern, target=target, opens=number)
            self._evaluate(clause.child_by_field_name("guard"), number)
            self._blocks(clause, "consequence", inner)

    def _captured(self, pattern: Node) -> Iterator[Expr]:
        """The names that a pattern binds."""
        pending = [pattern]
        while pending:
            node = pending.pop()
            inner = [child for child in node.named_children if not child.is_extra]
            if node.type == "dotted_name":
                if len(inner) == 1 and self.expressions.text(node) != "_":
                    yield self.expressions.read(inner[0])
            elif node.type == "identifier":
                yield self.expressions.read(node)
            else:  # the class of a class pattern and the name of a keyword pattern bind nothing
                pending.extend(inner[1:] if node.type in ("class_pattern", "keyword_pattern") else inner)


def _with_items(clause: Node) -> list[Node]:
    return [child for child in clause.named_children if child.type == "with_item"]


def _is_async(node: Node) -> bool:
    return bool(node.children) and node.children[0].type == "async"


_COMPOUND: dict[str, Callable[[BodyReader, Node, int], None]] = {
    "if_statement": BodyReader._if,  # noqa: SLF001  the table of this very class
    "for_statement": BodyReader._for,  # noqa: SLF001
    "while_statement": BodyReader._while,  # noqa: SLF001
    "try_statement": BodyReader._try,  # noqa: SLF001
    "with_statement": BodyReader._with,  # noqa: SLF001
    "match_statement": BodyReader._match,  # noqa: SLF001
}
