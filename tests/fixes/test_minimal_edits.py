"""Edits say what changed and nothing more, whatever the text is made of."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from driftlint.syntax.rewrite import apply_edits, minimal_edits, read_stretch, split_lines
from driftlint.text.position import TextEdit, span

TEXTS = st.text(st.sampled_from("ab_\N{PILE OF POO}é \t\r\n"), max_size=40)


@given(TEXTS, TEXTS)
def test_edits_turn_one_text_into_the_other(old: str, new: str) -> None:
    edits = minimal_edits(old, new)
    assert apply_edits(old, edits) == new
    assert all(one.range.end <= other.range.start for one, other in itertools.pairwise(edits))


@given(TEXTS)
def test_equal_texts_need_no_edit(text: str) -> None:
    assert minimal_edits(text, text) == ()


def test_word_is_replaced_whole() -> None:
    assert minimal_edits("pay(order)\n", "prepay(order)\n") == (TextEdit(span(0, 0, 0, 3), "prepay"),)


def test_line_ends_stay_whole() -> None:
    assert minimal_edits("a\r\nb\r\n", "a\r\nc\r\nb\r\n") == (TextEdit(span(1, 0, 1, 0), "c\r\n"),)


def test_stretch_keeps_every_character_of_a_method() -> None:
    text = "class A:\r\n\tdef f(self):  # why\r\n\r\n\t\treturn f'{self!r:>{10}}'\\\r\n\t\t\t'b'\r\n"
    text += "# at the margin\r\n\t\tx = (y := 1)"
    stretch = read_stretch(split_lines(text), 1, 6)
    assert stretch is not None
    assert stretch.edits(stretch.module) == ()
    assert stretch.first == 1


def test_broken_text_is_no_stretch() -> None:
    assert read_stretch(["def f(:\n", "    pass\n"], 0, 1) is None
