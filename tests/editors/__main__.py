"""The same story in real editors: open a sample backend, find, hover, mend, gone. See README.md beside this.

Each is run twice: with the server, which must pass, and with one whose findings are taken away, which must fail.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLIENT = ROOT / "vscode-client"
EDITORS = Path(os.environ.get("DRIFTLINT_EDITORS", Path.home() / ".cache" / "driftlint-editors"))
SAMPLE = ROOT / "tests" / "projects" / "tickets_drf"
FILE = "helpdesk/services/tickets.py"

SECONDS, SECONDS_IN_VAIN = 60, 8
"""How long a story waits for each step; and where it is to fail."""

ELSEWHERE = """\
from django.db import transaction
import httpx


def tell(ticket):
    with transaction.atomic():
        ticket.save()
        httpx.post("https://status.example")
"""
"""A file with a finding that no story opens."""

CONSTRAINTS = "version: 1\nlayers:\n  paging: helpdesk.gateways.pager\n"


class Setting(NamedTuple):
    """One run: a folder of its own, a copy of the sample in it, and the environment for the editor."""

    folder: Path
    workspace: Path
    environment: dict[str, str]


class Story(NamedTuple):
    """How an editor is run, and the heading of README.md whose code blocks (by number) are its configuration."""

    name: str
    command: Callable[[Setting], list[str]]
    heading: str = ""
    blocks: tuple[int, ...] = (0,)
    control: bool = True
    """Whether it is about findings, and so must fail without."""
    git: bool = True
    """Whether the sample is a repository, by which Emacs tells a project."""


def neovim(*program: str) -> Callable[[Setting], list[str]]:
    script = ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {HERE / 'neovim.lua'}"]
    return lambda _: [*program, *script]


def emacs(*program: str, script: str = "eglot.el") -> Callable[[Setting], list[str]]:
    return lambda _: [*program, "--batch", "-l", str(HERE / script)]


def vim(setting: Setting) -> list[str]:
    setting.environment["OUT"] = "/dev/stdout"
    return ["vim", "-Nu", "NONE", "-n", "-i", "NONE", "-T", "dumb", "--not-a-term", "-S", str(HERE / "ale.vim")]


def helix(setting: Setting) -> list[str]:
    setting.environment["HELIX"] = f"{EDITORS / 'sid' / 'run'} hx"
    return [sys.executable, str(HERE / "helix.py")]


def untrusted(setting: Setting) -> list[str]:
    """VS Code in a workspace that brings a `driftlint` of its own, which leaves a trace where it is run."""
    trap = setting.workspace / ".venv" / "bin" / "driftlint"
    trap.parent.mkdir(parents=True)
    trap.write_text(f'#!/bin/sh\ntouch {setting.workspace}/it-was-run\nexec driftlint "$@"\n')
    trap.chmod(0o755)
    (setting.workspace / ".vscode").mkdir()
    (setting.workspace / ".vscode" / "settings.json").write_text(f'{{"driftlint.path": "{trap}"}}')
    # The PATH that counts is that of the user's login shell.
    (setting.folder / ".bash_profile").write_text(f'export PATH="{setting.folder / "bin"}:$PATH"\n')
    setting.environment.update(HOME=str(setting.folder), SHELL="/bin/bash")
    command = vscode("exthost")(setting)
    setting.environment.update(SERVER="", UNTRUSTED="1", TESTS=str(CLIENT / "dist-test" / "untrusted.js"))
    return command


def folders(setting: Setting) -> list[str]:
    """VS Code with two folders open, and the server in the interpreter that the Python extension has selected."""
    (setting.folder / "annex" / "annex").mkdir(parents=True)
    (setting.folder / "annex" / "annex" / "office.py").write_text(ELSEWHERE)
    listed = [{"path": str(setting.workspace)}, {"path": str(setting.folder / "annex")}]
    workspace = setting.folder / "both.code-workspace"
    workspace.write_text(json.dumps({"folders": listed}))
    interpreters = [setting.folder / name / "python" for name in ("one", "other")]
    for it in interpreters:
        it.parent.mkdir()
        it.write_text(f'#!/bin/sh\nshift 3  # -P -m driftlint\nexec {setting.folder}/bin/driftlint "$@"\n')
        it.chmod(0o755)
    shutil.copytree(HERE / "vscode" / "python", setting.folder / "extensions" / "ms-python.python-0.0.1")
    command = vscode("exthost", workspace)(setting)
    setting.environment.update(
        SERVER="",
        INTERPRETER=str(interpreters[0]),
        OTHER_INTERPRETER=str(interpreters[1]),
        TESTS=str(CLIENT / "dist-test" / "folders.js"),
    )
    return command


def vscode(script: str, workspace: Path | None = None) -> Callable[[Setting], list[str]]:
    def command(setting: Setting) -> list[str]:
        setting.environment.update(
            DRIFTLINT_EDITORS=str(EDITORS),
            SERVER=str(setting.folder / "bin" / "driftlint"),
            EXTENSIONS=str(setting.folder / "extensions"),
            EXTENSION=str(CLIENT),
            TESTS=str(CLIENT / "dist-test" / "exthost.js"),
        )
        build = "node build.mjs --tests" if script == "exthost" else "npm run --silent package"
        install = (
            ""
            if script == "exthost"
            else f"{EDITORS / 'vscode/code-server/node_modules/.bin/code-server'} --config /dev/null --user-data-dir"
            f" {setting.folder / 'profile'} --extensions-dir {setting.folder / 'extensions'}"
            f" --install-extension {CLIENT / 'driftlint.vsix'} && "
        )
        steps = (
            f". {EDITORS / 'vscode/env.sh'} && mkdir -p {setting.folder / 'extensions'} && cd {CLIENT}"
            f" && {{ [ -d node_modules ] || npm ci --silent --no-audit --no-fund; }} && {build} && {install}"
            f"exec node {HERE / 'vscode' / script}.mjs {workspace or setting.workspace}"
        )
        return ["bash", "-c", steps]

    return command


STORIES = (
    Story("neovim-0.12", neovim(str(EDITORS / "sid" / "run"), "nvim"), "Neovim"),
    Story("neovim-0.10", neovim(str(EDITORS / "trixie" / "run"), "nvim"), "Neovim", (1,)),
    Story("neovim-0.7", neovim("nvim"), "Neovim", (2,)),
    Story("emacs-28", emacs("emacs"), "Emacs"),
    Story("emacs-30", emacs(str(EDITORS / "emacs30" / "run"), "emacs-nox", "-Q"), "Emacs"),
    Story("emacs-30-no-git", emacs(str(EDITORS / "emacs30" / "run"), "emacs-nox", "-Q"), "Emacs", (0, 1), git=False),
    Story("lsp-mode", emacs("emacs", script="lsp-mode.el"), "Emacs", (2,)),
    Story("vim-ale", vim, "Vim"),
    Story("helix", helix, "Helix"),
    Story("vscode-exthost", vscode("exthost")),
    Story("vscode", vscode("story")),
    Story("vscode-folders", folders),
    Story("vscode-untrusted", untrusted, control=False),
)


def main() -> int:
    names = [it.name for it in STORIES]
    parser = argparse.ArgumentParser(prog="tests/editors/run", description=__doc__)
    parser.add_argument("editors", nargs="*", metavar="EDITOR", help=f"{', '.join(names)}; all if none is named")
    parser.add_argument("--list", action="store_true", help="list them and run none")
    parser.add_argument("--no-control", action="store_true", help="leave the server without findings out")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what the stories say")
    options = parser.parse_args()
    if unknown := [it for it in options.editors if it not in names]:
        parser.error(f"no editor is called {', '.join(unknown)}; there are {', '.join(names)}")
    if options.list:
        print("\n".join(names))
        return 0
    failed = 0
    for story in STORIES:
        if not options.editors or story.name in options.editors:
            failed += not all(
                _told(story, muted, verbose=options.verbose) for muted in _runs(story, options.no_control)
            )
    return 1 if failed else 0


def _runs(story: Story, no_control: bool) -> tuple[bool, ...]:
    return (False,) if no_control or not story.control else (False, True)


def _told(story: Story, muted: bool, *, verbose: bool) -> bool:
    """Whether it went as it should: passed, or with a muted server failed."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="driftlint-editor-") as folder:
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
    right = (ended.returncode != 0) == muted
    what = "fails without findings" if muted else "passes"
    print(f"{'ok' if right else 'FAILED':<8}{story.name:<18}{what:<24}{time.monotonic() - started:6.1f} s", flush=True)
    if verbose or not right:
        print(ended.stdout, flush=True)
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
