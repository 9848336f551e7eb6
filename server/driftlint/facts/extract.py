"""One walk over a syntax tree: everything one file says.

The walk goes unit by unit (top-level statements, and the members of top-level classes). What a unit says depends on
its own text and indentation only, so units whose text stood in the previous facts are taken from there.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from driftlint.facts.comments import driftlint_comments
from driftlint.facts.expressions import MAX_DEPTH, ExpressionReader
from driftlint.facts.model import Body, Class, Function, ModuleFacts, Parameter
from driftlint.facts.module import ModuleBuilder, Owner, patched
from driftlint.facts.statements import BodyReader
from driftlint.facts.unit_text import ChunkText, code_points, decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from driftlint.facts.expression import Expr
    from driftlint.syntax.tree import Chunk, SyntaxTree

_PARAMETER_KINDS = {"list_splat_pattern": "args", "dictionary_splat_pattern": "kwargs"}
_DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})
_MAX_CLASSES = 20
"""How deep classes may nest and still have a unit for each member."""

UnitKey = tuple[str, int, bytes]


class Unit:
    """What one unit says: the functions and classes defined in it, and its own body where it is a plain statement."""

    __slots__ = ("body", "classes", "functions")

    def __init__(self) -> None:
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.body: Body | None = None

    def owners(self) -> Iterator[Owner]:
        """What it defines, in the order in which that is put into the facts of the file; ("toplevel", "") a body."""
        yield from (("function", it.qualname) for it in self.functions)
        yield from (("class", it.qualname) for it in self.classes)
        if self.body is not None:
            yield "toplevel", ""

    @property
    def count(self) -> int:
        """How many owners that is."""
        return len(self.functions) + len(self.classes) + (self.body is not None)


class ChunkFacts:
    """What one chunk says: its units with their lines, its comments and docstring, all from its own first line on.

    `owners` names what it defines, in order: "" stands for a plain statement.
    """

    __slots__ = ("bodies", "comments", "docstring", "found", "owners", "units")

    def __init__(self, chunk: Chunk, known: dict[UnitKey, Unit]) -> None:
        text = ChunkText(chunk.source)
        walk = _Walk(text, known)
        walk.module(chunk.root)
        self.units = walk.units
        self.found = walk.found
        self.comments = driftlint_comments(chunk)
        self.docstring = _docstring(chunk.root, ExpressionReader(text, chunk.root))
        self.owners = [owner for unit, _ in self.found for owner in unit.owners()]
        self.bodies = sum(unit.body is not None for unit, _ in self.found)


class Extraction:
    """The facts of one text, and those of its chunks, for extracting the next text of the same file faster.

    `since` has the facts of the text before, where these are the same but for the definitions `changed` names.
    """

    __slots__ = ("changed", "chunks", "facts", "said", "since")

    def __init__(self, facts: ModuleFacts, chunks: tuple[Chunk, ...], said: list[ChunkFacts]) -> None:
        self.facts = facts
        self.chunks = chunks
        self.said = said
        self.since: ModuleFacts | None = None
        self.changed: list[Owner] = []


def extract(tree: SyntaxTree, previous: Extraction | None = None) -> Extraction:
    """What the text of `tree` says; `previous`, of an earlier text, only makes it faster."""
    if previous is None:
        return _put_together(tree, [ChunkFacts(it, {}) for it in tree.chunks])
    if tree.since is None or tree.since[0] is not previous.chunks:
        before = dict(zip(previous.chunks, previous.said, strict=True))
        gone = _units(before[it] for it in before.keys() - set(tree.chunks))
        return _put_together(tree, [before.get(it) or ChunkFacts(it, gone) for it in tree.chunks])
    _, first, after = tree.since
    last = len(previous.said) - after
    replaced = previous.said[first:last]
    gone = _units(replaced)
    made = [ChunkFacts(it, gone) for it in tree.chunks[first : len(tree.chunks) - after]]
    said = [*previous.said[:first], *made, *previous.said[last:]]
    return patched(tree, previous, said, (first, replaced, made)) or _put_together(tree, said)


def _units(said: Iterable[ChunkFacts]) -> dict[UnitKey, Unit]:
    return {key: unit for it in said for key, unit in it.units.items()}


def _put_together(tree: SyntaxTree, said: list[ChunkFacts]) -> Extraction:
    module = ModuleBuilder()
    line = 0
    for chunk, it in zip(tree.chunks, said, strict=True):
        module.add(it, line)
        line += chunk.lines
    return Extraction(module.facts(tree.broken, said[0].docstring), tree.chunks, said)


class _Walk:
    def __init__(self, text: ChunkText, known: dict[UnitKey, Unit]) -> None:
        self.text = text
        self.source = text.source
        self.known = known
        self.units: dict[UnitKey, Unit] = {}
        self.found: list[tuple[Unit, int]] = []

    def module(self, root: Node) -> None:
        for node in root.children:
            if node.type == "ERROR":
                self.broken(node)
            elif node.is_named and not node.is_extra:
                self.unit(node, "")

    def broken(self, error: Node) -> None:
        """What can still be told apart in text that does not parse; the definitions in it are units as elsewhere."""
        for child in error.children:
            if child.type == "ERROR":
                self.broken(child)
            elif child.is_named and not child.is_extra and child.type.endswith(("_statement", "_definition")):
                self.unit(child, "")

    def unit(self, node: Node, prefix: str) -> None:
        """Reads one unit, or takes it from the previous facts, and adds what it says."""
        kind = _definition(node).type
        if kind == "class_definition" and node.type in _DEFINITIONS and prefix.count(".") < _MAX_CLASSES:
            self.class_unit(node, prefix)
            return
        line = node.start_point[0]
        key = (prefix, self._column(node), self.source[node.start_byte : node.end_byte])
        # How broken text is read depends on what stands around it.
        found = None if node.has_error else self.units.get(key) or self.known.get(key)
        if found is None:
            found = self.read(node, prefix)
        if not node.has_error:
            self.units[key] = found
        self.found.append((found, line))

    def read(self, node: Node, prefix: str) -> Unit:
        unit = Unit()
        reader = ExpressionReader(self.text, node)
        if node.type in _DEFINITIONS:
            _Definitions(unit, reader, prefix).define(node)
        else:
            definitions = _Definitions(unit, reader, prefix)
            body = BodyReader(reader, definitions.define)
            body.read_statement(node, -1)
            unit.body = body.body()
        return unit

    def class_unit(self, node: Node, prefix: str) -> None:
        """The header and plain statements of a class are one unit, each method and inner class is another."""
        line = node.start_point[0]
        inner = _definition(node)
        name = inner.child_by_field_name("name")
        block = inner.child_by_field_name("body")
        own = b"" if name is None else self.source[name.start_byte : name.end_byte]
        qualname = sys.intern(prefix + decoded(own))
        members = [] if block is None else _members(block)
        plain = [child for child in members if child.type not in _DEFINITIONS]
        # Where plain statements stand among the methods matters to their spans, so their places are part of the key.
        pieces = [self.source[node.start_byte : node.end_byte if block is None else block.start_byte]]
        for it in plain:
            place = (it.start_point[0] - line, self._column(it))
            pieces.append(b"%d:%d:%s" % (*place, self.source[it.start_byte : it.end_byte]))
        pieces += [b"def %s" % _name(it, self.source) for it in members if it.type in _DEFINITIONS]
        end = self.source[node.end_byte - node.end_point[1] : node.end_byte]
        pieces.append(b"%d:%d" % (node.end_point[0] - line, code_points(end)))
        key = (prefix + "class", self._column(node), b"\0".join(pieces))
        found = None if node.has_error else self.units.get(key) or self.known.get(key)
        if found is None:
            found = Unit()
            reader = ExpressionReader(self.text, node)
            found.classes.append(_read_class(node, qualname, reader, found, plain, members))
        if not node.has_error:
            self.units[key] = found
        self.found.append((found, line))
        for member in members:
            if member.type in _DEFINITIONS:
                self.unit(member, qualname + ".")

    def _column(self, node: Node) -> int:
        return code_points(self.source[node.start_byte - node.start_point[1] : node.start_byte])


class _Definitions:
    """Collects the functions and classes of one unit, nested ones included."""

    def __init__(self, unit: Unit, reader: ExpressionReader, prefix: str) -> None:
        self.unit = unit
        self.reader = reader
        self.prefix = prefix

    def define(self, node: Node) -> None:
        inner = _definition(node)
        name = inner.child_by_field_name("name")
        if name is None or self.reader.depth >= MAX_DEPTH:
            return
        self.reader.depth += 1
        qualname = sys.intern(self.prefix + self.reader.text(name))
        nested = _Definitions(self.unit, self.reader, qualname + ".")
        if inner.type == "class_definition":
            block = inner.child_by_field_name("body")
            members = [] if block is None else _members(block)
            plain = [child for child in members if child.type not in _DEFINITIONS]
            self.unit.classes.append(_read_class(node, qualname, self.reader, self.unit, plain, members))
            for member in members:
                if member.type in _DEFINITIONS:
                    nested.define(member)
        else:
            self.unit.functions.append(_read_function(node, inner, qualname, self.reader, nested))
        self.reader.depth -= 1


def _read_function(node: Node, inner: Node, qualname: str, reader: ExpressionReader, nested: _Definitions) -> Function:
    name = inner.child_by_field_name("name")
    block = inner.child_by_field_name("body")
    decorators = _decorators(node, reader)
    parameters = _parameters(inner.child_by_field_name("parameters"), reader)
    returns = reader.optional(inner.child_by_field_name("return_type"))
    reader.forget_calls()
    body = BodyReader(reader, nested.define)
    if block is not None:
        body.read_block(block)
    return Function(
        qualname,
        parameters,
        decorators,
        returns,
        body.body(),
        reader.span(node),
        reader.span(name if name is not None else inner),
        is_async=inner.children[0].type == "async",
        docstring="" if block is None else _docstring(block, reader),
    )


def _read_class(
    node: Node, qualname: str, reader: ExpressionReader, unit: Unit, plain: list[Node], members: list[Node]
) -> Class:
    inner = _definition(node)
    name = inner.child_by_field_name("name")
    block = inner.child_by_field_name("body")
    decorators = _decorators(node, reader)
    bases: list[Expr] = []
    keywords: list[tuple[str, Expr]] = []
    given = inner.child_by_field_name("superclasses")
    for child in given.named_children if given is not None else ():
        value = child.child_by_field_name("value")
        named = child.child_by_field_name("name")
        if child.type == "keyword_argument" and value is not None and named is not None:
            keywords.append((reader.text(named), reader.read(value)))
        elif not child.is_extra:
            bases.append(reader.read(child))
    reader.forget_calls()
    body = BodyReader(reader, _Definitions(unit, reader, qualname + ".").define)
    for it in plain:
        body.read_statement(it, -1)
    return Class(
        qualname,
        tuple(bases),
        tuple(keywords),
        decorators,
        body.body(),
        tuple(
            reader.text(found) for it in members if (found := _definition(it).child_by_field_name("name")) is not None
        ),
        reader.span(node),
        reader.span(name if name is not None else inner),
        "" if block is None else _docstring(block, reader),
        _type_parameters(inner, reader),
    )


def _type_parameters(node: Node, reader: ExpressionReader) -> tuple[str, ...]:
    given = node.child_by_field_name("type_parameters")
    listed = given.named_children if given is not None else ()
    return tuple(reader.text(it).partition(":")[0].partition("=")[0].strip(" *") for it in listed if not it.is_extra)


def _decorators(node: Node, reader: ExpressionReader) -> tuple[Expr, ...]:
    if node.type != "decorated_definition":
        return ()
    found = [child for child in node.named_children if child.type == "decorator" and child.named_children]
    return tuple(reader.read(child.named_children[0]) for child in found)


def _parameters(node: Node | None, reader: ExpressionReader) -> tuple[Parameter, ...]:
    if node is None:
        return ()
    out: list[Parameter] = []
    keyword_only = False
    for child in node.named_children:
        kind = "keyword" if keyword_only else "normal"
        name: Node | None = child
        annotation = default = None
        if child.type == "keyword_separator":
            keyword_only = True
            continue
        if child.type == "positional_separator":
            out = [_positional(it) for it in out]
            continue
        if child.type == "typed_parameter":
            name = child.named_children[0] if child.named_children else None
            annotation = reader.optional(child.child_by_field_name("type"))
        elif child.type in ("default_parameter", "typed_default_parameter"):
            name = child.child_by_field_name("name")
            annotation = reader.optional(child.child_by_field_name("type"))
            default = reader.optional(child.child_by_field_name("value"))
        if name is not None and name.type in _PARAMETER_KINDS:
            kind = _PARAMETER_KINDS[name.type]
            keyword_only = True
            name = name.named_children[0] if name.named_children else None
        if name is not None and name.type == "identifier":
            out.append(Parameter(reader.text(name), annotation, default, kind, reader.span(child)))
    return tuple(out)


def _positional(it: Parameter) -> Parameter:
    return Parameter(it.name, it.annotation, it.default, "positional", it.span)


def _definition(node: Node) -> Node:
    """The `def` or `class` itself, without its decorators."""
    return (node.child_by_field_name("definition") or node) if node.type == "decorated_definition" else node


def _members(block: Node) -> list[Node]:
    """What stands in a class body, broken text too, comments left out."""
    return [child for child in block.named_children if child.is_error or not child.is_extra]


def _name(node: Node, source: bytes) -> bytes:
    name = _definition(node).child_by_field_name("name")
    return b"" if name is None else source[name.start_byte : name.end_byte]


def _docstring(block: Node, reader: ExpressionReader) -> str:
    first = next((child for child in block.named_children if not child.is_extra), None)
    if first is None or first.type != "expression_statement" or first.named_child_count != 1:
        return ""
    string = first.named_children[0]
    if string.type != "string":
        return ""
    return "".join(reader.text(child) for child in string.named_children if child.type == "string_content").strip()
