from hypothesis import given
from hypothesis import strategies as st

from driftlint.cli.output.cells import cells, visible, wrapped
from driftlint.cli.output.table import Cell, stacked_lines, table_lines
from driftlint.cli.terminal import Terminal

WORDS = st.text("ab/_. é漢😀", max_size=60)


def terminal(width: int) -> Terminal:
    return Terminal(None, None, width=width)


def test_columns_are_as_wide_as_they_need_to_be() -> None:
    rows = [[Cell(("GET",)), Cell(("/orders",))], [Cell(("DELETE",)), Cell(("/",))]]
    assert table_lines(terminal(80), ("METHOD", "PATH"), rows) == ["METHOD  PATH", "GET     /orders", "DELETE  /"]


def test_what_is_too_wide_is_wrapped_at_its_parts() -> None:
    rows = [[Cell(("GET",)), Cell(("/organisations/{id}/members",))]]
    assert table_lines(terminal(24), ("METHOD", "PATH"), rows) == [
        "METHOD  PATH",
        "GET     /organisations/",
        "         {id}/members",
    ]


def test_narrow_terminal_gets_blocks() -> None:
    rows = [
        [Cell(("GET",)), Cell(("/",)), Cell(("current_user", "csrf"))],
        [Cell(("PUT",)), Cell(("/a",)), Cell(("",))],
    ]
    assert stacked_lines(terminal(30), ("METHOD", "PATH", "GUARDS"), rows, title=2) == [
        "GET /",
        "  guards  current_user",
        "          csrf",
        "",
        "PUT /a",
    ]


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=4), st.integers(40, 120))
def test_table_fits_its_width_and_loses_nothing(texts: list[tuple[str, str, str]], width: int) -> None:
    rows = [[Cell((it,)) for it in row] for row in texts]
    lines = table_lines(terminal(width), ("ONE", "TWO", "THREE"), rows)
    assert all(cells(line) <= width for line in lines)
    letters = sorted("".join("".join(row) for row in texts).replace(" ", ""))
    assert sorted("".join(lines[1:]).replace(" ", "")) == letters


@given(WORDS, st.integers(2, 40))
def test_wrapping_keeps_the_text_and_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cells(it) <= width for it in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text())
def test_visible_text_is_one_printable_line(text: str) -> None:
    assert not any(it in visible(text) for it in "\n\r\x1b\x07\x85\u2028\u202e")
