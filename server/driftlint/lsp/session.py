"""What one editor session knows: the workspace folders, a project for each, and the open documents."""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Finding, Status
from driftlint.lsp.client import Client
from driftlint.lsp.documents import Document, Text
from driftlint.lsp.roots import root_of
from driftlint.text.files import UnreadableFileError

LOG = logging.getLogger(__name__)

_LIBRARY = re.compile(r"[/\\](site-packages|dist-packages|lib[/\\]python3\.\d+)[/\\]", re.IGNORECASE)
"""Where installed code lies: editors open it to show a definition, and nobody wants it judged."""


class Session:
    """The one mutable object of the server; only the event loop changes it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.folders: list[str] = []
        self.documents: dict[str, Document] = {}
        """The open documents by path."""
        self.gone: Callable[[], bool] = lambda: False
        """Whether the client is gone: then every analysis is given up."""
        self._projects: dict[str, Project] = {}
        self._texts: dict[str, Text] = {}

    @property
    def projects(self) -> tuple[Project, ...]:
        """Every project in use, those of the folders first."""
        return tuple(self._projects.values())

    def add_folder(self, path: str) -> None:
        """Makes `path` a workspace folder."""
        if path not in self.folders:
            self.folders.append(path)
            self._settle()

    def remove_folder(self, path: str) -> None:
        """Forgets a workspace folder; its open documents go to the folder around it, or to projects of their own."""
        if path in self.folders:
            self.folders.remove(path)
            self._settle()

    def open(self, document: Document) -> None:
        """Makes what the document says stand over the disk."""
        self.documents[document.path] = document
        for project in self._containing(document.path):
            project.open(document.path, document.text)

    def changed(self, document: Document) -> None:
        """Takes note that the document says something else now."""
        for project in self._containing(document.path):
            project.open(document.path, document.text)

    def close(self, path: str) -> Document | None:
        """Lets the disk speak for `path` again; returns the document that was open."""
        document = self.documents.pop(path, None)
        if document is not None:
            for project in self._containing(path):
                project.close(path)
            self._drop_unused()
        return document

    def refresh(self, paths: Iterable[str]) -> None:
        """Takes note of what happened on the disk; a path that is gone stands for everything that was below it."""
        paths = tuple(paths)
        for project in self.projects:
            below = [path for path in paths if _is_below(path, project.root)]
            known = project.files() if any(not path.endswith((".py", ".yaml", ".yml")) for path in below) else ()
            project.refresh({*below, *(file for file in known for path in below if _is_below(file, path))})

    def project_of(self, path: str) -> Project | None:
        """The project that speaks for `path`: the one with the longest root around it; `None` for library code."""
        around = self._containing(path)
        return max(around, key=lambda project: len(project.root)) if around else None

    def owned_files(self, project: Project) -> Iterator[str]:
        """The files of `project` that no project further inside speaks for."""
        inner = [it.root for it in self.projects if it is not project and _is_below(it.root, project.root)]
        return (path for path in project.files() if not any(_is_below(path, root) for root in inner))

    def findings(self, path: str, *, unless: Callable[[], bool] | None = None) -> tuple[Finding, ...]:
        """The new findings in `path`. Raises `Cancelled` once the client is gone, or `unless` says so."""
        project = self.project_of(path)
        if project is None:
            return ()
        project.db.cancelled = self.gone if unless is None else unless
        try:
            return tuple(it for it in project.findings(path) if it.status is Status.NEW)
        except UnreadableFileError as problem:
            LOG.info("%s cannot be read: %s", path, problem)
            return ()
        finally:
            project.db.cancelled = None

    def text_of(self, path: str) -> Document | Text:
        """What `path` says, by lines; an empty text where it cannot be read."""
        if path in self.documents:
            return self.documents[path]
        project = self.project_of(path)
        try:
            content = project.text(path) if project is not None else ""
        except UnreadableFileError:
            content = ""
        known = self._texts.get(path)
        if known is None or known.text is not content:
            known = self._texts[path] = Text(content)
        return known

    def _containing(self, path: str) -> list[Project]:
        around = [self._projects[root] for root in self.folders if root in self._projects and _is_below(path, root)]
        if around or _LIBRARY.search(path):
            return around
        alone = [it for root, it in self._projects.items() if root not in self.folders and _is_below(path, root)]
        if alone or path not in self.documents:
            return alone
        return [self._make(root_of(path))]

    def _settle(self) -> None:
        """Gives each folder a project and each open document its place, after the folders have changed."""
        kept = {root: project for root, project in self._projects.items() if root in self.folders}
        self._projects = kept
        for root in self.folders:
            if root not in kept:
                self._make(root)
        for document in self.documents.values():
            for project in self._containing(document.path):
                project.open(document.path, document.text)

    def _make(self, root: str) -> Project:
        project = self._projects[root] = Project(root)
        for path, document in self.documents.items():
            if _is_below(path, root):
                project.open(path, document.text)
        return project

    def _drop_unused(self) -> None:
        for root in [root for root in self._projects if root not in self.folders]:
            if not any(_is_below(path, root) for path in self.documents):
                del self._projects[root]


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
