"""How places are written, and the source they hold."""

import os
from pathlib import PurePath

from driftlint.analysis.project import Project
from driftlint.cli.output.cells import visible
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, lines_of


class Places:
    """The places of one project for somebody in the current folder; keeps the lines of the files it was asked for."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._lines: dict[str, list[str]] = {}

    def file(self, path: str) -> str:
        """The file: relative to the current folder where it lies below it, on one line."""
        return visible(near(path))

    def line(self, location: Location) -> str:
        """`path:line`."""
        return f"{self.file(location.path)}:{location.range.start.line + 1}"

    def column(self, location: Location) -> str:
        """`path:line:column`."""
        return f"{self.line(location)}:{location.range.start.column + 1}"

    def lines(self, path: str) -> list[str]:
        """The lines of a file, none where it cannot be read."""
        found = self._lines.get(path)
        if found is None:
            try:
                found = lines_of(self.project.text(path))
            except UnreadableFileError:
                found = []
            self._lines[path] = found
        return found

    def source(self, location: Location) -> str:
        """The line a place starts in, without its indentation; "" where there is none."""
        lines = self.lines(location.path)
        at = location.range.start.line
        return lines[at].strip() if at < len(lines) else ""


def named(message: str, path: str, name: str) -> str:
    """`message` with the path in it, which is absolute, written as `name`."""
    return message.replace(f"`{path}`", f"`{name}`")


def near(path: str) -> str:
    """`path` relative to the current folder where it lies below it, with `/`."""
    try:
        return PurePath(path).relative_to(os.getcwd()).as_posix()  # noqa: PTH109  a string is all that is needed
    except (ValueError, OSError):
        return PurePath(path).as_posix()
