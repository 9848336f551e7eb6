"""Where a project begins, and which of the files below are checked."""

import functools
import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePath

from driftlint.analysis.config import NAMES
from driftlint.text import files

_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", "manage.py")
_ROOTS = ("pyproject.toml", "setup.py", ".git")
_TEST_FOLDERS = frozenset({"tests", "test"})
_TEST_FILE = re.compile(r"test_.*\.py|.*_tests?\.py|tests\.py|conftest\.py")


def project_root(path: str) -> str:
    """The root of the project that `path` belongs to.

    The nearest folder around it with a `constraints.yaml`; else with a `pyproject.toml`, `setup.py` or `.git`; else
    `path` itself, or its folder where it is a file. A `setup.py` in a package is one of its modules.
    """
    start = Path(path).absolute()
    if not files.is_folder(str(start)):
        start = start.parent
    around = [start, *start.parents]
    for names in (NAMES, _ROOTS):
        for folder in around:
            if any(files.exists(str(folder / name)) for name in names if not _is_module(folder, name)):
                return str(folder)
    return str(start)


def is_project(root: str) -> bool:
    """Whether something in the folder `root` says that a project begins there."""
    return any(files.exists(str(Path(root) / name)) for name in (*NAMES, *_ROOTS))


def around_package(folder: str) -> str:
    """The folder from which the package that `folder` is, or is in, is imported; `folder` itself where it is none."""
    it = Path(folder)
    while files.exists(str(it / "__init__.py")) and it != it.parent:
        it = it.parent
    return str(it)


def _is_module(folder: Path, name: str) -> bool:
    return name == "setup.py" and files.exists(str(folder / "__init__.py"))


def has_constraints(root: str) -> bool:
    """Whether the folder `root` holds constraints of its own."""
    return any(files.exists(str(Path(root) / name)) for name in NAMES)


def config_path(root: str) -> str:
    """Where the constraints of the project at `root` are, or would be; `constraints.yml` where only that exists."""
    paths = [str(Path(root) / name) for name in NAMES]
    return next((it for it in paths if files.exists(it)), paths[0])


def is_marker(path: str) -> bool:
    """Whether a file of this name tells that its folder is a project of its own, or where modules begin."""
    return os.path.basename(path) in _MARKERS  # noqa: PTH119  asked of every file at each start


def listed(root: str, *, loose: bool = False) -> tuple[list[str], list[str], set[str]]:
    """The Python files below `root`, the folders below it that hold a project file, and which files are links.

    `loose` leaves out what is below folders that are no packages.
    """
    links: set[str] = set()
    found = list(files.list_files(root, lambda name: name.endswith(".py") or name in _MARKERS, links, loose=loose))
    markers = sorted({str(PurePath(it).parent) for it in found if is_marker(it)})
    return [it for it in found if it.endswith(".py")], markers, links


def other_names(root: str, selected: set[str], links: set[str]) -> dict[str, str]:
    """Which of the selected files are links to another of them, and to which."""
    behind = {it: files.behind_link(root, it) for it in links & selected}
    return {it: real for it, real in behind.items() if real in selected and real not in links}


class Selection:
    """Which Python files of a project are checked: below its root, not excluded, no tests."""

    def __init__(self, root: str, exclude: Iterable[str]) -> None:
        self._prefix = str(PurePath(root)).rstrip(os.sep) + os.sep
        self._excluded = tuple(path_pattern(it) for it in exclude)

    def __contains__(self, path: str) -> bool:
        # By the text alone: asked of every file at each start, where path objects take ten times as long.
        if not path.endswith(".py") or not path.startswith(self._prefix):
            return False
        parts = path[len(self._prefix) :].split(os.sep)  # noqa: PTH206  as above
        name = parts.pop()
        if name.startswith(".") or _TEST_FILE.fullmatch(name) or not _TEST_FOLDERS.isdisjoint(parts):
            return False
        relative = "/".join([*parts, name])
        return not any(it.fullmatch(relative) for it in self._excluded)


@functools.cache
def path_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern over paths: `*` within one part, `**` across parts; one that names a folder means all below it."""
    out = ""
    parts = pattern.strip("/").split("/")
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            out += ".*" if last else "(?:[^/]+/)*"
        else:
            out += re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + ("" if last else "/")
    return re.compile(out + "(?:/.*)?")
