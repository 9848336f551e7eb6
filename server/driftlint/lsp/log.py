"""What the server logs, shown in the client's log; how much of it the settings say."""

import logging
from collections.abc import Callable

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from driftlint.lsp.settings import LogLevel

_KINDS = {
    logging.ERROR: types.MessageType.Error,
    logging.WARNING: types.MessageType.Warning,
    logging.INFO: types.MessageType.Info,
    logging.DEBUG: types.MessageType.Log,
}


class ClientLog(logging.Handler):
    """Writes what driftlint logs into the client's log."""

    def __init__(self, write: Callable[[types.LogMessageParams], None]) -> None:
        super().__init__(logging.WARNING)
        self._write = write
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record."""
        kind = next((it for level, it in _KINDS.items() if record.levelno >= level), types.MessageType.Log)
        self._write(types.LogMessageParams(kind, self.format(record)))

    def show(self, level: LogLevel) -> None:
        """Shows what is at least this serious from now on."""
        self.setLevel(level.upper())
        ours = logging.getLogger("driftlint")
        ours.addHandler(self)
        ours.setLevel(min(self.level, logging.WARNING))


def is_news(record: logging.LogRecord) -> bool:
    """Whether a record tells more than what the client was answered: pygls logs each refusal with a traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], JsonRpcException))
