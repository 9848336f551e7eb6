"""Which projects, and which of their files, the paths on the command line mean."""

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from driftlint.analysis.config import NAMES
from driftlint.analysis.project import Project
from driftlint.analysis.root import project_root
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.finding import heading
from driftlint.cli.output.places import Places, near
from driftlint.cli.output.summary import counted
from driftlint.cli.terminal import Terminal
from driftlint.rules.registry import registry
from driftlint.text import files


@dataclass(frozen=True, slots=True)
class Target:
    """A project, and what of it was asked for: absolute paths of files and folders."""

    project: Project
    paths: tuple[str, ...]


def targets(paths: Sequence[str], *, remembering: bool) -> list[Target]:
    """The projects that `paths` belong to, in the order they are named; the current folder where none is named.

    `remembering` has what is read of them kept in the user's cache directory, and taken from there.
    Raises `CannotRunError` for a path that is not there or can hold no Python.
    """
    gc.disable()  # what an analysis makes, it keeps: looking for garbage in it takes a third of the time
    by_root: dict[str, list[str]] = {}
    for given in paths or (".",):
        path = existing(given)
        name = PurePath(path).name
        if not files.is_folder(path) and not name.endswith(".py") and name not in NAMES:
            raise CannotRunError(f"`{given}` is no Python file, and no folder of Python files")
        by_root.setdefault(project_root(path), []).append(path)
    projects = [(Project(root, remembering=remembering), within) for root, within in by_root.items()]
    return [Target(project, tuple(map(project.own_path, within))) for project, within in projects]


def existing(given: str) -> str:
    """The absolute path of `given`. Raises `CannotRunError` where nothing is there."""
    if not given or "\0" in given:
        raise CannotRunError(f"`{given!r}` is no path" if given else "an empty string is no path")
    try:
        path = os.path.abspath(given)  # noqa: PTH100  drops `..` and keeps links, as editors do
    except OSError as error:
        raise CannotRunError("the current folder does not exist any more") from error
    if files.exists(path):
        return path
    for around in PurePath(path).parents:
        if files.exists(str(around)):
            if not files.is_folder(str(around)):
                raise CannotRunError(f"`{given}` cannot be: `{near(str(around))}` is a file, not a folder")
            break
    raise CannotRunError(f"`{given}` does not exist")


def within(path: str, top: str) -> bool:
    """Whether `path` is `top` or lies below it."""
    return path == top or path.startswith(top.rstrip(os.sep) + os.sep)


def in_order(asked: Sequence[Target], terminal: Terminal) -> None:
    """Shows what is wrong in the configuration. Raises `CannotRunError` where that keeps a project from being checked.

    A mistake in a rule that came with driftlint is only noted: it costs that rule.
    """
    mistakes = 0
    for target in asked:
        places = Places(target.project)
        for it in target.project.mistakes:
            mistakes += 1
            terminal.warn("\n".join([*heading(terminal, places, it), ""]))
    if mistakes:
        raise CannotRunError(f"nothing was checked: {counted(mistakes, 'mistake')} in constraints.yaml")
    for path, wrong in registry().mistakes.items():
        for mistake in wrong:
            line = mistake.range.start.line + 1
            terminal.warn(f"driftlint: note: a rule is left out, {near(path)}:{line}: {mistake.message}")
