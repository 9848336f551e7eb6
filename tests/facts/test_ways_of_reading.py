"""What is read quickly from plain text says the same as what is read with every care from text that might not be."""

import ast
from collections.abc import Iterator
from pathlib import Path

from driftlint.facts.extract import extract
from driftlint.facts.model import Body
from driftlint.syntax.tree import parse

SOURCES = sorted(Path(__file__).parent.parent.joinpath("projects").rglob("*.py"))


def statements() -> Iterator[str]:
    """Every statement that stands in the sample projects, once."""
    seen = set()
    for path in SOURCES:
        try:
            module = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError:
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.stmt) and not isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ):
                seen.add(ast.unparse(node))
    yield from sorted(seen)


def body(text: str) -> Body:
    return extract(parse(text)).facts.functions["f"].body


def test_a_comment_above_a_statement_changes_nothing_it_says() -> None:
    checked = 0
    for it in statements():
        indented = it.replace("\n", "\n    ")
        expected = body(f"async def f():\n    {indented}\n")
        assert body(f"async def f():  # why\n    {indented}\n") == expected, it
        assert body(f"async def f():  # é\n    {indented}\n") == expected, it
        checked += bool(expected.statements)
    assert checked > 1000


def test_a_joined_line_between_an_operator_and_its_operand_is_no_operand() -> None:
    (plain,) = body("def f():\n    return not a\n").statements
    (joined,) = body("def f():\n    return not \\\n        a\n").statements
    assert plain.value is not None
    assert joined.value is not None
    assert (type(joined.value), getattr(joined.value, "operator", "")) == (type(plain.value), "not")
    assert len(getattr(joined.value, "operands", ())) == 1


def test_a_comment_between_what_an_expression_is_made_of_is_no_part_of_it() -> None:
    for plain, commented in (
        ("(a.b)", "(a  # why\n    .b)"),
        ("f(a, k=b)", "f(  # why\n    a,  # why\n    k=  # why\n    b)"),
        ("(a + b)", "(a  # why\n    + b)"),
        ("a[b, c]", "a[b,  # why\n    c]"),
        ("(-a)", "(-  # why\n    a)"),
    ):
        assert _names(f"def f():\n    {commented}\n") == _names(f"def f():\n    {plain}\n"), plain


def _names(text: str) -> object:
    """What the only statement says, without where it says so."""

    def bare(value: object) -> object:
        if isinstance(value, tuple):
            return [bare(it) for it in value]
        fields = getattr(value, "__struct_fields__", None)
        return value if fields is None else [type(value), *(bare(getattr(value, it)) for it in fields if it != "span")]

    (statement,) = body(text).statements
    return bare(statement.value)
