"""The stories: which editors tell them, how each is started and where its configuration comes from."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLIENT = ROOT / "vscode-client"
EDITORS = Path(os.environ.get("DRIFTLINT_EDITORS", Path.home() / ".cache" / "driftlint-editors"))
CODE_SERVER = EDITORS / "vscode" / "code-server" / "node_modules" / ".bin" / "code-server"

ELSEWHERE = """\
from django.db import transaction
import httpx


def tell(ticket):
    with transaction.atomic():
        ticket.save()
        httpx.post("https://status.example")
"""
"""A file with a finding that no story opens."""


class Setting(NamedTuple):
    """One run: a folder of its own, a copy of the sample in it, and the environment for the editor."""

    folder: Path
    workspace: Path
    environment: dict[str, str]


class Story(NamedTuple):
    """How an editor is run: the `program` that must be there, and the heading of README.md of its blocks."""

    name: str
    command: Callable[[Setting], list[str]]
    program: str | Path = CODE_SERVER
    heading: str = ""
    blocks: tuple[int, ...] = (0,)
    """Which of the code blocks below the heading, counted from zero."""
    control: bool = True
    """Whether it is about findings, and so must fail without."""
    git: bool = True
    """Whether the sample is a repository, by which Emacs tells a project."""

    @property
    def extension(self) -> bool:
        """Whether it needs the extension for VS Code."""
        return self.name.startswith("vscode")

    def is_there(self) -> bool:
        return shutil.which(self.program) is not None


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


def states(setting: Setting) -> list[str]:
    """VS Code where no driftlint is to be found, on `PATH` or at home, unless its setting names one."""
    (setting.folder / ".bash_profile").write_text("export PATH=/usr/bin:/bin\n")
    command = vscode("states")(setting)
    setting.environment.update(HOME=str(setting.folder), SHELL="/bin/bash")
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
        steps = f". {EDITORS / 'vscode/env.sh'} && mkdir -p {setting.folder / 'extensions'} && "
        if script != "exthost":
            steps += (
                f"{CODE_SERVER} --config /dev/null --user-data-dir {setting.folder / 'profile'}"
                f" --extensions-dir {setting.folder / 'extensions'} --install-extension {CLIENT / 'driftlint.vsix'} && "
            )
        steps += f"exec node {HERE / 'vscode' / script}.mjs {workspace or setting.workspace}"
        return ["bash", "-c", steps]

    return command


UNPACKED = {name: EDITORS / name / "run" for name in ("sid", "trixie", "emacs30")}
EMACS_30 = (str(UNPACKED["emacs30"]), "emacs-nox", "-Q")

STORIES = (
    Story("vscode-states", states, control=False),
    Story("vscode-exthost", vscode("exthost")),
    Story("vscode", vscode("story")),
    Story("vscode-folders", folders),
    Story("vscode-untrusted", untrusted, control=False),
    Story("neovim-0.12", neovim(str(UNPACKED["sid"]), "nvim"), UNPACKED["sid"], "Neovim"),
    Story("neovim-0.10", neovim(str(UNPACKED["trixie"]), "nvim"), UNPACKED["trixie"], "Neovim", (1,)),
    Story("neovim-0.7", neovim("nvim"), "nvim", "Neovim", (2,)),
    Story("emacs-28", emacs("emacs"), "emacs", "Emacs"),
    Story("emacs-30", emacs(*EMACS_30), UNPACKED["emacs30"], "Emacs"),
    Story("emacs-30-no-git", emacs(*EMACS_30), UNPACKED["emacs30"], "Emacs", (0, 1), git=False),
    Story("lsp-mode", emacs("emacs", script="lsp-mode.el"), "emacs", "Emacs", (2,)),
    Story("vim-ale", vim, "vim", "Vim"),
    Story("helix", helix, UNPACKED["sid"], "Helix"),
)
"""The longest first: so several at a time are done soonest."""
