"""What is said of a series of times."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

NOTHING = "-"
"""Stands in a cell where there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of a series and where nineteen of twenty stay below, in the unit of the series."""

    p50: float
    p95: float


def spread(times: Sequence[float]) -> Spread:
    """The spread of `times`, of which there is at least one."""
    ordered = sorted(times)
    return Spread(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])


def milliseconds(seconds: float) -> str:
    """A short time as it stands in the table."""
    value = seconds * 1000
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"


def in_seconds(seconds: float) -> str:
    """A long time as it stands in the table."""
    return f"{seconds:.2f} s" if seconds < 100 else f"{seconds:,.0f} s"


def times(first: float, second: float) -> str:
    """How many times as much `first` is as `second`."""
    return f"{first / second:.2f}" if second else NOTHING
