"""Every span points at the text it speaks of, whatever stands before it."""

import ast

import pytest

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Mapping, Name, Opaque, Sequence, String
from driftlint.facts.extract import extract
from driftlint.facts.model import Class, Function
from driftlint.syntax.tree import parse
from tests.harness.sources import PLAIN, SERVICE
from tests.harness.workspace import parts, written

KINDS: dict[type, tuple[type, ...]] = {
    Name: (ast.Name,),
    Attribute: (ast.Attribute,),
    Call: (ast.Call,),
    String: (ast.Constant,),
    Constant: (ast.Constant,),
    Mapping: (ast.Dict,),
    Sequence: (ast.List, ast.Tuple, ast.Set),
}

VARIANTS = {
    "as written": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "lone CR": lambda text: text.replace("\n", "\r"),
    "tabs": lambda text: text.replace("    ", "\t"),
    "emoji and CJK before": lambda text: text.replace("        order.", "        '😀世'; order."),
    "form feeds": lambda text: text.replace("\n\n\n", "\n\n\f\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "surrogates": lambda text: text.replace("😀", "\ud800"),
}


def lines_of(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def agrees(expression: Expr, text: str) -> bool:
    """Whether what stands there, read on its own, is of the same kind."""
    if type(expression) not in KINDS:
        return True
    if isinstance(expression, String) and text == expression.value:
        return True  # a literal stretch of an f-string
    tree = ast.parse(f"({text.encode('utf-8', 'replace').decode()}\n)", mode="eval").body
    return isinstance(tree, KINDS[type(expression)])


@pytest.mark.parametrize("source", [SERVICE, PLAIN], ids=["service", "plain"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_expression_stands_where_its_span_says(source: str, variant: str) -> None:
    text = lines_of(VARIANTS[variant](source))
    facts = extract(parse(VARIANTS[variant](source))).facts
    seen = 0
    for owner in facts.lines:
        for expression in parts(facts.functions.get(owner) or facts.classes.get(owner) or facts.toplevel[owner]):
            said = written(text, facts.absolute(owner, expression.span))
            if isinstance(expression, Name):
                assert said == expression.id
            elif isinstance(expression, Attribute):
                assert said.endswith(expression.name)
            elif isinstance(expression, Constant):
                assert said == expression.text
            elif isinstance(expression, (Opaque, Sequence)) and expression.kind == "pattern":
                continue
            assert agrees(expression, said), (type(expression), said)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_definition_names_itself_where_it_says(variant: str) -> None:
    text = lines_of(VARIANTS[variant](SERVICE))
    facts = extract(parse(VARIANTS[variant](SERVICE))).facts
    assert len(facts.functions) == 10
    definitions: dict[str, Function | Class] = {**facts.functions, **facts.classes}
    for owner, found in definitions.items():
        assert written(text, facts.absolute(owner, found.name_span)) == found.name
        assert written(text, facts.absolute(owner, found.span)).startswith(("def", "async def", "class", "@"))
    for owner, function in facts.functions.items():
        for parameter in function.parameters:
            assert written(text, facts.absolute(owner, parameter.span)).lstrip("*").startswith(parameter.name)


def test_spans_of_calls_reach_from_the_callee_to_the_bracket() -> None:
    text = "def f():\n    世.get('😀')(\n        1,\n    )\n"
    facts = extract(parse(text)).facts
    inner, outer = facts.functions["f"].body.calls
    assert written(text, facts.absolute("f", inner.call.span)) == "世.get('😀')"
    assert written(text, facts.absolute("f", outer.call.span)) == "世.get('😀')(\n        1,\n    )"
