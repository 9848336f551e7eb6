"""Set-up shared by every test: how long a property may take, a cache directory of their own, modules compiled once."""

import compileall
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is not a broken property.
settings.register_profile("driftlint", deadline=None)
settings.load_profile("driftlint")


def pytest_configure(config: pytest.Config) -> None:
    """Compiles driftlint for the hundreds of processes that run it, which may not be allowed to (`python -B`)."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(__file__).parents[1] / "server" / "driftlint", quiet=1, workers=0)


@pytest.fixture(autouse=True, scope="session")
def _own_cache() -> Iterator[None]:
    """Keeps every test, and every process it starts, away from the user's own cache."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = folder
        yield
        if before is None:
            del os.environ["XDG_CACHE_HOME"]
        else:
            os.environ["XDG_CACHE_HOME"] = before
