"""Constraints with a mistake, told to a user who does not look at them: in many editors nothing else would show."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.config import NAMES
from driftlint.lsp.diagnostics import Report

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


class Mistaken:
    """The constraints files with a mistake that the user knows of."""

    def __init__(self, server: "DriftlintServer") -> None:
        self._server = server
        self._told: set[str] = set()

    def settle(self, path: str, report: Report) -> None:
        """Shows a message once a constraints file has become wrong that is not open, where the mistake would show."""
        if not path.endswith(NAMES):
            return
        mistakes = [it for it in report.items if it.severity is types.DiagnosticSeverity.Error]
        if not mistakes:
            self._told.discard(path)
        elif path not in self._told:
            self._told.add(path)
            if path not in self._server.session.documents:
                line, words = mistakes[0].range.start.line + 1, mistakes[0].message
                words = f"driftlint: {path}, line {line}: {words} (until that is mended, it is not in force)"
                self._server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, words))
