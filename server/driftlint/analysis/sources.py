"""The texts of a project: unsaved ones over the disk, and the facts of both."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping

from driftlint.analysis.reader import Reader
from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.facts.extract import Extraction, extract
from driftlint.facts.model import ModuleFacts
from driftlint.index.engine import Database
from driftlint.index.files import NO_FACTS, Edit, FactStore
from driftlint.syntax.tree import SyntaxTree, parse
from driftlint.text import files
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, span


class Overlay:
    """The unsaved text of an open document, with what makes reading its next version fast."""

    __slots__ = ("extraction", "text", "tree")

    def __init__(self, text: str, previous: "Overlay | None") -> None:
        self.text = text
        self.tree: SyntaxTree = parse(text, previous.tree if previous else None)
        self.extraction: Extraction = extract(self.tree, previous.extraction if previous else None)


class Sources:
    """What every file says now. Files are read when they are first needed; `unreadable` has those that could not be."""

    def __init__(self, db: Database, reader: Reader, room: int | None = None) -> None:
        self.reader = reader
        self.store = FactStore(db, self._read, room)
        self.unreadable: dict[str, Diagnostic] = {}
        self.read = 0
        """How many files have been read so far."""
        self._overlays: dict[str, Overlay] = {}
        self._supposed: tuple[str, Overlay] | None = None
        """What was supposed last, and of which file: the next supposition is often about the same."""

    @property
    def overlaid(self) -> tuple[str, ...]:
        """The Python files that are open."""
        return tuple(self._overlays)

    def facts(self, path: str) -> ModuleFacts:
        """What the file says now."""
        return self.store.get(path)

    def text(self, path: str) -> str:
        """The text of the file now. Raises `UnreadableFileError`."""
        overlay = self._overlays.get(path)
        return overlay.text if overlay is not None else files.read_text(path)

    def open(self, path: str, text: str) -> None:
        """Lets `text` stand over the disk."""
        previous = self._overlays.get(path)
        if previous is None or previous.text != text:
            self._lay(path, Overlay(text, previous))

    @contextlib.contextmanager
    def supposing(self, texts: Mapping[str, str]) -> Iterator[None]:
        """Lets `texts` stand over what their files say, and puts that back; only the inputs of the index are left."""
        before = {it: (self._overlays.get(it), self.unreadable.get(it), self.store.kept(it)) for it in texts}
        try:
            for path, text in texts.items():
                last = self._supposed[1] if self._supposed is not None and self._supposed[0] == path else None
                self._supposed = path, Overlay(text, self._overlays.get(path) or last)
                self._lay(*self._supposed)
            yield
        finally:
            for path, (overlay, unreadable, kept) in before.items():
                self._overlays.pop(path, None)
                if overlay is not None:
                    self._overlays[path] = overlay
                if unreadable is not None:
                    self.unreadable[path] = unreadable
                self.store.put_back(path, kept)

    def _lay(self, path: str, overlay: Overlay) -> None:
        self.reader.forget(path)
        self._overlays[path] = overlay
        self.unreadable.pop(path, None)
        self.store.hold(path)
        read = overlay.extraction
        self.store.set(path, read.facts, None if read.since is None else Edit(read.since, read.changed))

    def close(self, path: str) -> None:
        """Lets the disk speak again."""
        self.reader.forget(path)
        if self._overlays.pop(path, None) is not None:
            self.store.forget(path)

    def changed(self, path: str) -> None:
        """Takes note that the disk says something else now."""
        self.reader.forget(path)
        if path not in self._overlays:
            self.store.forget(path)

    def not_yet_read(self, paths: Iterable[str]) -> list[str]:
        """Those of `paths` that nobody has asked about so far."""
        return [it for it in paths if it not in self._overlays and not self.store.has(it)]

    def _read(self, path: str) -> ModuleFacts:
        self.read += 1
        self.unreadable.pop(path, None)
        if path in self._overlays:
            return self._overlays[path].extraction.facts
        try:
            return self.reader.facts(path)
        except UnreadableFileError as error:
            place = Location(path, span(0, 0, 0, 0))
            self.unreadable[path] = Diagnostic("unreadable-file", Severity.ERROR, place, str(error))
            return NO_FACTS
