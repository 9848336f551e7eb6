from textwrap import dedent

import pytest

from driftlint.cli.output.excerpt import excerpt
from driftlint.text.position import lines_of, span


def shown(text: str, place: tuple[int, int, int, int]) -> str:
    return "\n".join(excerpt(lines_of(text), span(*place), str, str))


def drawn(text: str) -> str:
    return dedent(text).strip("\n")


def test_range_in_one_line() -> None:
    text = "x = 1\nx = load(1) + 2\n"
    assert shown(text, (1, 4, 1, 11)) == drawn(
        """
          |
        2 | x = load(1) + 2
          |     ^^^^^^^
        """
    )


def test_empty_range_is_still_marked() -> None:
    assert shown("x = 1", (0, 2, 0, 2)).endswith("|   ^")


@pytest.mark.parametrize(
    ("line", "start", "end", "carets"),
    [
        ("\tx = load()", 5, 11, "        ^^^^^^"),
        ('x = "漢字" + load()', 11, 17, "             ^^^^^^"),
        ('x = "😀"; load()', 9, 15, "          ^^^^^^"),
        ('x = "e\N{COMBINING ACUTE ACCENT}"; load()', 10, 16, "         ^^^^^^"),
        ("x = '\x1b[31m'; load()", 13, 19, "             ^^^^^^"),
    ],
    ids=["tab", "wide", "emoji", "combining", "control"],
)
def test_carets_stand_below_what_they_mark(line: str, start: int, end: int, carets: str) -> None:
    assert shown(line, (0, start, 0, end)).split("\n")[-1] == f"  | {carets}"


def test_source_cannot_control_the_terminal() -> None:
    assert "\x1b" not in shown("x = '\x1b[31m'", (0, 0, 0, 1))
    assert "\r" not in shown("x = 1\r\ny = 2\r\n", (0, 0, 0, 1))


def test_range_over_several_lines() -> None:
    text = "post(\n    url,\n    json=1,\n)\n"
    assert shown(text, (0, 0, 3, 1)) == drawn(
        """
          |
        1 | / post(
        2 | |     url,
        3 | |     json=1,
        4 | | )
          | |_^
        """
    )


def test_long_range_is_cut_in_its_middle() -> None:
    text = "post(\n" + "".join(f"    a{number},\n" for number in range(10)) + ")\n"
    assert shown(text, (0, 0, 11, 1)) == drawn(
        """
           |
         1 | / post(
         2 | |     a0,
         3 | |     a1,
        ...  |
        12 | | )
           | |_^
        """
    )


def test_line_ends_are_those_that_positions_count() -> None:
    assert lines_of("a\rb\r\nc\nd\x0ce\u2028f") == ["a", "b", "c", "d\x0ce\u2028f"]


def test_range_beyond_the_text_shows_nothing() -> None:
    assert shown("x = 1", (7, 0, 7, 1)) == ""
