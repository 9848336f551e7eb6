"""The files in which a project says something about itself: its constraints, and the baseline of what it knows."""

from pathlib import PurePath

from driftlint.analysis.config import NAMES
from driftlint.analysis.constraints import Constraints
from driftlint.analysis.recorded import Recorded


class Declared:
    """Both files as they are now: on the disk, or in an unsaved text over it."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.constraints = Constraints(root)
        self.recorded = Recorded(root)

    def is_config(self, path: str) -> bool:
        """Whether `path` is where the constraints are, or could be."""
        parts = PurePath(path)
        return parts.name in NAMES and str(parts.parent) == self._root

    def has(self, path: str) -> bool:
        """Whether `path` is one of these files, or could be."""
        return path == self.recorded.path or self.is_config(path)

    def open(self, path: str, text: str) -> None:
        """Lets `text` stand over the disk."""
        if self.is_config(path):
            self.constraints.open(text)
        else:
            self.recorded.reload(text)

    def close(self, path: str) -> None:
        """Lets the disk speak again."""
        if self.is_config(path):
            self.constraints.close()
        else:
            self.recorded.reload()

    def refresh(self, path: str) -> None:
        """Takes note that the disk says something else now."""
        if self.is_config(path):
            self.constraints.reload()
        else:
            self.recorded.reload(self.recorded.overlay)

    def text(self, path: str) -> str:
        """What the file says now, "" where there is none. Raises `UnreadableFileError`."""
        return (self.constraints.text() if self.is_config(path) else self.recorded.text()) or ""

    @property
    def overlaid(self) -> bool:
        """Whether an unsaved text stands over either."""
        return self.constraints.overlaid or self.recorded.overlay is not None
