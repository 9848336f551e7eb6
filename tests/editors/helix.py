"""The story in Helix, whose only face is a terminal: in tmux, by keys. CONFIG is the user's `languages.toml`."""

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FILE = Path(os.environ["FILE"])
SECONDS = float(os.environ["SECONDS"])
SHOWN = '[editor]\nend-of-line-diagnostics = "hint"\n'
"""Helix shows no messages unless it is told to."""
QUIET_SECONDS = 0.15
"""For how long it is waited that Helix shows the effect of a key; some have none that shows."""
PATIENCE_SECONDS = 2
"""After how long keys that had no effect are pressed again."""


class Screen:
    """A terminal of its own, with Helix in it."""

    def __init__(self, home: Path) -> None:
        settings = home / "config" / "helix"
        settings.mkdir(parents=True)
        shutil.copy(os.environ["CONFIG"], settings / "languages.toml")
        (settings / "config.toml").write_text(SHOWN)
        self._tmux = ("tmux", "-L", f"driftlint-{os.getpid()}", "-f", "/dev/null")
        environment = {**os.environ, "XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home / "cache")}
        command = f"cd {FILE.parents[2]} && {os.environ['HELIX']} {FILE}"
        drawn = home / "drawn"
        os.mkfifo(drawn)
        self._drawn = os.open(drawn, os.O_RDWR | os.O_NONBLOCK)
        """What Helix writes to the terminal, told by tmux."""
        self._do("new-session", "-d", "-s", "s", "-x", "200", "-y", "60", command, environment=environment)
        self._do("pipe-pane", "-O", "-t", "s", f"exec cat > {drawn}")

    def text(self) -> str:
        return self._do("capture-pane", "-p", "-J", "-t", "s")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self._do("send-keys", "-t", "s", key)
            self._draws(QUIET_SECONDS)  # it reads what comes at once as pasted

    def until(self, what: str, shown: Callable[[str], bool], *keys: str) -> None:
        """Waits for what is `shown`, pressing `keys` again now and then."""
        end, pressed = time.monotonic() + SECONDS, float("-inf")
        while not shown(self.text()):
            assert time.monotonic() < end, f"waited in vain for {what}\n{self.text()}"
            if keys and time.monotonic() > pressed + PATIENCE_SECONDS:
                self.keys("Escape", *keys)
                pressed = time.monotonic()
            self._draws(PATIENCE_SECONDS if keys else end - time.monotonic())
        print(what)

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)
        os.close(self._drawn)

    def _draws(self, seconds: float) -> None:
        """Waits until something is drawn, for up to `seconds`."""
        readable, _, _ = select.select([self._drawn], [], [], max(0, seconds))
        if readable:
            os.read(self._drawn, 1 << 20)

    def _do(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        command = [*self._tmux, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def story(screen: Screen) -> None:
    screen.until("the finding", lambda it: "sends HTTP while the transaction" in it)
    screen.keys("1", "5", "g", "g", "g", "s")
    screen.until(
        "the hover", lambda it: "helpdesk/gateways/client.py:26" in it or "How it gets there" in it, "Space", "k"
    )
    screen.keys("Escape")
    screen.until("the fixes", lambda it: "Allow" in it and "after the commit" in it, "Space", "a")
    screen.keys("Enter")
    screen.until("the fix", lambda it: "on_commit(partial" in it)
    screen.until("the finding to go", lambda it: "sends HTTP while the transaction" not in it)


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        screen = Screen(Path(home))
        try:
            story(screen)
        except AssertionError as problem:
            print(problem)
            return 1
        finally:
            screen.close()
    print("passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
