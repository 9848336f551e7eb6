"""From syntax nodes to expressions: what each says, and the calls it makes when it is evaluated."""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING

from driftlint.facts.expression import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Conditional,
    Constant,
    Expr,
    Keyword,
    Lambda,
    Mapping,
    Name,
    Opaque,
    Operation,
    Sequence,
    Span,
    Starred,
    String,
    Subscript,
    Walrus,
)
from driftlint.facts.unit_text import UnitText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from driftlint.facts.unit_text import ChunkText

MAX_DEPTH = 120
"""How deep blocks, definitions and expressions may nest before the inside is left unread: far beyond any code."""

_CONSTANTS = frozenset({"integer", "float", "true", "false", "none", "ellipsis"})
_WORDS = frozenset({"True", "False", "None"})
"""What a name in the text may look like and is none."""
_WRAPPERS = frozenset(
    {"type", "parenthesized_expression", "expression_statement", "as_pattern_target", "interpolation"}
)
_SEQUENCES = {"list": "list", "tuple": "tuple", "set": "set", "expression_list": "tuple", "pattern_list": "tuple"}
_SEQUENCES |= {"list_pattern": "list", "tuple_pattern": "tuple"}
_COMPREHENSIONS = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}


class ExpressionReader(UnitText):
    """Reads the expressions of one unit; `calls` collects those that are evaluated, in order, with whether awaited."""

    def __init__(self, chunk: ChunkText, unit: Node) -> None:
        super().__init__(chunk, unit)
        self.calls: list[tuple[Call, bool]] = []
        self.yields: list[Span] = []
        self.walruses: list[Walrus] = []
        self.comprehended: list[str] = []
        self.depth = 0
        """How many blocks, definitions and expressions are being read inside one another."""

    def read(self, node: Node, kind: str = "") -> Expr:
        """What `node`, an expression, says; its `kind` where that has been asked for already."""
        kind = kind or node.type
        if kind == "identifier":
            return Name(self.span(node), self.text(node))
        if kind in _CONSTANTS:
            return Constant(self.span(node), self.text(node))
        if self.depth >= MAX_DEPTH:
            return Opaque(self.span(node), "too deep", ())
        self.depth += 1
        reader = _READERS.get(kind)
        found = Opaque(self.span(node), kind, self._all(node)) if reader is None else reader(self, node)
        self.depth -= 1
        return found

    def forget_calls(self) -> None:
        """Leaves out the calls and yields read so far: those of annotations, decorators and targets."""
        self.calls.clear()
        self.yields.clear()

    def optional(self, node: Node | None) -> Expr | None:
        """What `node` says, if there is one."""
        return None if node is None else self.read(node)

    def _all(self, node: Node) -> tuple[Expr, ...]:
        return tuple(map(self.read, self.inner(node)))

    def _field(self, node: Node, name: str) -> Expr:
        child = node.child_by_field_name(name)
        return Opaque(self.span(node), "missing", ()) if child is None else self.read(child)

    def _attribute(self, node: Node) -> Expr:
        if self.is_ascii and self.is_sound and (dotted := self._dotted(node)) is not None:
            return dotted
        children = node.children
        if len(children) == 3:
            value, name = self.read(children[0]), self.text(children[2])
        else:
            named = node.child_by_field_name("attribute")
            value, name = self._field(node, "object"), "" if named is None else self.text(named)
        return Attribute(self.span(node), value, name)

    def _dotted(self, node: Node) -> Expr | None:
        """What nothing but names with dots between them says: most attributes are, and their text alone tells it."""
        names = _names(self.characters[node.start_byte : node.end_byte])
        if not names or self.depth + len(names) > MAX_DEPTH:
            return None
        point = node.start_point
        row, column = point[0] - self.first_line, point[1]
        end = column - 1
        found: Expr | None = None
        for name in names:
            end += len(name) + 1
            span = row, column, row, end
            found = Name(span, name) if found is None else Attribute(span, found, name)
        return found

    def _call(self, node: Node) -> Expr:
        call = self._call_parts(node)
        self.calls.append((call, False))
        return call

    def _call_parts(self, node: Node) -> Call:
        children = node.children
        if len(children) == 2:
            function = self.read(children[0])
            given: Node | None = children[1]
        else:
            function = self._field(node, "function")
            given = node.child_by_field_name("arguments")
        arguments: list[Expr] = []
        keywords: list[Keyword] = []
        if given is not None and given.type == "generator_expression":
            arguments.append(self._comprehension(given, consumed=True))
        elif given is not None:
            for child in self.inner(given):
                kind = child.type
                if kind == "keyword_argument":
                    keywords.append(self._keyword(child))
                elif kind == "dictionary_splat":
                    keywords.append(Keyword(None, self._only(child)))
                elif kind == "generator_expression":
                    arguments.append(self._comprehension(child, consumed=True))
                else:
                    arguments.append(self.read(child, kind))
        return Call(self.span(node), function, tuple(arguments), tuple(keywords))

    def _keyword(self, node: Node) -> Keyword:
        children = node.children
        if len(children) == 3:
            return Keyword(self.text(children[0]), self.read(children[2]))
        name = node.child_by_field_name("name")
        return Keyword(None if name is None else self.text(name), self._field(node, "value"))

    def _only(self, node: Node) -> Expr:
        inner = self.inner(node)
        return self.read(inner[0]) if inner else Opaque(self.span(node), "missing", ())

    def _await(self, node: Node) -> Expr:
        inner = self.inner(node)
        while len(inner) == 1 and inner[0].type == "parenthesized_expression":
            inner = self.inner(inner[0])
        if len(inner) == 1 and inner[0].type == "call":
            call = self._call_parts(inner[0])
            self.calls.append((call, True))
            return Await(self.span(node), call)
        return Await(self.span(node), self._only(node))

    def _subscript(self, node: Node) -> Expr:
        if self.is_plain:
            value, *given = node.named_children
            items = tuple(map(self.read, given))
            return Subscript(self.span(node), self.read(value), items)
        items = tuple([self.read(child) for child in node.children_by_field_name("subscript")])
        return Subscript(self.span(node), self._field(node, "value"), items)

    def _generic(self, node: Node) -> Expr:
        """`list[int]` in an annotation, which the grammar tells apart from a subscript."""
        children = self.inner(node)
        items = self._all(children[1]) if len(children) > 1 else ()
        return Subscript(self.span(node), self.read(children[0]), items)

    def _member_type(self, node: Node) -> Expr:
        children = self.inner(node)
        if len(children) != 2:
            return Opaque(self.span(node), node.type, self._all(node))
        return Attribute(self.span(node), self.read(children[0]), self.text(children[1]))

    def _string(self, node: Node) -> Expr:
        text = self.text(node)
        content = _plain_content(text) if self.is_sound else None
        if content is not None:
            return String(self.span(node), content)
        children = node.children
        if len(children) == 3 and children[0].end_byte - children[0].start_byte in (1, 3):
            content = self.text(children[1])
            if "\\" not in content and children[1].type == "string_content":
                return String(self.span(node), content)
        return self._literal(node, [node], text)

    def _concatenated(self, node: Node) -> Expr:
        return self._literal(node, node.named_children, self.text(node))

    def _literal(self, node: Node, pieces: list[Node], text: str) -> Expr:
        if any("f" in self._prefix(piece) for piece in pieces):
            return Opaque(self.span(node), "f-string", tuple(self._interpolated(pieces)))
        try:
            # Evaluates string literals only; adjacent ones are joined inside brackets.
            value = ast.literal_eval("(" + text.replace("\x00", "") + ")")
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = text
        return String(self.span(node), value) if isinstance(value, str) else Constant(self.span(node), text)

    def _interpolated(self, pieces: list[Node]) -> Iterator[Expr]:
        """What an f-string is made of, in order: its literal stretches and the expressions between them."""
        for piece in pieces:
            raw = "r" in self._prefix(piece)
            for child in piece.named_children:
                if child.type == "interpolation":
                    yield self.read(child)
                elif child.type == "string_content":
                    content = self.text(child).replace("{{", "{").replace("}}", "}")
                    yield String(self.span(child), content if raw else _unescaped(content))

    def _prefix(self, piece: Node) -> str:
        return self.text(piece.children[0]).lower() if piece.children else ""

    def _dictionary(self, node: Node) -> Expr:
        keys: list[Expr | None] = []
        values: list[Expr] = []
        for child in node.named_children:
            if child.type == "pair":
                keys.append(self._field(child, "key"))
                values.append(self._field(child, "value"))
            elif child.type == "dictionary_splat":
                keys.append(None)
                values.append(self._only(child))
        return Mapping(self.span(node), tuple(keys), tuple(values))

    def _starred(self, node: Node) -> Expr:
        return Starred(self.span(node), self._only(node))

    def _lambda(self, node: Node) -> Expr:
        calls, self.calls = self.calls, []
        yields, self.yields = self.yields, []
        try:
            listed = node.child_by_field_name("parameters")
            names: list[str] = []
            for child in listed.named_children if listed is not None else ():
                while child.type != "identifier" and child.named_children:
                    child = child.named_children[0]  # noqa: PLW2901  down to the name of the parameter
                names.append(self.text(child))
            return Lambda(self.span(node), tuple(names), self._field(node, "body"))
        finally:
            self.calls, self.yields = calls, yields

    def _operation(self, node: Node) -> Expr:
        children = node.children
        if self.is_plain and len(children) == 3:
            operands = self.read(children[0]), self.read(children[2])
            return Operation(self.span(node), children[1].type, operands)
        operator = node.child_by_field_name("operator")
        named = "not" if node.type == "not_operator" else "|" if node.type == "union_type" else ""
        return Operation(self.span(node), named if operator is None else self.text(operator), self._all(node))

    def _comparison(self, node: Node) -> Expr:
        operators = " ".join(self.text(child) for child in node.children_by_field_name("operators"))
        return Operation(self.span(node), operators, self._all(node))

    def _conditional(self, node: Node) -> Expr:
        parts = self._all(node)
        if len(parts) != 3:
            return Opaque(self.span(node), node.type, parts)
        return Conditional(self.span(node), parts[1], parts[0], parts[2])

    def _walrus(self, node: Node) -> Expr:
        name = node.child_by_field_name("name")
        found = Walrus(self.span(node), "" if name is None else self.text(name), self._field(node, "value"))
        self.walruses.append(found)
        return found

    def _yield(self, node: Node) -> Expr:
        self.yields.append(self.span(node))
        return Opaque(self.span(node), "yield", self._all(node))

    def _wrapped(self, node: Node) -> Expr:
        """What stands in brackets, or in another place that says nothing by itself."""
        inner = self.inner(node)
        return self.read(inner[0]) if len(inner) == 1 else Opaque(self.span(node), node.type, self._all(node))

    def _sequence(self, node: Node) -> Expr:
        return Sequence(self.span(node), _SEQUENCES[node.type], self._all(node))

    def _bind(self, target: Expr) -> None:
        if isinstance(target, Name):
            self.comprehended.append(target.id)
        elif isinstance(target, Sequence):
            for item in target.items:
                self._bind(item)

    def _comprehension(self, node: Node, *, consumed: bool = False) -> Expr:
        """A generator runs only when something consumes it, which a call it is handed to does."""
        kind = _COMPREHENSIONS[node.type]
        calls = self.calls
        if kind == "generator" and not consumed:
            self.calls = []
        try:
            targets: list[Expr] = []
            iterables: list[Expr] = []
            conditions: list[Expr] = []
            body = node.child_by_field_name("body")
            for child in node.named_children:
                if child.type == "for_in_clause":
                    targets.append(self._field(child, "left"))
                    self._bind(targets[-1])
                    iterables.extend(self.read(right) for right in child.children_by_field_name("right"))
                elif child.type == "if_clause":
                    conditions.append(self._only(child))
            elements = () if body is None else self._all(body) if body.type == "pair" else (self.read(body),)
            return Comprehension(self.span(node), kind, elements, tuple(targets), tuple(iterables), tuple(conditions))
        finally:
            self.calls = calls


@functools.lru_cache(maxsize=1024)
def _names(text: str) -> tuple[str, ...]:
    """The names in `text`, where it is nothing but names with dots between them."""
    names = text.split(".")
    return () if names[0] in _WORDS or not all(map(str.isidentifier, names)) else tuple(names)


def _plain_content(literal: str) -> str | None:
    """What is between the quotes of a string literal; None where that is not what it says, or might not be."""
    quote = literal[:1]
    if quote not in ("'", '"') or "\\" in literal:
        return None
    length = 3 if literal.startswith(quote * 3) else 1
    if len(literal) < 2 * length or not literal.endswith(quote * length):
        return None
    return literal[length:-length]


def _unescaped(content: str) -> str:
    """What the inside of a string literal that is not raw stands for."""
    if "\\" not in content:
        return content
    try:
        value = ast.literal_eval('"""' + content.replace('"', '\\"').replace("\x00", "") + '"""')
    except (ValueError, SyntaxError):
        return content
    return value if isinstance(value, str) else content


_READERS: dict[str, Callable[[ExpressionReader, Node], Expr]] = {
    "attribute": ExpressionReader._attribute,  # noqa: SLF001  the table of this very class
    "call": ExpressionReader._call,  # noqa: SLF001
    "await": ExpressionReader._await,  # noqa: SLF001
    "subscript": ExpressionReader._subscript,  # noqa: SLF001
    "generic_type": ExpressionReader._generic,  # noqa: SLF001
    "member_type": ExpressionReader._member_type,  # noqa: SLF001
    "string": ExpressionReader._string,  # noqa: SLF001
    "concatenated_string": ExpressionReader._concatenated,  # noqa: SLF001
    "dictionary": ExpressionReader._dictionary,  # noqa: SLF001
    "list_splat": ExpressionReader._starred,  # noqa: SLF001
    "list_splat_pattern": ExpressionReader._starred,  # noqa: SLF001
    "lambda": ExpressionReader._lambda,  # noqa: SLF001
    "binary_operator": ExpressionReader._operation,  # noqa: SLF001
    "boolean_operator": ExpressionReader._operation,  # noqa: SLF001
    "unary_operator": ExpressionReader._operation,  # noqa: SLF001
    "not_operator": ExpressionReader._operation,  # noqa: SLF001
    "union_type": ExpressionReader._operation,  # noqa: SLF001
    "comparison_operator": ExpressionReader._comparison,  # noqa: SLF001
    "conditional_expression": ExpressionReader._conditional,  # noqa: SLF001
    "named_expression": ExpressionReader._walrus,  # noqa: SLF001
    "yield": ExpressionReader._yield,  # noqa: SLF001
}
_READERS |= dict.fromkeys(_WRAPPERS, ExpressionReader._wrapped)  # noqa: SLF001
_READERS |= dict.fromkeys(_SEQUENCES, ExpressionReader._sequence)  # noqa: SLF001
_READERS |= dict.fromkeys(_COMPREHENSIONS, ExpressionReader._comprehension)  # noqa: SLF001
