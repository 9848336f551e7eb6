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
