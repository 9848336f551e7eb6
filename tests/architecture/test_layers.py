"""The import contract in `pyproject.toml` holds."""

import pytest
from importlinter.cli import lint_imports

from tests.architecture.server_source import ROOT


def test_imports_go_downwards(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out
