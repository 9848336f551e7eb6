"""The language server: what a session consists of, and the loop that takes one message after the other."""

import asyncio
import functools
import gc
import logging
import os
import sys
import threading
from collections.abc import Iterable

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from driftlint import __version__
from driftlint.analysis.project import Project
from driftlint.index.engine import Cancelled
from driftlint.lsp.agenda import Agenda
from driftlint.lsp.client import Client
from driftlint.lsp.commands import COMMANDS
from driftlint.lsp.diagnostics import Reports
from driftlint.lsp.inbox import Inbox
from driftlint.lsp.log import ClientLog, is_news
from driftlint.lsp.methods import METHODS
from driftlint.lsp.protocol import Protocol
from driftlint.lsp.session import Session
from driftlint.lsp.settings import Settings
from driftlint.lsp.transport import Stdio, Tcp, Transport
from driftlint.lsp.watching import Watch

LOG = logging.getLogger(__name__)

_SWITCH_SECONDS = 0.0005
"""After how long the thread that reads messages gets the interpreter from work that is done unasked.

Python's own 5 ms were most of a keystroke whenever something was still to be done.
"""

_END_SECONDS = 1.0
"""How long the server may still be at something once the session is over."""


class DriftlintServer(LanguageServer):
    """One server for one client. Handlers get it as their first argument."""

    protocol: Protocol

    def __init__(self, inbox: Inbox, *, remembering: bool = False) -> None:
        super().__init__(
            "driftlint",
            __version__,
            types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )
        self.inbox = inbox
        self.remembering = remembering
        self.session = Session(Client(), given_up=lambda: inbox.given_up)
        self.reports = Reports()
        self.agenda = Agenda(self)
        self.watch = Watch(self)
        self.settings = Settings()
        self.log = ClientLog(self.window_log_message)
        logging.getLogger("pygls.protocol.json_rpc").addFilter(is_news)
        self.whole_workspace_read = asyncio.Event()
        self._read: list[Project] = []
        for method in METHODS:
            self.feature(method.name, method.options)(functools.partial(method.handle, self))
            if method.unread is not None:
                self.protocol.unread[method.name] = functools.partial(method.unread, self)
        self.protocol.fm.commands.update(dict.fromkeys(COMMANDS))  # announced; `workspace/executeCommand` does them

    def begin(self, client: Client) -> None:
        """Begins the session with a client whose capabilities are known."""
        self.session = Session(client, given_up=lambda: self.inbox.given_up, remembering=self.remembering)

    def waiting(self) -> bool:
        """Whether a message waits; what is done unasked gives way to it."""
        return self.inbox.waiting

    def read_folders(self) -> None:
        """Has the workspace folders read that were not yet."""
        projects = self.session.folder_projects()
        for project in projects:
            if project not in self._read:
                self.agenda.index(project)
        if not all(it in projects for it in self._read):
            gc.unfreeze()  # what is gone is garbage
        self._read = projects
        self.watch.follow_projects()
        self.agenda.suspect()
        self.indexed()

    def indexed(self) -> None:
        """Takes note that a project has been read; after the last one, what they hold no longer counts as garbage."""
        if self.agenda.indexing:
            self.whole_workspace_read.clear()
        else:
            self.whole_workspace_read.set()
            self.agenda.lenses_may_differ()
            gc.collect()
            gc.freeze()

    def files_changed(self, paths: Iterable[str]) -> None:
        """Takes note of what happened on the disk to `paths`."""
        self.session.refresh(paths)
        self.agenda.suspect()
        self.agenda.lenses_may_differ()
        self.inbox.wake()

    def take_settings(self, settings: Settings) -> None:
        """Lets the user's settings be in force, and has the client ask again for what they change."""
        before, self.settings = self.settings, settings
        self.log.show(settings.log_level)
        self.session.shows_known = settings.known != "off"
        if before.code_lens != settings.code_lens:
            self.agenda.lenses_may_differ()
        if before.known != settings.known:
            self.agenda.suspect()
        if before.diagnose != settings.diagnose or before.known != settings.known:
            self.agenda.diagnostics_differ()

    def say(self, words: str) -> None:
        """Shows the user a message."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Info, words))

    async def run(self) -> int:
        """Takes messages until the client says `exit` or is gone; returns the exit code.

        Every message that waits is handled before anything else is done, so that work is done for the last one only.
        """
        self.inbox.start()
        while True:
            message = self.inbox.take()
            try:
                if message is not None:
                    self.protocol.receive(message, self.inbox)
                    if self.protocol.exit_code is not None:
                        return self.protocol.exit_code
                elif self.inbox.closed:
                    return 1
                elif not self.agenda.step():
                    await self.inbox.arrival(self.agenda.pause)
                    continue
            except Cancelled:
                continue  # the client is gone
            await asyncio.sleep(0)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Says on standard error what went wrong in a notification; who asked for something is answered."""
        if source is not FeatureRequestError:
            LOG.warning("%s", error)


def serve(address: tuple[str, int] | None, *, remembering: bool) -> int:
    """Serves one client over standard input and output, or over TCP at `address`; returns the exit code.

    `remembering` has what is read kept in the user's cache directory, and taken from there.
    """
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", handlers=[terminal])
    logging.getLogger("pygls").setLevel(logging.ERROR)
    if address is None:
        carrier: Transport = Stdio()
    else:
        logging.getLogger("driftlint").setLevel(logging.INFO)
        terminal.setLevel(logging.INFO)
        carrier = Tcp(*address)
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        return asyncio.run(_serve(carrier, remembering=remembering))
    except (BrokenPipeError, ConnectionError, KeyboardInterrupt):
        return 1


async def _serve(carrier: Transport, *, remembering: bool) -> int:
    server = DriftlintServer(Inbox(carrier.read), remembering=remembering)
    server.protocol.set_writer(carrier)
    ended = threading.Event()
    threading.Thread(target=_end_in_any_case, args=(server, ended), name="driftlint-end", daemon=True).start()
    try:
        return await server.run()
    finally:
        server.agenda.stop()
        server.watch.stop()  # may take long where very much is watched
        ended.set()


def _end_in_any_case(server: DriftlintServer, ended: threading.Event) -> None:
    """Ends the process soon after the session, whatever holds it up: an answer that nobody reads, for one."""
    server.inbox.wait_for_end()
    if not ended.wait(_END_SECONDS):
        os._exit(1 if server.protocol.exit_code is None else server.protocol.exit_code)
