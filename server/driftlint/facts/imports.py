"""From import statements to the names they bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftlint.facts.model import Import

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from driftlint.facts.expressions import ExpressionReader


def read_imports(node: Node, reader: ExpressionReader, *, type_checking: bool) -> Iterator[Import]:
    """The names that the import statement `node` binds."""
    if node.type == "import_statement":
        for child in node.children_by_field_name("name"):
            name, alias = _aliased(child, reader)
            yield Import(name, 0, None, alias, reader.span(child), type_checking)
        return
    module, level = "__future__", 0
    source = node.child_by_field_name("module_name")
    if source is not None:
        written = reader.text(source).replace(" ", "")
        module = written.lstrip(".")
        level = len(written) - len(module)
    for child in node.children_by_field_name("name"):
        name, alias = _aliased(child, reader)
        yield Import(module, level, name, alias, reader.span(child), type_checking)
    for child in node.named_children:
        if child.type == "wildcard_import":
            yield Import(module, level, "*", None, reader.span(child), type_checking)


def _aliased(node: Node, reader: ExpressionReader) -> tuple[str, str | None]:
    if node.type != "aliased_import":
        return reader.text(node), None
    name = node.child_by_field_name("name")
    alias = node.child_by_field_name("alias")
    return ("" if name is None else reader.text(name)), (None if alias is None else reader.text(alias))
