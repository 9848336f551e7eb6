"""Reading and judging a whole project in pieces, with progress shown to the client."""

import itertools
import logging
import time
from pathlib import PurePath
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.project import Project

if TYPE_CHECKING:
    from concurrent.futures import Future

    from driftlint.lsp.server import DriftlintServer

LOG = logging.getLogger(__name__)

_TOKENS = itertools.count(1)
_WORKERS = 2
"""How many processes read at most: the editor, and what runs in it, want the others."""
_PAUSE_SECONDS = 0.01
"""After how long it is looked again whether the processes have read more."""
_GRACE_SECONDS = 0.3
"""For how long a large project is left alone: editors open the first document now, and have it checked at once.

The processes would take the processor from that, and from the editor's own start.
"""
_REPORT_EVERY = 5
"""Per cent between two reports."""


class Indexing:
    """One project being indexed."""

    def __init__(self, server: "DriftlintServer", project: Project) -> None:
        self._server = server
        self.project = project
        self._stopped = False
        self._files: tuple[str, ...] | None = None
        self._done = 0
        self._progress = _Progress(server, f"Reading {PurePath(project.root).name or project.root}")
        self._awaits_processes = False
        self._begun = False
        self._begins = time.monotonic() + (0 if project.settled else _GRACE_SECONDS)

    @property
    def waits(self) -> bool:
        """Whether the project is still left alone."""
        return self._grace > 0

    @property
    def pause(self) -> float:
        """For how many seconds there is nothing to do: the project is left alone, or processes read for it."""
        return self._grace or (_PAUSE_SECONDS if self._awaits_processes else 0)

    @property
    def _grace(self) -> float:
        """For how many seconds the project is still left alone."""
        left = self._begun or self._stopped or self.project not in self._server.session.projects
        return 0 if left else max(0, self._begins - time.monotonic())

    def begin(self) -> None:
        """Has processes begin to read, where there is enough for them."""
        if not self._begun:
            self._begun = True
            self.project.begin_reading(_WORKERS)

    def step(self) -> bool:
        """Judges one more file; false once all are done. Raises `Cancelled` when a message has arrived meanwhile.

        To be called again after `pause` seconds, or as soon as something else has happened.
        """
        if self.project not in self._server.session.projects:
            self.stop()
            self._progress.end("Folder removed")
            return False
        if self._stopped:
            self._progress.end("Left unread: open files are checked as far as they reach")
            return False
        self.begin()
        if self._files is None:
            self._progress.create()
            self._files = tuple(self.project.files())
            return True
        self._awaits_processes = self.project.reader.busy and not self.project.reader.take(0)
        if self.project.reader.busy:
            return True
        if self._done == len(self._files):
            self.project.remember()
            self._progress.end("1 file" if self._done == 1 else f"{self._done} files")
            self._tell_problems()
            return False
        path = self._files[self._done]
        try:
            self._server.session.findings(path, unless=self._server.waiting)
        except Exception:  # the other files are still to be read
            LOG.exception("%s could not be judged", path)
        self._done += 1
        self._progress.report(self._done, len(self._files))
        return True

    @property
    def token(self) -> str:
        """What the client calls its progress by."""
        return self._progress.token

    def stop(self) -> None:
        """Leaves the rest unread: ends the processes that read for it."""
        self._stopped = True
        self.project.reader.stop()

    def _tell_problems(self) -> None:
        """Writes what could not be read or judged into the client's log."""
        for problem in self.project.problems():
            self._server.window_log_message(types.LogMessageParams(types.MessageType.Warning, problem.message))


class _Progress:
    """A progress bar of the client; begun when the client has made it, shown not at all where it cannot."""

    def __init__(self, server: "DriftlintServer", title: str) -> None:
        self._server = server
        self._title = title
        self.token = f"driftlint/index/{next(_TOKENS)}"
        self._begun = False
        self._shown = 0
        self._end: str | None = None

    def create(self) -> None:
        if self._server.session.client.progress:
            created = self._server.protocol.send_request(
                types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.WorkDoneProgressCreateParams(token=self.token)
            )
            created.add_done_callback(self._created)

    def _created(self, created: "Future[object]") -> None:
        if created.cancelled() or created.exception() is not None:
            return
        self._begun = True
        self._send(types.WorkDoneProgressBegin(title=self._title, cancellable=True, percentage=0))
        if self._end is not None:
            self.end(self._end)

    def report(self, done: int, total: int) -> None:
        percentage = 100 * done // total
        if self._begun and (percentage >= self._shown + _REPORT_EVERY or done == total):
            self._shown = percentage
            self._send(types.WorkDoneProgressReport(message=f"{done} of {total} files", percentage=percentage))

    def end(self, message: str) -> None:
        self._end = message
        if self._begun:
            self._send(types.WorkDoneProgressEnd(message=message))

    def _send(self, value: object) -> None:
        self._server.protocol.notify(types.PROGRESS, types.ProgressParams(token=self.token, value=value))
