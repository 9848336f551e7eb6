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
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from driftlint.facts.expression import Span, Walrus

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
_ASSIGNMENTS = frozenset({"assignment", "augmented_assignment"})


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

    def read_block(self, block: Node, region: int = -1) -> None:
        """Reads the statements of `block`, which stand in `region`; broken text is read as far as it goes."""
        for node in self.expressions.statements(block):
            self.read_statement(node, region)

    def read_statement(self, node: Node, region: int) -> None:
        """Reads one statement."""
        kind = node.type
        reader = _READERS.get(kind)
        if reader is not None:
            reader(self, node, region)
        elif kind in _SIMPLE:
            self._add(_SIMPLE[kind], node, region, self._values(node, region))
        elif kind in _COMPOUND:
            self._compound(node, region)
        elif kind != "comment":
            self._add("other", node, region, self._evaluate(node, region))

    def _import(self, node: Node, region: int) -> None:
        self.imports.extend(read_imports(node, self.expressions, type_checking=self._type_checking > 0))
        self._add("import", node, region)

    def _scope(self, node: Node, region: int) -> None:
        self.globals.extend(self.expressions.text(child) for child in node.named_children)
        self._add("global" if node.type == "global_statement" else "nonlocal", node, region)

    def _compound(self, node: Node, region: int) -> None:
        if self.expressions.depth >= MAX_DEPTH:
            self._add("other", node, region)
            return
        self.expressions.depth += 1
        _COMPOUND[node.type](self, node, region)
        self.expressions.depth -= 1

    # -- expressions and what they call ---------------------------------------------------------------------------

    def _evaluate(self, node: Node | None, region: int, statement: int | None = None) -> Expr | None:
        """The expression at `node`; the calls and yields in it are of this body, in `region`."""
        return None if node is None else self._evaluated(node, region, statement)

    def _evaluated(self, node: Node, region: int, statement: int | None = None, kind: str = "") -> Expr:
        reader = self.expressions
        value = reader.read(node, kind)
        number = len(self.statements) if statement is None else statement
        if reader.calls:
            self.calls += [CallSite(call, region, number, awaited) for call, awaited in reader.calls]
            reader.calls.clear()
        if reader.yields:
            self.yields += [(span, region) for span in reader.yields]
            reader.yields.clear()
        if reader.walruses:
            self._bind(reader.walruses, region, number)
            reader.walruses.clear()
        if reader.comprehended:
            self.comprehended += reader.comprehended
            reader.comprehended.clear()
        return value

    def _bind(self, walruses: list[Walrus], region: int, number: int) -> None:
        for it in walruses:
            target = Name((*it.span[:2], it.span[0], it.span[1] + len(it.name)), it.name)
            self.assignments.append(Assignment(target, it.value, None, ":=", region, number, it.span))

    def _target(self, node: Node) -> Expr:
        """What is bound at `node`; what is called there does not count."""
        found = self.expressions.read(node)
        self.expressions.forget_calls()
        return found

    def _values(self, node: Node, region: int) -> Expr | None:
        """The expressions of a simple statement, as one."""
        inner = self.expressions.inner(node)
        if not inner:
            return None
        if len(inner) == 1:
            return self._evaluated(inner[0], region)
        parts = [self._evaluated(child, region) for child in inner]
        return Opaque(self.expressions.span(node), node.type, tuple(parts))

    def _add(self, kind: StatementKind, node: Node, region: int, value: Expr | None = None, opens: int = -1) -> None:
        self.statements.append(Statement(kind, region, self.expressions.span(node), value, opens))

    # -- simple statements ------------------------------------------------------------------------------------------

    def _expression_statement(self, node: Node, region: int) -> None:
        inner = self.expressions.inner(node)
        kind = inner[0].type if len(inner) == 1 else ""
        if kind in _ASSIGNMENTS:
            span = self.expressions.span(node)
            self._assignment(inner[0], span, region)
            self.statements.append(Statement("assign", region, span))
        elif kind:
            self._add("expression", node, region, self._evaluated(inner[0], region, kind=kind))
        else:
            self._add("expression", node, region, self._values(node, region))

    def _assignment(self, node: Node, span: Span, region: int) -> None:
        """Reads `node`, which is all of the statement at `span`."""
        targets: list[Expr] = []
        annotation: Expr | None = None
        operator = ""
        current: Node | None = node
        value: Expr | None = None
        while current is not None:
            left, typed, sign, right = self._sides(current)
            if left is not None:
                targets.append(self._evaluated(left, region))
            annotation = annotation or self._evaluate(typed, region)
            operator = operator if sign is None else self.expressions.text(sign)
            kind = "" if right is None else right.type
            if right is not None and kind != "assignment":
                value = self._evaluated(right, region, kind=kind)
            current = right if kind == "assignment" else None
        number = len(self.statements)
        for target in targets:
            self.assignments.append(Assignment(target, value, annotation, operator, region, number, span))

    def _sides(self, node: Node) -> tuple[Node | None, Node | None, Node | None, Node | None]:
        """What is assigned to, its annotation, the operator that is applied, and what is assigned."""
        children = node.children
        if len(children) == 3 and children[1].type == "=":
            return children[0], None, None, children[2]
        named = node.child_by_field_name
        return named("left"), named("type"), named("operator"), named("right")

    def _type_alias(self, node: Node, region: int) -> None:
        """`type X[T] = …`: what it says is only evaluated when asked for, so it calls nothing."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        while left is not None and left.type != "identifier":
            left = left.named_children[0] if left.named_children else None
        if left is not None and right is not None:
            target, value = self._target(left), self._target(right)
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
            if block.type == "block":
                self.read_block(block, region)
            elif block.is_error or (block.is_named and not block.is_extra):
                self.read_statement(block, region)

    def _inner_blocks(self, node: Node, region: int) -> None:
        for block in node.children:
            if block.type == "block":
                self.read_block(block, region)

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
                self._inner_blocks(clause, inner)
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
                caught.append(self._evaluated(inner[0], region))
                target = self._target(inner[-1]) if len(inner) > 1 else None
            else:
                value = self._evaluate(child, region)
                if value is not None:
                    caught.append(value)
        subject = caught[0] if len(caught) == 1 else None
        if len(caught) > 1:
            subject = Opaque(self.expressions.span(clause), "types", tuple(caught))
        inner_region = self._open("except", clause, region, subject=subject, target=target, opens=number)
        self._inner_blocks(clause, inner_region)

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
                target = self._target(bound)
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
            inner = self.expressions.inner(node)
            if node.type == "dotted_name":
                if len(inner) == 1 and self.expressions.text(node) != "_":
                    yield self._target(inner[0])
            elif node.type == "identifier":
                yield self._target(node)
            else:  # the class of a class pattern and the name of a keyword pattern bind nothing
                pending.extend(inner[1:] if node.type in ("class_pattern", "keyword_pattern") else inner)


def _with_items(clause: Node) -> list[Node]:
    return [child for child in clause.named_children if child.type == "with_item"]


def _is_async(node: Node) -> bool:
    return bool(node.children) and node.children[0].type == "async"


_READERS: dict[str, Callable[[BodyReader, Node, int], None]] = {
    "expression_statement": BodyReader._expression_statement,  # noqa: SLF001  the table of this very class
    "type_alias_statement": BodyReader._type_alias,  # noqa: SLF001
    "function_definition": BodyReader._definition,  # noqa: SLF001
    "class_definition": BodyReader._definition,  # noqa: SLF001
    "decorated_definition": BodyReader._definition,  # noqa: SLF001
    "import_statement": BodyReader._import,  # noqa: SLF001
    "import_from_statement": BodyReader._import,  # noqa: SLF001
    "future_import_statement": BodyReader._import,  # noqa: SLF001
    "global_statement": BodyReader._scope,  # noqa: SLF001
    "nonlocal_statement": BodyReader._scope,  # noqa: SLF001
}
_COMPOUND: dict[str, Callable[[BodyReader, Node, int], None]] = {
    "if_statement": BodyReader._if,  # noqa: SLF001
    "for_statement": BodyReader._for,  # noqa: SLF001
    "while_statement": BodyReader._while,  # noqa: SLF001
    "try_statement": BodyReader._try,  # noqa: SLF001
    "with_statement": BodyReader._with,  # noqa: SLF001
    "match_statement": BodyReader._match,  # noqa: SLF001
    "ERROR": BodyReader.read_block,
    "block": BodyReader.read_block,
    "module": BodyReader.read_block,
}
