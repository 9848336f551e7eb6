"""Changes outside the editor: noticed by the client where it watches files on request, else by watchdog."""

import asyncio
import logging
import os
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from driftlint.analysis.baseline import NAME as BASELINE
from driftlint.analysis.config import NAMES
from driftlint.lsp.session import is_below

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

    from driftlint.analysis.project import Project
    from driftlint.lsp.server import DriftlintServer

LOG = logging.getLogger(__name__)

_CHANGES = frozenset({"created", "modified", "moved", "deleted"})


class Watch:
    """Sees to it that the server learns of every change on the disk that matters."""

    def __init__(self, server: "DriftlintServer") -> None:
        self._server = server
        self._observer: BaseObserver | None = None
        self._followed: dict[str, list[Any]] = {}
        self._changed: set[str] = set()

    def start(self) -> None:
        """Asks the client to watch the workspace folders, where it can."""
        if not self._server.session.client.watches:
            return
        patterns = ["**/*.py", *(f"**/{name}" for name in (*NAMES, BASELINE))]
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in patterns]
        # Clients tell of a deleted folder once, not of each file that was in it.
        watchers.append(types.FileSystemWatcher(glob_pattern="**/*", kind=types.WatchKind.Delete))
        self._server.protocol.tell_to(
            types.CLIENT_REGISTER_CAPABILITY,
            types.RegistrationParams(
                [
                    types.Registration(
                        id="driftlint/files",
                        method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                        register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers),
                    )
                ]
            ),
        )

    def follow_projects(self) -> None:
        """Watches the roots of the projects in use that the client does not watch."""
        session = self._server.session
        covered = session.folders if session.client.watches else []
        wanted = {project.root: project for project in session.projects if project.root not in covered}
        for root in self._followed.keys() - wanted.keys():
            self._unfollow(root)
        for root in wanted.keys() - self._followed.keys():
            self._follow(wanted[root])

    def stop(self) -> None:
        """Stops watching."""
        if self._observer is not None:
            self._observer.stop()

    def _follow(self, project: "Project") -> None:
        # Imported here: most clients watch by themselves, and starting up is part of every session.
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        watch, loop = self, asyncio.get_running_loop()

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: "FileSystemEvent") -> None:
                if event.event_type in _CHANGES:
                    paths = [os.fsdecode(it) for it in (event.src_path, event.dest_path) if it]
                    loop.call_soon_threadsafe(watch.note, paths)

        if self._observer is None:
            self._observer = Observer()
            self._observer.daemon = True
            self._observer.start()
        root = project.root
        self._followed[root] = watches = []
        # Only folders that hold Python files: environments and front ends have very many others.
        inner = {PurePath(path).relative_to(root).parts[:-1][:1] for path in project.files() if is_below(path, root)}
        folders = [(root, False), *((str(PurePath(root, *it)), True) for it in inner if it)]
        for folder, recursive in folders:
            try:
                watches.append(self._observer.schedule(Handler(), folder, recursive=recursive))
            except OSError as problem:
                LOG.warning("changes below %s are not noticed until a file is saved: %s", folder, problem)

    def _unfollow(self, root: str) -> None:
        watches = self._followed.pop(root)
        if self._observer is not None:
            for watch in watches:
                self._observer.unschedule(watch)

    def note(self, paths: list[str]) -> None:
        """Collects what comes together, on the event loop."""
        if not self._changed:
            asyncio.get_running_loop().call_soon(self._tell)
        self._changed.update(paths)

    def _tell(self) -> None:
        changed, self._changed = self._changed, set()
        self._server.files_changed(changed)
