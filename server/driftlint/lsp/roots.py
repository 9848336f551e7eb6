"""Which folder a file belongs to when no workspace folder holds it."""

import ntpath
import os
import posixpath
from collections.abc import Callable

from driftlint.analysis.config import NAMES
from driftlint.text import files

_MARKERS = (*NAMES, "pyproject.toml", "setup.py", "setup.cfg", "manage.py", ".git", ".hg")


def root_of(path: str, exists: Callable[[str], bool] = files.exists) -> str:
    """The nearest folder around `path` that looks like the root of a project, else the folder it is in."""
    flavour = ntpath if os.name == "nt" else posixpath
    folder = own = flavour.dirname(path)
    while True:
        if any(exists(flavour.join(folder, marker)) for marker in _MARKERS):
            return folder
        above = flavour.dirname(folder)
        if above == folder:
            return own
        folder = above
