"""The texts of open documents under any sequence of edits."""

import re

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from driftlint.lsp.convert import ENCODINGS, Encoding
from driftlint.lsp.documents import Document, Text
from tests.harness.editor import encoded

TEXTS = st.text(st.sampled_from(list("ab \n\r\té😀\u2028\x0c")), max_size=30).map(lambda it: it.replace("\r\r", "\r\n"))
END = re.compile(r"\r\n|\r|\n")


@given(
    TEXTS, st.lists(st.tuples(TEXTS, st.integers(0, 99), st.integers(0, 99)), max_size=6), st.sampled_from(ENCODINGS)
)
def test_edits_give_what_they_say(text: str, edits: list[tuple[str, int, int]], encoding: Encoding) -> None:
    document = Document("file:///shop.py", "/shop.py", 1, text)
    for version, (new, first, second) in enumerate(edits, start=2):
        places = [it for it in range(len(text) + 1) if text[it - 1 : it + 1] != "\r\n"]
        start, end = sorted((places[first % len(places)], places[second % len(places)]))
        change = types.TextDocumentContentChangePartial(
            types.Range(position(text, start, encoding), position(text, end, encoding)), new
        )
        document.change(version, [change], encoding)
        text = text[:start] + new + text[end:]
        assert document.text == text
        assert document.version == version
        assert [document.line(number) for number in range(len(END.split(text)))] == END.split(text)


UNITS = st.lists(st.sampled_from(["a", "\n", "é", "\ud83d", "\ude00", "\ude01"]), max_size=12).map("".join)


@given(UNITS, st.lists(st.tuples(UNITS, st.integers(0, 99), st.integers(0, 99)), max_size=6), st.booleans())
def test_edits_in_utf_16_may_part_characters(text: str, edits: list[tuple[str, int, int]], lone_return: bool) -> None:
    units = list("\r" * lone_return + text)
    document = Document("file:///shop.py", "/shop.py", 1, joined(units))
    for version, (new, *offsets) in enumerate(edits, start=2):
        reached = [it for it in range(len(units) + 1) if units[it - 1 : it + 1] != ["\r", "\n"]]
        start, end = sorted(reached[it % len(reached)] for it in offsets)
        places = places_of(units)
        change = types.TextDocumentContentChangePartial(types.Range(places[start], places[end]), joined(list(new)))
        document.change(version, [change], "utf-16")
        units[start:end] = new
        assert document.text == joined(units)


def joined(units: list[str]) -> str:
    """The units of UTF-16 as a text; where both halves of a character stand beside each other it is one."""
    return "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def places_of(units: list[str]) -> list[types.Position]:
    places, line, character = [], 0, 0
    for number, unit in enumerate([*units, ""]):
        places.append(types.Position(line, character))
        ends = unit == "\n" or (unit == "\r" and units[number + 1 : number + 2] != ["\n"])
        line, character = (line + 1, 0) if ends else (line, character + (unit != "\r"))
    return places


def test_range_that_ends_before_it_starts_is_turned_round() -> None:
    document = Document("file:///shop.py", "/shop.py", 1, "one\ntwo\nthree")
    change = types.TextDocumentContentChangePartial(types.Range(types.Position(2, 1), types.Position(0, 1)), "!")
    document.change(2, [change], "utf-16")
    assert document.text == "o!hree"


@given(TEXTS)
def test_whole_text_replaces_everything(text: str) -> None:
    document = Document("file:///shop.py", "/shop.py", 1, "old\r\ntext")
    document.change(2, [types.TextDocumentContentChangeWholeDocument(text)], "utf-16")
    assert document.text == text


def test_positions_beyond_the_text_mean_its_end() -> None:
    document = Document("file:///shop.py", "/shop.py", 1, "a\nb")
    far = types.Range(types.Position(1, 99), types.Position(99, 0))
    document.change(2, [types.TextDocumentContentChangePartial(far, "!")], "utf-16")
    assert document.text == "a\nb!"


def test_line_that_is_not_there_is_empty() -> None:
    assert Text("a\nb").line(2) == ""
    assert Document("file:///shop.py", "/shop.py", 1, "a").line(1) == ""


def position(text: str, offset: int, encoding: Encoding) -> types.Position:
    lines = END.split(text[:offset])
    return types.Position(len(lines) - 1, len(encoded(lines[-1], encoding)))
