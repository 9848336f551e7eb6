"""The same story in real editors: open a sample backend, find, hover, mend, gone. See README.md beside this.

Each is told twice: with the server, which must pass, and with one whose findings are taken away, which must find none.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.editors.stories import CLIENT, EDITORS, ELSEWHERE, HERE, ROOT, STORIES, Setting, Story

SAMPLE = ROOT / "tests" / "projects" / "tickets_drf"
FILE = "helpdesk/services/tickets.py"
CONSTRAINTS = "version: 1\nlayers:\n  paging: helpdesk.gateways.pager\n"

SECONDS, SECONDS_IN_VAIN = 60, 10
"""How long a story waits for each step; and where it is to fail."""
MUTE = re.compile(r"in vain for (the |a )?finding")
"""What each says that finds nothing: a story that fails for another reason is no control."""


class Run(NamedTuple):
    story: Story
    muted: bool


def main() -> int:
    names = [it.name for it in STORIES]
    parser = argparse.ArgumentParser(prog="tests/editors/run", description=__doc__)
    parser.add_argument("editors", nargs="*", metavar="EDITOR", help=f"{', '.join(names)}; all if none is named")
    parser.add_argument("--list", action="store_true", help="list them and run none")
    parser.add_argument("--no-control", action="store_true", help="leave the server without findings out")
    parser.add_argument("--there", action="store_true", help="name the editors that are not here, and go on without")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="tell so many at a time; 1 if not said")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what the stories say")
    options = parser.parse_args()
    if unknown := [it for it in options.editors if it not in names]:
        parser.error(f"no editor is called {', '.join(unknown)}; there are {', '.join(names)}")
    if options.list:
        print("\n".join(names))
        return 0
    chosen = [it for it in STORIES if not options.editors or it.name in options.editors]
    if options.there:
        for it in chosen:
            if not it.is_there():
                print(f"absent  {it.name}", flush=True)
        chosen = [it for it in chosen if it.is_there()]
    if any(it.extension for it in chosen):
        _build_extension()
    runs = [Run(it, muted) for it in chosen for muted in _kinds(it, options.no_control)]
    with ThreadPoolExecutor(options.jobs) as pool:
        told = list(pool.map(lambda it: _told(it, verbose=options.verbose), runs))
    print(f"{sum(told)} passed, {len(told) - sum(told)} failed")
    return 0 if all(told) else 1


def _kinds(story: Story, no_control: bool) -> tuple[bool, ...]:
    return (False,) if no_control or not story.control else (False, True)


def _build_extension() -> None:
    """Bundles the extension for VS Code and its tests, and packages it."""
    package = f"PYTHON={shlex.quote(sys.executable)} npm run --silent package"
    install = "[ -d node_modules ] || npm ci --silent --no-audit --no-fund"
    for it in (install, package, "node build.mjs --tests"):
        command = [shutil.which("bash") or "bash", "-c", f". {EDITORS / 'vscode/env.sh'}; {it}"]
        subprocess.run(command, cwd=CLIENT, check=True, stdin=subprocess.DEVNULL)


def _told(run: Run, *, verbose: bool) -> bool:
    """Whether it went as it should: passed, or with a muted server looked for the finding in vain."""
    started = time.monotonic()
    story, muted = run
    with tempfile.TemporaryDirectory(prefix="driftlint-editor-", ignore_cleanup_errors=True) as folder:
        setting = _setting(Path(folder), muted=muted, git=story.git)
        if story.heading:
            config = setting.folder / "config"
            config.write_text("".join(_from_readme(story.heading, it) for it in story.blocks))
            setting.environment["CONFIG"] = str(config)
        ended = subprocess.run(
            story.command(setting),
            env=setting.environment,
            cwd=setting.workspace,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=600,
            check=False,
        )
    right = ended.returncode != 0 and MUTE.search(ended.stdout) is not None if muted else ended.returncode == 0
    what = "finds nothing when muted" if muted else "passes"
    line = f"{'ok' if right else 'FAILED':<8}{story.name:<18}{what:<26}{time.monotonic() - started:6.1f} s"
    print(f"{line}\n{ended.stdout}" if verbose or not right else line, flush=True)
    return right


def _setting(folder: Path, *, muted: bool, git: bool) -> Setting:
    workspace = folder / "helpdesk"
    shutil.copytree(SAMPLE, workspace)
    (workspace / "helpdesk" / "services" / "nightly.py").write_text(ELSEWHERE)
    (workspace / "constraints.yaml").write_text(CONSTRAINTS)
    if git:
        subprocess.run([shutil.which("git") or "git", "init", "--quiet", workspace], check=True)
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "FILE": str(workspace / FILE),
        "SECONDS": str(SECONDS_IN_VAIN if muted else SECONDS),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "STARTS": str(folder / "starts"),
    }
    (folder / "starts").touch()
    _command(folder / "bin" / "driftlint", folder / "starts", muted=muted)
    return Setting(folder, workspace, environment)


def _command(path: Path, starts: Path, *, muted: bool) -> None:
    """Puts a `driftlint` there that is this checkout's, and adds a character to `starts` for each server."""
    python = shlex.quote(sys.executable)
    run = f"{python} -m driftlint"
    server = f"{python} {shlex.quote(str(HERE / 'muted.py'))} {run}" if muted else run
    path.parent.mkdir()
    path.write_text(
        f"#!/bin/sh\nexport PYTHONPATH={shlex.quote(str(ROOT / 'server'))}\n"
        f'[ "$1" = server ] && printf . >>{shlex.quote(str(starts))} && exec {server} "$@"\nexec {run} "$@"\n'
    )
    path.chmod(0o755)


def _from_readme(heading: str, number: int) -> str:
    """The code block that the README tells people to take over: the nth below a heading."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text[text.index(f"**{heading}**") :]
    return next(it for at, it in enumerate(_blocks(section)) if at == number)


def _blocks(text: str) -> Iterator[str]:
    for found in re.finditer(r"^```\w+\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield found[1]


if __name__ == "__main__":
    sys.exit(main())
