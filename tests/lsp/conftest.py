"""What the tests over a pipe share."""

from collections.abc import Iterator

import pytest

from tests.harness.wire import Wire, started


@pytest.fixture
def wire() -> Iterator[Wire]:
    with started() as it:
        yield it
