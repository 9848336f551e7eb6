"""The `constraints.yaml` of a project: the last good one in force, and what is wrong with the present one."""

from driftlint.analysis.config import Config, read_config
from driftlint.analysis.root import config_path
from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.rules.yaml_source import Mistake
from driftlint.text import files
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, span


class Constraints:
    """Reads the file again whenever told, and keeps the last good configuration while the present text has mistakes."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.path = config_path(root)
        self.config = Config()
        self.mistakes: tuple[Diagnostic, ...] = ()
        self._overlay: str | None = None
        self.reload()

    @property
    def overlaid(self) -> bool:
        """Whether an unsaved text stands over the disk."""
        return self._overlay is not None

    def open(self, text: str) -> None:
        """Lets `text` stand over the disk."""
        self._overlay = text
        self.reload()

    def close(self) -> None:
        """Lets the disk speak again."""
        self._overlay = None
        self.reload()

    def text(self) -> str | None:
        """What the file says now, None where there is none. Raises `UnreadableFileError`."""
        if self._overlay is not None:
            return self._overlay
        self.path = config_path(self._root)
        return files.read_text(self.path) if files.exists(self.path) else None

    def reload(self) -> None:
        """Reads the file; a mistake in it leaves the configuration as it was."""
        try:
            text = self.text()
        except UnreadableFileError as error:
            self.mistakes = (self._diagnostic(Mistake(span(0, 0, 0, 1), str(error))),)
            return
        config, mistakes = read_config(text) if text is not None else (Config(), ())
        self.mistakes = tuple(self._diagnostic(it) for it in mistakes)
        self.config = config or self.config

    def _diagnostic(self, mistake: Mistake) -> Diagnostic:
        return Diagnostic(
            "invalid-configuration",
            Severity.ERROR,
            Location(self.path, mistake.range),
            mistake.message,
            subject=mistake.message,
        )
