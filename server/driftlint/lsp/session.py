"""What one editor session knows: the workspace folders, a project for each, and the open documents."""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from driftlint.analysis.baseline import NAME as BASELINE
from driftlint.analysis.config import NAMES
from driftlint.analysis.project import Project
from driftlint.analysis.root import around_package, has_constraints, is_project, project_root
from driftlint.analysis.rule_file import is_rule_file
from driftlint.analysis.upkeep import shrink
from driftlint.diagnostic.model import Diagnostic, FileEdit, Finding, Fix, Status
from driftlint.lsp.client import Client
from driftlint.lsp.documents import Document, Text
from driftlint.rules.rule import Demand
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Range

LOG = logging.getLogger(__name__)

T = TypeVar("T")

ROOM = 256
"""Of how many files of a project the facts are kept at hand; those of the others are packed."""

_JUDGED = (".py", *NAMES, BASELINE)
"""How the names of the files end that findings may be in."""

_LIBRARY = re.compile(r"[/\\](site-packages|dist-packages|lib[/\\]python3\.\d+)[/\\]", re.IGNORECASE)
"""Where installed code lies: editors open it to show a definition, and nobody wants it judged."""


class Session:
    """The one mutable object of the server; only the event loop changes it.

    `given_up` says whether nobody waits for what is being worked on any more: then that is left. `remembering` has what
    is read of the projects kept in the user's cache directory.
    """

    def __init__(self, client: Client, given_up: Callable[[], bool], *, remembering: bool = False) -> None:
        self.client = client
        self.folders: list[str] = []
        self.shows_known = True
        """Whether what the baseline knows is to be seen, as hints."""
        self.documents: dict[str, Document] = {}
        """The open documents by path."""
        self._given_up = given_up
        self._remembering = remembering
        self._projects: dict[str, Project] = {}
        self._loose: dict[str, str] = {}
        """The open documents that are in no project, and the root of what each is read with."""
        self._edited: dict[str, Document] = {}
        """Documents whose last edits no project has been told of: in a burst only the last text is ever read."""
        self._texts: dict[str, Text] = {}
        """The texts of files that are not open, until something happens to them on the disk."""
        self._fixes: dict[tuple[str, str], tuple[Fix, ...]] = {}
        """By path and fingerprint: folders that hold copies of one service have the same fingerprints."""

    @property
    def projects(self) -> tuple[Project, ...]:
        """Every project in use."""
        self._tell_of_edits()
        return tuple(self._projects.values())

    def folder_projects(self) -> list[Project]:
        """The projects of the workspace folders, made where they were not yet, and those in use further inside."""
        inner = [it for it in self.projects if it.root not in self.folders and self._is_inside(it.root)]
        return [*(self._projects.get(root) or self._make(root) for root in self.folders), *inner]

    def change_folders(self, added: Iterable[str], removed: Iterable[str]) -> None:
        """Adds and removes workspace folders; open documents go to the most specific folder that is left, if any."""
        gone = set(removed)
        self._fixes.clear()
        self._texts.clear()
        self.folders = list(dict.fromkeys(it for it in (*self.folders, *added) if it not in gone))
        self._loose.clear()
        self._projects = {root: it for root, it in self._projects.items() if root in self.folders and not it.loose}
        for path in self.documents:
            self._settle(path)
            self._containing(path)

    def open(self, document: Document) -> None:
        """Makes what the document says stand over the disk."""
        self.documents[document.path] = document
        self._settle(document.path)
        self.changed(document)

    def changed(self, document: Document) -> None:
        """Takes note that the document says something else now."""
        self._fixes.clear()
        self._edited[document.path] = document

    def lost(self, document: Document) -> None:
        """Takes note that it is not known any more what the document says: projects go on from what it last said."""
        self._fixes.clear()
        self._edited.pop(document.path, None)

    def is_in_step(self, path: str) -> bool:
        """Whether it is known what `path` says; false for an open document of which an edit was lost."""
        document = self.documents.get(path)
        return document is None or document.in_step

    def can_make(self, edits: Iterable[FileEdit]) -> bool:
        """Whether the client can make `edits`, and what they rest on is what it shows."""
        return all(self.is_in_step(it.path) and (self.client.creates_files or not it.create) for it in edits)

    def _tell_of_edits(self) -> None:
        if self._edited:
            edited, self._edited = self._edited, {}
            try:
                while edited:
                    path, document = edited.popitem()
                    for project in self._containing(path):
                        project.open(path, document.text)
            finally:
                self._edited |= edited

    def close(self, path: str) -> Document | None:
        """Lets the disk speak for `path` again; returns the document that was open."""
        document = self.documents.pop(path, None)
        if document is not None:
            self._fixes.clear()
            self._edited.pop(path, None)
            self._texts.pop(path, None)
            self._loose.pop(path, None)
            for project in self._containing(path):
                project.close(path)
            self._drop_unused()
        return document

    def refresh(self, paths: Iterable[str]) -> None:
        """Takes note of what happened on the disk; a path that was a folder stands for everything known below it."""
        self._fixes.clear()
        self._texts.clear()
        changed = set(paths)
        folders = {path for path in changed if not path.endswith((".py", ".yaml", ".yml", ".toml", ".cfg"))}
        for project in self.projects:
            below = {path for path in changed if is_below(path, project.root)}
            gone = folders & below
            inside = {it for it in project.files() if not gone.isdisjoint(_folders_around(it))} if gone else set()
            if below:
                project.refresh(sorted(below | inside))

    def project_of(self, path: str) -> Project | None:
        """The project that speaks for `path`: the one with the longest root around it.

        `None` for library code, and for a document that is not in step.
        """
        around = self._containing(path) if self.is_in_step(path) else ()
        return max(around, key=lambda project: len(project.root)) if around else None

    def owned_files(self, project: Project) -> Iterator[str]:
        """The files of `project` that no folder further inside speaks for; no documents that are not in step."""
        inner = [root for root in self._projects if root != project.root and is_below(root, project.root)]
        return (it for it in project.files() if self.is_in_step(it) and not any(is_below(it, root) for root in inner))

    def findings(self, path: str, *, unless: Callable[[], bool] | None = None) -> tuple[Finding, ...]:
        """The findings in `path` that nothing excuses, known ones only where they are wanted.

        Raises `Cancelled` once nobody waits for them, or `unless` says so.

        Without `unless` somebody waits for them: then a large project that is still to be read gives the first ones.
        """
        project = self.project_of(path)
        if project is None:
            return ()
        project.db.cancelled = unless or self._given_up
        try:
            found = project.first_findings(path) if unless is None else project.findings(path)
            shown = (Status.NEW, Status.KNOWN) if self.shows_known else (Status.NEW,)
            return tuple(it for it in found if it.status in shown)
        except UnreadableFileError as problem:
            LOG.info("%s", problem)
            return ()
        finally:
            project.db.cancelled = None

    def is_hasty(self, path: str) -> bool:
        """Whether those who wait for the findings in the document `path` are given the first ones only."""
        project = self.project_of(path) if path in self.documents else None
        return project is not None and not project.settled

    @property
    def is_untidy(self) -> bool:
        """Whether a project remembers so much that nobody asks for that `tidy` is worth its time."""
        return any(it.untidy for it in self.projects)

    def tidy(self, *, unless: Callable[[], bool], at_length: bool) -> bool:
        """Has a project let go of what nobody asks for any more; false where none has enough. Raises `Cancelled`.

        Unless that may be `at_length`, only one that takes no time to speak of.
        """
        project = next((it for it in self.projects if it.untidy and (at_length or it.db.light)), None)
        if project is None:
            return False
        self.ask(project, project.tidy, unless=unless)
        return True

    def ask(self, project: Project, question: Callable[[], T], *, unless: Callable[[], bool]) -> T:
        """What `question` says of `project`. Raises `Cancelled` once `unless` says so."""
        project.db.cancelled = unless
        try:
            return question()
        finally:
            project.db.cancelled = None

    def shrink(self, path: str) -> str | None:
        """Removes from the baseline what the file `path`, just saved, has no more; the baseline's path where it did."""
        project = self.project_of(path)
        if project is None or not project.settled or project.recorded.overlay is not None:
            return None
        try:
            return project.recorded.path if shrink(project, path) else None
        except UnreadableFileError as problem:
            LOG.info("%s", problem)
            return None

    def fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """The verified fixes of `finding`, remembered until a text changes: editors ask at each move of the cursor."""
        path = finding.diagnostic.location.path
        known = self._fixes.get((path, finding.fingerprint))
        if known is None:
            project = self.project_of(path)
            if project is not None and not project.settled:
                return ()  # trying one out would read the whole project first
            known = () if project is None else project.fixes(finding.diagnostic)
            self._fixes[path, finding.fingerprint] = known
        return known

    def extraction(self, path: str, selected: Range) -> Fix | None:
        """What can be made a function of the service layer at `selected`, once the project is settled."""
        project = self.project_of(path)
        if project is None or not project.settled:
            return None
        from driftlint.analysis.extracting import extraction  # loads the whole index, and libcst where it has a try

        return extraction(project, path, selected)

    def known_fixes(self, finding: Finding) -> tuple[Fix, ...]:
        """The fixes of `finding` where they have been asked for before; verifying them takes a while in a long file."""
        return self._fixes.get((finding.diagnostic.location.path, finding.fingerprint), ())

    def demand(self, diagnostic: Diagnostic) -> Demand | None:
        """What a comment must give to excuse `diagnostic`; None for one that no rule in force speaks."""
        project = self.project_of(diagnostic.location.path)
        rules = () if project is None else project.rules
        return next((it.suppression for it in rules if it.rule.id == diagnostic.rule), None)

    def text_of(self, path: str) -> Document | Text:
        """What `path` says, by lines; an empty text where it cannot be read.

        A file that is not open is read once: the routes of findings lead into others, and are told at each keystroke.
        """
        if path in self.documents:
            return self.documents[path]
        known = self._texts.get(path)
        if known is None:
            project = self.project_of(path)
            try:
                content = project.text(path) if project is not None else ""
            except UnreadableFileError:
                content = ""
            known = self._texts[path] = Text(content)
        return known

    def _containing(self, path: str) -> list[Project]:
        """The projects that see `path`: those of the folders around it, else one of its own while it is open."""
        self._tell_of_edits()
        around = [self._projects.get(root) or self._make(root) for root in self.folders if is_below(path, root)]
        if not around and _LIBRARY.search(path):
            return []
        is_open = path in self.documents
        around += [
            it
            for root, it in self._projects.items()
            if root not in self.folders and is_below(path, root) and not (it.loose and is_open)
        ]
        if around or not is_open or not (path.endswith(_JUDGED) or is_rule_file(path)):
            return around
        if path not in self._loose:
            root = project_root(path)
            if is_project(root):
                return [self._make(root)]
            self._loose[path] = around_package(root)
        root = self._loose[path]
        return [self._projects.get(root) or self._make(root, loose=True)]

    def _settle(self, path: str) -> None:
        """Gives the backend around `path` a project, where it has constraints of its own inside a larger folder."""
        root = project_root(path)
        if root not in self._projects and self._is_inside(root) and has_constraints(root):
            self._make(root)

    def _is_inside(self, root: str) -> bool:
        """Whether `root` lies in a workspace folder, and is none itself."""
        return root not in self.folders and any(is_below(root, it) for it in self.folders)

    def _make(self, root: str, *, loose: bool = False) -> Project:
        project = self._projects[root] = Project(root, room=ROOM, remembering=self._remembering, loose=loose)
        for path, document in self.documents.items():
            if document.in_step and (self._loose.get(path) == root if loose else is_below(path, root)):
                project.open(path, document.text)
        return project

    def _drop_unused(self) -> None:
        for root in [root for root in self._projects if root not in self.folders]:
            if root not in self._loose.values() and (
                self._projects[root].loose or not any(is_below(path, root) for path in self.documents)
            ):
                del self._projects[root]


def is_below(path: str, root: str) -> bool:
    """Whether `path` is `root` or in it."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _folders_around(path: str) -> Iterator[str]:
    while (end := path.rfind(os.sep)) > 0:
        path = path[:end]
        yield path
