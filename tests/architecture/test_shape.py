"""Files stay small and are named for what they hold."""

from pathlib import PurePosixPath

from tests.architecture.server_source import modules

LINES = 400
VAGUE = {"base", "common", "helpers", "manager", "misc", "util", "utils"}


def test_no_file_is_long() -> None:
    lengths = {module.path: len(module.text.splitlines()) for module in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > LINES} == {}


def test_no_file_has_a_vague_name() -> None:
    assert [module.path for module in modules() if PurePosixPath(module.path).stem in VAGUE] == []
