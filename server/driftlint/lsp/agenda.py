"""What is done while no message waits: the diagnostics of open documents first, then the rest of the workspace.

Work is done in pieces on the event loop. A message that arrives ends the piece at hand at the next result it would
compute; what is finished is remembered by the index, so the piece goes on from there when it is taken up again.
"""

import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.project import Project
from driftlint.analysis.root import config_path
from driftlint.index.engine import Cancelled
from driftlint.lsp.diagnostics import Report, uri_in
from driftlint.lsp.documents import Document
from driftlint.lsp.indexing import Indexing
from driftlint.lsp.mistaken import Mistaken

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer

LOG = logging.getLogger(__name__)

_QUIET_SECONDS = 1.0
"""For how long nothing must have changed before a large project lets go of what nobody asks for: between two keystrokes
nothing comes of it, and the second one waits."""


class Agenda:
    """What is to be done, most urgent first."""

    def __init__(self, server: "DriftlintServer") -> None:
        self._server = server
        self._suspects: dict[str, None] = {}
        """Open documents, configuration files and baselines, whose diagnostics may have changed."""
        self._first: tuple[str, ...] | None = None
        """Where all of them may have: which come first. They are put together when there is time to look at them."""
        self._suspected = 0.0
        """When that was last said, by the clock that only goes forwards."""
        self._sent: dict[str, tuple[Report, int | None]] = {}
        """What was last pushed of a file, and for which version."""
        self._known: dict[str, Report] = {}
        """What a client that pulls has last been given, or told to ask for again."""
        self._indexing: deque[Indexing] = deque()
        self._refresh = False
        self._refresh_lenses = False
        self._left: dict[str, Project] = {}
        """By root the projects that the user did not want to wait for."""
        self._client_pulls_workspace = False
        self._mistaken = Mistaken(server)

    def suspect(self, *paths: str) -> None:
        """Has the diagnostics of every open document looked at again, those of `paths` first."""
        self._suspected = time.monotonic()
        self._first = paths

    def _suspect_all(self) -> None:
        if self._first is None:
            return
        session = self._server.session
        declared = (path for it in session.projects for path in (config_path(it.root), it.recorded.path))
        self._suspects = dict.fromkeys((*self._first, *session.documents, *declared))
        self._first = None

    def index(self, project: Project) -> None:
        """Has every file of `project` read and judged."""
        self._indexing.append(Indexing(self._server, project))

    def leave(self, token: int | str) -> None:
        """Leaves the rest of the project unread whose progress is shown under `token`."""
        for it in self._indexing:
            if it.token == token:
                it.stop()
                self._left[it.project.root] = it.project

    def take_up(self) -> None:
        """Has the projects read that were left."""
        for root, project in list(self._left.items()):
            del self._left[root]
            if project in self._server.session.projects:
                self.index(project)
                self._server.whole_workspace_read.clear()

    def is_left(self, project: Project) -> bool:
        """Whether the user did not want to wait for the project to be read."""
        return project.root in self._left

    def lenses_may_differ(self) -> None:
        """Has the client ask again for its code lenses, where it can be told to."""
        self._refresh_lenses = self._server.session.client.refreshes_lenses

    def diagnostics_differ(self) -> None:
        """Has a client that asks for diagnostics ask again."""
        self._refresh = self._server.session.client.pulls

    def stop(self) -> None:
        """Ends the processes that read for it."""
        for it in self._indexing:
            it.stop()

    @property
    def urgent(self) -> bool:
        """Whether diagnostics that somebody may be looking at are still to be worked out."""
        self._suspect_all()
        return any(not self._waits(it) for it in self._suspects)

    @property
    def indexing(self) -> bool:
        """Whether a project is still to be read."""
        return bool(self._indexing)

    def answered(self, path: str, report: Report) -> None:
        """Takes note of what a client that pulls has been given."""
        self._known[path] = report

    def leave_workspace_to_client(self) -> None:
        """Takes back what was pushed of files that are not open: the client asks for all of them from now on."""
        if not self._client_pulls_workspace:
            self._client_pulls_workspace = True
            for path in [it for it in self._sent if it not in self._server.session.documents]:
                self._withdraw(path, uri_in(self._server.session, path))

    def forget(self, document: Document) -> None:
        """Takes back what was pushed of a document, when it is closed."""
        self._suspects.pop(document.path, None)
        self._known.pop(document.path, None)
        self._withdraw(document.path, document.uri)

    def _withdraw(self, path: str, uri: str) -> None:
        sent = self._sent.pop(path, None)
        if sent is not None and sent[0].items:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def step(self) -> bool:
        """Does one piece; false when there is nothing to do for now."""
        try:
            return self._look_at_next_suspect() or self._ask_for_refresh() or self._index_next() or self._tidy()
        except Cancelled:
            return True

    @property
    def pause(self) -> float | None:
        """After how many seconds there may be something to do again without a message; None for never."""
        if self._indexing:
            return self._indexing[0].pause
        return self._unquiet if self._server.session.is_untidy else None

    def _look_at_next_suspect(self) -> bool:
        self._suspect_all()
        path = next((it for it in self._suspects if not self._waits(it)), None)
        if path is None:
            return False
        try:
            if self._server.session.is_hasty(path) and self._pushes(path):
                self._settle(path, self._server.reports.make(self._server.session, path))
            reading = self._reading(path)
            if reading is not None:
                reading.begin()  # all findings may need all files
            report = self._server.reports.make(self._server.session, path, unless=self._server.waiting)
        except Exception:  # a file that cannot be judged must not keep the others from it
            LOG.exception("%s could not be judged", path)
        else:
            self._settle(path, report)
        self._suspects.pop(path, None)
        return True

    def _waits(self, path: str) -> bool:
        """Whether a file is not looked at yet: the client asks for its first findings itself, or it is not open."""
        reading = self._reading(path)
        return (
            reading is not None and reading.waits and not (self._server.session.is_hasty(path) and self._pushes(path))
        )

    def _reading(self, path: str) -> Indexing | None:
        """What reads the project that speaks for `path`, where it is still to be read."""
        project = self._server.session.project_of(path) if self._indexing else None
        return next((it for it in self._indexing if it.project is project), None)

    def _settle(self, path: str, report: Report) -> None:
        self._mistaken.settle(path, report)
        document = self._server.session.documents.get(path)
        version = None if document is None else document.version
        if self._pushes(path):
            last = self._sent.get(path)
            if last is None and document is None and not report.items:
                return
            if last is None or last[0].result != report.result or last[1] != version:
                self._sent[path] = report, version
                self._push(path, report, version)
        elif document is not None and path in self._known and self._known[path].result != report.result:
            self._known[path] = report
            self._refresh = True

    def _pushes(self, path: str) -> bool:
        """Whether the file's diagnostics are pushed.

        They are not where the client asks for them itself: for open documents, and for the whole workspace once it did.
        """
        client = self._server.session.client
        return not client.pulls or (path not in self._server.session.documents and not self._client_pulls_workspace)

    def _push(self, path: str, report: Report, version: int | None) -> None:
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri=uri_in(self._server.session, path), diagnostics=report.items, version=version
            )
        )

    @property
    def _unquiet(self) -> float:
        """For how many seconds it is still too early to say that nobody is typing."""
        return max(0, self._suspected + _QUIET_SECONDS - time.monotonic())

    def _ask_for_refresh(self) -> bool:
        if self._refresh:
            self._refresh = False
            self._server.protocol.tell_to(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        elif self._refresh_lenses:
            self._refresh_lenses = False
            self._server.protocol.tell_to(types.WORKSPACE_CODE_LENS_REFRESH)
        else:
            return False
        return True

    def _index_next(self) -> bool:
        while self._indexing:
            if self._indexing[0].waits:
                return False
            if self._indexing[0].step():
                return not self._indexing[0].pause
            self._indexing.popleft()
            self._server.indexed()
        return False

    def _tidy(self) -> bool:
        session = self._server.session
        if self._indexing or not session.tidy(unless=self._server.waiting, at_length=not self._unquiet):
            return False
        files = {path for project in session.projects for path in (*project.files(), project.config_path)}
        self._server.reports.keep(files | session.documents.keys())
        return True
