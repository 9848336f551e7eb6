"""`driftlint init`: writes a first `constraints.yaml` from what it sees."""

import argparse
import gc

from driftlint.analysis.project import Project
from driftlint.analysis.reader import cores
from driftlint.analysis.root import config_path, project_root
from driftlint.analysis.starting import starting_file
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.places import near
from driftlint.cli.targets import existing
from driftlint.cli.terminal import Terminal
from driftlint.text import files


def init(options: argparse.Namespace, terminal: Terminal) -> int:
    """Writes the file at the root of the project, or into the folder that is named; returns the exit code.

    Raises `CannotRunError` where there is one already and `--force` is not given.
    """
    root = project_root(existing(".")) if options.path is None else existing(options.path)
    if not files.is_folder(root):
        raise CannotRunError(f"`{near(root)}` is no folder")
    path = config_path(root)
    if files.exists(path) and not options.force and not options.print:
        raise CannotRunError(f"`{near(path)}` is there already; `--force` writes over it, `--print` only shows")
    gc.disable()  # as where targets are made
    project = Project(root, remembering=options.cache)
    if not project.files():
        raise CannotRunError(f"no Python files below `{near(root)}`, but tests perhaps")
    checked = len(project.files())
    project.begin_reading(cores())
    done = 0
    while project.reader.busy:
        terminal.progress("reading files", done, checked)
        done += project.reader.take(None)
    terminal.progress("looking around", checked, checked)
    text = starting_file(project)
    project.finish()
    if options.print:
        terminal.show(text.rstrip("\n"))
        return 0
    try:
        files.write_text(path, text)
    except OSError as error:
        raise CannotRunError(f"`{near(path)}` cannot be written: {error.strerror or error}") from error
    terminal.show(f"Wrote {near(path)}: read it, correct it, commit it")
    return 0
