from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import NOTHING, Spread, in_seconds, milliseconds, spread, times
from tests.bench.machine import resident_of


def test_a_spread_has_the_middle_and_what_nineteen_of_twenty_stay_below() -> None:
    assert spread([float(it) for it in range(100, 0, -1)]) == Spread(p50=50.5, p95=96)
    assert spread([7.0]) == Spread(7, 7)


@given(st.lists(st.floats(0, 100), min_size=1))
def test_a_spread_lies_within_its_series(series: list[float]) -> None:
    found = spread(series)
    assert min(series) <= found.p50 <= found.p95 <= max(series)


def test_figures_are_written_with_the_digits_that_mean_something() -> None:
    assert milliseconds(0.00512) == "5.1 ms"
    assert milliseconds(1.2345) == "1,234 ms"
    assert in_seconds(2.345) == "2.35 s"
    assert in_seconds(1234.5) == "1,234 s"
    assert times(1, 4) == "0.25"
    assert times(1, 0) == NOTHING


def test_memory_counts_the_children_and_theirs_but_nobody_else() -> None:
    rows = [(1, 0, 1024), (10, 1, 2048), (11, 10, 1024), (12, 11, 512), (20, 1, 4096)]
    assert resident_of(10, rows) == 3.5
