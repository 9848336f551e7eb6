"""A text is read chunk by chunk, and nobody can tell."""

import pytest

from driftlint.facts.extract import extract
from driftlint.syntax.chunks import without_comment_runs
from driftlint.syntax.tree import parse

TEMPLATE = '''\
import textwrap

STUB = """
def not_one(self):
    return {name}

class NorThis:
@property
def either
"""

@first(
    argument
)
# between
@second
async def handler(user):
    """Says
class here() and
def there are words
    """
    return STUB.format(name='"""')

def after():
    handler(1)
STUB += \'\'\'
def not_this_one
\'\'\'
after()
'''


def functions(text: str) -> list[str]:
    return list(extract(parse(text)).facts.functions)


def test_definitions_inside_strings_are_none() -> None:
    tree = parse(TEMPLATE)
    facts = extract(tree).facts
    assert not tree.broken
    assert (list(facts.functions), list(facts.classes)) == (["handler", "after"], [])
    assert [len(facts.functions[it].decorators) for it in facts.functions] == [2, 0]
    assert TEMPLATE.splitlines()[facts.lines["handler"]] == "@first("
    assert TEMPLATE.splitlines()[facts.lines["after"]] == "def after():"
    assert TEMPLATE.splitlines()[facts.lines[list(facts.toplevel)[-1]]] == "after()"


@pytest.mark.parametrize(
    "typed", ['    x = """half', "    x = (", "@", "    @", "    def ", "class", 'x = """', "if True:"]
)
def test_what_is_half_typed_in_one_definition_leaves_the_others(typed: str) -> None:
    third = "def third():\n    return after()\n\n\n"
    text = TEMPLATE.replace("    handler(1)\n", f"    handler(1)\n{typed}\n\n\n{third}")
    assert {"handler", "after", "third"} <= set(functions(text))


def test_a_large_chunk_is_read_as_from_scratch_after_each_edit() -> None:
    members = "".join(f"    def member_{it}(self, order):\n        return order.total + {it}\n\n" for it in range(600))
    text = f"class Large:\n{members}"
    tree = parse(text)
    extraction = extract(tree)
    for old, new in (("total + 300", "total + call(300)"), ("total + 301", "total + ("), ("total + (", "total")):
        text = text.replace(old, new)
        tree = parse(text, tree)
        extraction = extract(tree, extraction)
        assert extraction.facts == extract(parse(text)).facts


RUNS = {
    "between definitions": "def f():\n    return 1\n{}\ndef g():\n    return 2\n",
    "in a body": "def f():\n    x = 1\n{}    return g()\n",
    "at the end of one": "def f():\n    x = 1\n{}",
    "between members": "class A:\n    def f(self):\n        return 1\n{}    def g(self):\n        return 2\n",
    "in a call": "f(\n    1,\n{}    2,\n)\n",
    "before an else": "def f():\n    if x:\n        a()\n{}    else:\n        b()\n    c()\n",
}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("comment", ["# é\n", "    # don't\n", '        # """\r\n'])
def test_very_many_comments_in_a_row_are_read_as_few(run: str, comment: str) -> None:
    text = RUNS[run].format(comment * 40)
    assert without_comment_runs(text.encode()).count(b"#") == 1
    assert extract(parse(text)).facts == extract(parse(RUNS[run].format(comment + "\n" * 38 + comment))).facts


def test_what_only_looks_like_many_comments_stays() -> None:
    inside = 'TEXT = """\n' + "# text\n" * 40 + '"""\n'
    addressed = "def f():\n" + "    # driftlint: public for all\n" * 40 + "    return 1\n"
    for text in (inside, addressed):
        assert without_comment_runs(text.encode()) == text.encode()
    assert len(extract(parse(addressed)).facts.comments) == 40
