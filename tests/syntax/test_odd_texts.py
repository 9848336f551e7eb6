"""Texts no one would write are read without a crash, and what can be told about them is."""

import pytest

from driftlint.facts.extract import extract
from driftlint.facts.model import ModuleFacts
from driftlint.syntax.tree import parse


def facts(text: str) -> ModuleFacts:
    return extract(parse(text)).facts


def nested(header: str, depth: int) -> str:
    return "".join(f"{' ' * level}{header}\n" for level in range(depth)) + " " * depth + "deep()\n"


@pytest.mark.parametrize(
    "statement",
    [
        "x = " + "(" * 10_000 + "1" + ")" * 10_000,
        "x = " + "[" * 5_000 + "]" * 5_000,
        "x = " + " + ".join(["a"] * 10_000),
        "x = " + " and ".join(["a"] * 10_000),
        "x = " + "not " * 10_000 + "a",
        "x = a" + ".b()" * 10_000,
        "x = a" + "[0]" * 10_000,
        "x = " + "lambda: " * 5_000 + "1",
        "x = " + "1 if a else " * 5_000 + "2",
        "x = " + "[y for y in " * 2_000 + "z" + "]" * 2_000,
        "x: " + "list[" * 2_000 + "int" + "]" * 2_000,
        "a = " * 5_000 + "1",
        "x = " + "f'{" * 300 + "1" + "}'" * 300,
        "x = '" + "a" * 1_000_000 + "'",
        "@a\n" * 3_000 + "def decorated(): pass",
        "if a:\n    pass\n" + "elif b:\n    pass\n" * 3_000 + "else:\n    pass",
        nested("if a:", 200),
        nested("with a:", 200),
        nested("try:", 200),
        nested("for a in b:", 200),
        nested("def inner():", 200),
        nested("class Inner:", 200),
        "open(" + "(" * 10_000,
        '"' * 9_999,
        "def f(:\n" * 1_000,
    ],
    ids=lambda it: it[:12].strip(),
)
def test_deep_and_long_texts_are_read(statement: str) -> None:
    said = facts(f"def before(): first()\n\n\n{statement}\n\n\n")
    assert said.functions["before"].body.calls
    assert said == facts(f"def before(): first()\n\n\n{statement}\n\n\n")


@pytest.mark.parametrize("header", ["if a:", "with a:", "for a in b:", "def inner():", "class Inner:"])
def test_code_nested_as_deep_as_python_allows_is_read_to_the_bottom(header: str) -> None:
    said = facts(nested(header, 99))
    assert "id='deep'" in str(said)


def test_an_empty_text_says_nothing() -> None:
    for text in ("", "\n", "\ufeff", "   ", "# nothing", "\0"):
        said = facts(text)
        assert not said.functions
        assert not said.classes


def test_nul_characters_do_not_stop_the_reading() -> None:
    said = facts("x = '\0'\n\n\ndef f():\n    g('\0')\n")
    assert "f" in said.functions


def test_unpaired_surrogates_keep_their_place() -> None:
    said = facts("x = '\ud800\udc00'; first()\n")
    assert said.toplevel["@1"].calls[0].call.span == (0, 10, 0, 17)


@pytest.mark.parametrize("text", ["print 'a'", "exec 'a'", "print >>f, a", "raise E, 'a'", "x = 0777", "`a`", "a <> b"])
def test_python_2_does_not_hide_what_follows(text: str) -> None:
    assert facts(f"{text}\n\n\ndef f():\n    g()\n").functions["f"].body.calls
