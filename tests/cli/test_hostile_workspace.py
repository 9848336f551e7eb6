"""Nothing of the workspace runs: whatever its files are called, and wherever Python or a tool would look for code."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.command import driftlint, write

LEAVES_A_TRACE = "from pathlib import Path\nPath(__file__).with_name('executed').touch()\n"
NAMES = (
    "yaml", "msgspec", "tree_sitter", "tree_sitter_python", "libcst", "pygls", "lsprotocol", "watchdog",
    "driftlint", "sitecustomize", "usercustomize", "conftest", "setup", "manage", "settings", "urls", "app", "json",
    "argparse", "typing_extensions",
)  # fmt: skip
SENDING = """\
import requests
from django.db import transaction


def pay(order):
    with transaction.atomic():
        requests.post("https://psp.example/charge")
"""


COMMANDS = [("check", "."), ("check", ".", "--format", "json"), ("endpoints", "."), ("explain", "pay.py:7")]


def hostile(folder: Path, *left_out: str) -> Path:
    return write(folder, {f"{it}.py": LEAVES_A_TRACE for it in NAMES if it not in left_out} | {"pay.py": SENDING})


@pytest.mark.parametrize("command", COMMANDS)
def test_module_run_in_the_workspace_executes_nothing_of_it(command: tuple[str, ...], tmp_path: Path) -> None:
    # `python -m driftlint` itself looks for `driftlint` in the current folder first; that is Python's to say.
    ended = driftlint(*command, folder=hostile(tmp_path, "driftlint"))
    assert (ended.code, ended.err) == (1 if command[0] == "check" else 0, "")
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_installed_command_executes_nothing_of_the_workspace(command: tuple[str, ...], tmp_path: Path) -> None:
    installed = Path(sys.executable).with_name("driftlint")
    ended = subprocess.run([installed, *command], cwd=hostile(tmp_path), capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (1 if command[0] == "check" else 0, b"")
    assert not (tmp_path / "executed").exists()


def test_constraints_make_no_objects(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"constraints.yaml": "version: 1\nexclude: !!python/object/apply:os.mkdir [executed]\n", "pay.py": SENDING},
    )
    ended = driftlint("check", ".", folder=tmp_path)
    assert ended.code == 2
    assert "constraints.yaml:2:10" in ended.out + ended.err
    assert "the tag `!!python/object/apply:os.mkdir` means nothing here" in ended.out + ended.err
    assert not (tmp_path / "executed").exists()
