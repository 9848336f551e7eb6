import pytest

from tests.bench.table import Row, replaced

TEXT = """# Figures

<!-- begin speed -->
| what | took |
| --- | --- |
| a keystroke | 9 ms |
| a check | 2 s |
<!-- end speed -->

What follows.
"""


def test_a_row_takes_the_place_of_the_one_of_its_name() -> None:
    assert replaced(TEXT, "speed", [Row(("a keystroke", "5 ms"))]) == TEXT.replace("9 ms", "5 ms")


def test_a_new_row_comes_last() -> None:
    found = replaced(TEXT, "speed", [Row(("memory", "9 MiB"))])
    assert found == TEXT.replace("| 2 s |\n", "| 2 s |\n| memory | 9 MiB |\n")


def test_a_cell_may_hold_the_sign_that_parts_cells() -> None:
    assert "| a \\| b | 1 ms |\n" in replaced(TEXT, "speed", [Row(("a | b", "1 ms"))])


def test_a_table_that_is_not_there_is_said() -> None:
    with pytest.raises(ValueError, match="begin memory"):
        replaced(TEXT, "memory", [])
