"""Starting fast is part of the product: what a command does not use, it does not load."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.backends import API, CALM
from tests.harness.command import write

HEAVY = {"asyncio", "libcst", "lsprotocol", "pygls", "watchdog"}


def loaded(*arguments: str, folder: Path) -> set[str]:
    """The top-level modules that a command loads."""
    command = [sys.executable, "-X", "importtime", "-m", "driftlint", *arguments]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 1)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.splitlines() if "|" in line}


@pytest.mark.parametrize("arguments", [["check"], ["check", "--format", "json"], ["explain", "http-in-transaction"]])
def test_no_protocol_and_no_rewriting_without_need(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, {"calm.py": CALM})
    assert loaded(*arguments, folder=tmp_path) & HEAVY == set()


def test_endpoints_need_neither(tmp_path: Path) -> None:
    write(tmp_path, API)
    assert loaded("endpoints", folder=tmp_path) & HEAVY == set()


@pytest.mark.parametrize("arguments", [["--version"], ["-h"], ["check", "-h"]])
def test_help_loads_nothing_of_the_analysis(tmp_path: Path, arguments: list[str]) -> None:
    assert loaded(*arguments, folder=tmp_path) & (HEAVY | {"msgspec", "tree_sitter", "yaml"}) == set()
