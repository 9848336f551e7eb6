"""On a terminal there are colours and progress; the progress leaves nothing behind."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.backends import PAY
from tests.harness.command import write


def on_a_terminal(*arguments: str, folder: Path, **environment: str) -> str:
    """What a terminal receives."""
    outer, inner = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    running = subprocess.Popen(
        [sys.executable, "-m", "driftlint", *arguments],
        cwd=folder,
        env={**kept, "TERM": "xterm", **environment},
        stdin=inner,
        stdout=inner,
        stderr=inner,
    )
    os.close(inner)
    received = b""
    while True:
        try:
            part = os.read(outer, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        received += part
    os.close(outer)
    running.wait()
    return received.decode()


def seen(received: str) -> list[str]:
    """What is left on the screen: an erased line is gone, colours aside."""
    shown = re.sub(r"\x1b\[[0-9;]*m", "", received.replace("\r\n", "\n"))
    return [re.split(r"\r\x1b\[K", line)[-1] for line in shown.split("\n")]


def test_progress_is_shown_and_wiped(tmp_path: Path) -> None:
    write(tmp_path, {f"pay{number}.py": PAY for number in range(3)})
    received = on_a_terminal("check", folder=tmp_path)
    assert "checking files: 2 of 3" in received
    assert seen(received)[0].startswith("error[http-in-transaction]")
    assert not any("of 3" in line for line in seen(received))


def test_colours_on_a_terminal(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    assert "\x1b[1;31merror[http-in-transaction]\x1b[0m" in on_a_terminal("check", folder=tmp_path)
    assert "\x1b[1;31m" not in on_a_terminal("check", folder=tmp_path, NO_COLOR="1")
    assert "\x1b[1;31m" not in on_a_terminal("check", folder=tmp_path, TERM="dumb")
