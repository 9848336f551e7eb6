"""The command line as people run it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

SECONDS = 60
"""Long enough for a slow machine; a command that takes this long has failed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def driftlint(*arguments: str, folder: Path, **environment: str) -> Ended:
    """Runs `python -m driftlint` with `arguments` in `folder`, its output piped."""
    quiet = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "DRIFTLINT_DEBUG", "TERM"}
    kept = {name: value for name, value in os.environ.items() if name not in quiet}
    ended = subprocess.run(
        [sys.executable, "-m", "driftlint", *arguments],
        cwd=folder,
        env={**kept, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def write(folder: Path, texts: Mapping[str, str]) -> Path:
    """Writes the texts by their names below `folder`, and returns it."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8", newline="")
    return folder
