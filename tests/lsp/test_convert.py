"""Positions in three encodings, and URIs of two kinds of system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftlint.lsp.convert import ENCODINGS, Encoding, code_points, path_of, units, uri_of
from tests.harness.editor import encoded

LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))


@given(LINES, st.sampled_from(ENCODINGS), st.data())
def test_columns_there_and_back(line: str, encoding: Encoding, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(line)))
    wire = units(line, column, encoding)
    assert wire == len(encoded(line[:column], encoding))
    assert code_points(line, wire, encoding) == column


@given(LINES, st.sampled_from(ENCODINGS), st.integers(0, 200))
def test_offset_within_a_character_or_past_the_line_is_rounded_down(line: str, encoding: Encoding, offset: int) -> None:
    column = code_points(line, offset, encoding)
    assert 0 <= column <= len(line)
    assert units(line, column, encoding) <= offset
    assert column == len(line) or units(line, column + 1, encoding) > offset


def test_half_a_surrogate_pair_counts_as_one_unit() -> None:
    assert units("\ud83d!", 2, "utf-16") == 2
    assert code_points("\ud83d!", 1, "utf-16") == 1


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///shop/a%20b/%C3%A9%23.py", "/shop/a b/é#.py"),
        ("file:///shop/", "/shop"),
        ("file:///a%3Ab.py", "/a:b.py"),
        ("untitled:Untitled-1", None),
        ("git:/shop.py", None),
        ("shop.py", None),
    ],
)
def test_path_on_posix(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=False) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/shop/a%20b.py", "C:\\shop\\a b.py"),
        ("file:///C:/shop/", "C:\\shop"),
        ("file:///d:/", "D:\\"),
        ("file://server/share/shop.py", "\\\\server\\share\\shop.py"),
        ("file:///shop.py", None),
    ],
)
def test_path_on_windows(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=True) == path


@pytest.mark.parametrize("path", ["/shop/a b/é#?%.py", "/", "/c:/x.py"])
def test_uri_on_posix(path: str) -> None:
    assert path_of(uri_of(path, windows=False), windows=False) == path


@pytest.mark.parametrize("path", ["C:\\shop\\a b\\é#?%.py", "D:\\", "\\\\server\\share\\x.py"])
def test_uri_on_windows(path: str) -> None:
    assert path_of(uri_of(path, windows=True), windows=True) == path
