"""One module touches the disk, one package prints, nothing runs the code that is analysed, and nothing sleeps."""

from collections.abc import Callable
from fnmatch import fnmatchcase

import pytest

from tests.architecture.server_source import Module, modules

DISK = (
    "open", "io.open", "glob.*", "mmap.*", "shutil.*", "sqlite3.*", "tempfile.*",
    *(f"os.{name}" for name in (
        "access", "listdir", "lstat", "makedirs", "mkdir", "open", "readlink", "remove", "rename", "replace", "rmdir",
        "scandir", "stat", "symlink", "unlink", "utime", "walk",
    )),
    *(f"os.path.{name}" for name in (
        "exists", "getmtime", "getsize", "isdir", "isfile", "islink", "lexists", "realpath", "samefile",
    )),
    *(f"*.{name}" for name in (
        "exists", "is_dir", "is_file", "is_symlink", "iterdir", "lstat", "mkdir", "read_bytes", "read_text", "rglob",
        "rmdir", "samefile", "stat", "touch", "unlink", "write_bytes", "write_text",
    )),
)  # fmt: skip
PORT = ("files.*", "*.files.*")
"""Calls on the port itself, which every layer may be handed."""

TERMINAL = ("input", "print", "sys.stderr*", "sys.stdin*", "sys.stdout*")

EXECUTION = (
    "__import__", "compile", "eval", "exec", "*.exec_module",
    "importlib.import_module", "importlib.util.*", "marshal.*", "os.exec*", "os.popen", "os.spawn*", "os.system",
    "pickle.*", "runpy.*", "subprocess.*",
)  # fmt: skip

# Each further exception needs its reason, and goes when nothing needs it.
MAY_TOUCH_THE_DISK = {
    "text/files.py": "it is the port to the disk",
    "text/store.py": "it is the port to what is remembered on it between runs",
    "text/git.py": "it looks for git on the PATH",
}
MAY_USE_THE_TERMINAL = {
    "cli/*": "it is the terminal's face",
    "generate.py": "it is a command for developers, and tells them which files are stale",
}
MAY_EXECUTE = {
    "text/git.py": "it is the port to git, which knows what files said at another revision, and runs nothing of theirs",
}

MAY_SLEEP: dict[str, str] = {}


def touches_the_disk(name: str) -> bool:
    return _matches(name, DISK) and not _matches(name, PORT)


def uses_the_terminal(name: str) -> bool:
    return _matches(name, TERMINAL)


def executes(name: str) -> bool:
    return _matches(name, EXECUTION)


def sleeps(name: str) -> bool:
    return name == "time.sleep"


@pytest.mark.parametrize(
    ("duty", "exceptions"),
    [
        pytest.param(touches_the_disk, MAY_TOUCH_THE_DISK, id="disk"),
        pytest.param(uses_the_terminal, MAY_USE_THE_TERMINAL, id="terminal"),
        pytest.param(executes, MAY_EXECUTE, id="execution"),
        pytest.param(sleeps, MAY_SLEEP, id="sleeping"),
    ],
)
def test_duty_stays_where_it_belongs(duty: Callable[[str], bool], exceptions: dict[str, str]) -> None:
    found = {module.path: spots for module in modules() if (spots := _spots(module, duty))}
    assert {path: spots for path, spots in found.items() if not _matches(path, exceptions)} == {}
    assert [path for path in exceptions if not any(fnmatchcase(module, path) for module in found)] == [], (
        "an exception that nothing needs"
    )


@pytest.mark.parametrize(
    ("text", "name", "duty"),
    [
        ("from os import walk\nwalk(top)", "os.walk", touches_the_disk),
        ("import os as system\nsystem.path.isdir(top)", "os.path.isdir", touches_the_disk),
        ("Path(top).read_text()", "?.read_text", touches_the_disk),
        ("path.parent.iterdir()", "path.parent.iterdir", touches_the_disk),
        ("import sys\nsys.stdout.write(text)", "sys.stdout.write", uses_the_terminal),
        ("from importlib import import_module\nimport_module(name)", "importlib.import_module", executes),
        ("eval(text)", "eval", executes),
        ("from time import sleep\nsleep(1)", "time.sleep", sleeps),
    ],
)
def test_duty_is_seen_through_imports_and_attributes(text: str, name: str, duty: Callable[[str], bool]) -> None:
    assert name in [name for _, name in Module("example.py", text).uses() if duty(name)]


@pytest.mark.parametrize("text", ["import re\nre.compile(text)", "self.files.read_text(path)", "files.exists(path)"])
def test_duty_of_another_is_not_taken_for_it(text: str) -> None:
    names = [name for _, name in Module("example.py", text).uses()]
    assert [name for name in names if touches_the_disk(name) or uses_the_terminal(name) or executes(name)] == []


def _spots(module: Module, duty: Callable[[str], bool]) -> list[str]:
    return [f"line {line}: {name}" for line, name in module.uses() if duty(name)]


def _matches(name: str, patterns: tuple[str, ...] | dict[str, str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
