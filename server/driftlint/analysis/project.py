"""One project root: its files, its configuration, its index, and what the rules say about it."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from driftlint.analysis.config import Config
from driftlint.analysis.declared import Declared
from driftlint.analysis.driver import RuleInForce, Said, Unknown, put_in_force, rules_in_force, say, say_at_once
from driftlint.analysis.judgement import Judgement
from driftlint.analysis.reader import Reader
from driftlint.analysis.recorded import Recorded, marked
from driftlint.analysis.report import Report, report
from driftlint.analysis.root import Selection, is_marker, listed, other_names
from driftlint.analysis.rule_file import is_rule_file, rule_file_diagnostics
from driftlint.analysis.selected import below, name_below, today
from driftlint.analysis.sources import Sources
from driftlint.analysis.standing import Standing, standing
from driftlint.analysis.triage import triage
from driftlint.diagnostic.model import Diagnostic, Finding, Fix, Severity
from driftlint.facts.cache import open_cache
from driftlint.facts.model import ModuleFacts
from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Cancelled, Database
from driftlint.rules.registry import registry
from driftlint.text import files
from driftlint.text.position import Location, span

if TYPE_CHECKING:
    from driftlint.analysis.fixing import Trials

__all__ = ["Project", "Report", "Unknown"]

AT_ONCE = 200
"""How many files are read before the first answer; in a larger project it leaves out what needs more of them."""


class Project:
    """The one mutable object over a project root. Paths are absolute, as the operating system writes them.

    Unsaved texts (*overlays*) stand over the disk until they are closed. Findings and endpoints are always of the
    current texts: whatever changed is recomputed when they are next asked for, and nothing else is.
    """

    def __init__(self, root: str, *, room: int | None = None, remembering: bool = False, loose: bool = False) -> None:
        """Reads the configuration and lists the files below `root`; reads no Python file yet.

        `room` is of how many files the facts are kept at hand, for a project that is held for long; None: of all.
        `remembering` has what is read kept in the user's cache directory, and taken from there. `loose` is for a folder
        that nobody called a project, as a user's home: files in it count, and packages, not whatever else is below.
        """
        self.loose = loose
        self.root = str(Path(root).absolute())
        self.db = Database()
        self._sources = Sources(self.db, Reader(open_cache(self.root) if remembering else None), room)
        self._declared = Declared(self.root)
        self._exclude: tuple[str, ...] | None = None
        self._files: tuple[str, ...] = ()
        self._on_disk: set[str] = set()
        self._links: set[str] = set()
        self._other_names: dict[str, str] = {}
        self._listed: frozenset[str] = frozenset()
        self._texts: dict[str, str] = {}
        """The overlays of files that are no Python: rule files."""
        self._failed: dict[str, Diagnostic] = {}
        self._said_unknown: dict[str, tuple[Unknown, ...]] = {}
        self._judgement = Judgement(self.name)
        self._judged = False
        self._trials: Trials | None = None
        self.db.set_input("root", self.root)
        self._configure()

    @property
    def config(self) -> Config:
        """The configuration in force: what `constraints.yaml` says, or last said without a mistake."""
        return self._declared.constraints.config

    @property
    def config_path(self) -> str:
        """Where `constraints.yaml` is, or would be."""
        return self._declared.constraints.path

    @property
    def mistakes(self) -> tuple[Diagnostic, ...]:
        """What is wrong in `constraints.yaml` now."""
        return self._declared.constraints.mistakes

    @property
    def recorded(self) -> Recorded:
        """The baseline: the findings that are known and let pass."""
        return self._declared.recorded

    @property
    def rules(self) -> tuple[RuleInForce, ...]:
        """The rules in force, with the severity they have here."""
        return self._rules

    def open(self, path: str, text: str) -> None:
        """Makes `text` what `path` says, whatever is on the disk; also for every later change of an open document."""
        if self._declared.has(path):
            self._declared.open(path, text)
            self._configure()
        elif not path.endswith(".py"):
            self._texts[path] = text
        else:
            self._sources.open(path, text)
            if path not in self._listed and path in self._selection:
                self._list()

    def close(self, path: str) -> None:
        """Lets the disk speak for `path` again."""
        if self._declared.has(path):
            self._declared.close(path)
            self._configure()
            return
        self._texts.pop(path, None)
        self._sources.close(path)
        if path in self._listed and path not in self._on_disk:
            self._list()
            self._sources.unreadable.pop(path, None)

    @contextlib.contextmanager
    def supposing(self, texts: Mapping[str, str]) -> Iterator[None]:
        """Lets `texts` be what their Python files say within the `with` block; afterwards all is as it was.

        What was known before is known again, with nothing recomputed.
        """
        known = self._files, self._listed, self._said_unknown.copy(), self._failed.copy()
        with self.db.supposing():
            try:
                with self._sources.supposing(texts):
                    if any(it not in self._listed and it in self._selection for it in texts):
                        self._list()
                    yield
            finally:
                if self._files is not known[0]:
                    self._sources.store.set_files(known[0], self._markers)
                self._files, self._listed, self._said_unknown, self._failed = known

    @contextlib.contextmanager
    def as_it_was(self, texts: Mapping[str, str], absent: frozenset[str]) -> Iterator[None]:
        """Lets Python files say `texts`, and those that are `absent` not be there; afterwards all is as it is.

        For a project without unsaved texts.
        """
        on_disk, said = self._on_disk, (self._said_unknown.copy(), self._failed.copy())
        self._on_disk = on_disk - absent
        try:
            for path, text in texts.items():
                self._sources.open(path, text)
            self._list()
            yield
        finally:
            for path in texts:
                self._sources.close(path)
            self._on_disk = on_disk
            self._list()
            self._said_unknown, self._failed = said

    def refresh(self, paths: Iterable[str]) -> None:
        """Takes note that files were created, changed or deleted on the disk (also `constraints.yaml`)."""
        rescan = relist = False
        for path in paths:
            if self._declared.has(path):
                self._declared.refresh(path)
                self._configure()
            elif path.endswith(".py") and files.exists(path) == (path in self._on_disk):
                self._sources.changed(path)
                rescan = rescan or files.is_link(path) != (path in self._links)
            elif is_marker(path) or not PurePath(path).suffix or files.is_folder(path):
                rescan = True
            elif path.endswith(".py") and path in self._selection:
                relist = True
                rescan = rescan or bool(self._links) or files.is_link(path)
                if path in self._on_disk or files.is_reached(self.root, path):
                    self._on_disk ^= {path}
        if rescan:
            self._scan()
        elif relist:
            self._list()

    def files(self) -> tuple[str, ...]:
        """The Python files that are checked: below the root, not excluded, no tests, sorted."""
        return self._files

    def facts(self, path: str) -> ModuleFacts:
        """What a Python file says now, taken apart."""
        return self._sources.facts(path)

    @property
    def overlaid(self) -> tuple[str, ...]:
        """The Python files that are open."""
        return self._sources.overlaid

    def text(self, path: str) -> str:
        """What `path` says now: its overlay, else the disk. Raises `text.files.UnreadableFileError`."""
        if self._declared.has(path):
            return self._declared.text(path)
        return self._texts[path] if path in self._texts else self._sources.text(path)

    def findings(self, path: str) -> tuple[Finding, ...]:
        """Every finding in one file, sorted by place; for `constraints.yaml` and rule files, what is wrong in them."""
        if self._declared.has(path):
            said = (*self.mistakes, *self._unmatched()) if path != self.recorded.path else self.recorded.mistakes
            return triage(((it, None) for it in said), self.name)
        if is_rule_file(path):
            return triage(((it, None) for it in rule_file_diagnostics(path, self._texts.get(path))), self.name)
        if path not in self._listed:
            return ()
        found = self._findings(path, say)
        self._judged = True
        return found

    @property
    def settled(self) -> bool:
        """Whether `findings` only costs what has changed: it has been asked for before, or there is little to read."""
        return self._judged or len(self._files) <= AT_ONCE

    def first_findings(self, path: str) -> tuple[Finding, ...]:
        """The findings in one file that need few others to be read; all of them once the project is settled."""
        if self.settled or path not in self._listed:
            return self.findings(path)
        asked, limit = self.db.cancelled, self._sources.read + AT_ONCE
        self.db.cancelled = lambda: self._sources.read > limit or (asked is not None and asked())
        self.db.set_input("wanted at once", value=True)
        try:
            found = self._findings(path, say_at_once)
        finally:
            self.db.cancelled = asked
            self.db.set_input("wanted at once", value=False)
        if asked is not None and asked():
            raise Cancelled
        return found

    def _findings(self, path: str, ask: Callable[..., Said]) -> tuple[Finding, ...]:
        """What the rules that `ask` asks say of a file, with what excuses it, and what is wrong in its comments."""
        day = today()
        self.db.set_input("today", day)
        said = ask(self.db, self._rules, path)
        self._said_unknown[path] = said.unknown
        for rule, words in said.failures:
            self._fail(rule, path, f"the rule `{rule}` failed on `{self.name(path)}`, where it says nothing: {words}")
        found = self._judgement.findings(path, said, self._sources.facts(path), self._rules, day)
        # Looking for a function in every file would read them all before the first answer.
        stands = self.standing if said.whole else self.standing._replace(anywhere=lambda _: False)
        return marked(self.recorded.known, found, self.name, stands)

    @property
    def standing(self) -> Standing:
        """Which functions and classes stand in the project now, its files by what messages call them."""
        return standing(self.db, self.root, self._listed)

    @property
    def reader(self) -> Reader:
        """What reads the files that are not open, and remembers what they say."""
        return self._sources.reader

    @property
    def unsaved(self) -> bool:
        """Whether anything is not as the disk has it."""
        return bool(self._sources.overlaid or self._texts or self._declared.overlaid)

    @property
    def markers(self) -> tuple[str, ...]:
        """The folders that hold a project file."""
        return tuple(self._markers)

    def begin_reading(self, workers: int) -> bool:
        """Has up to `workers` processes read the files that must be; false where there is too little to read."""
        return self._sources.reader.begin(self._sources.not_yet_read(self._files), workers)

    def unknown(self, path: str) -> tuple[Unknown, ...]:
        """What could not be decided about a file whose findings were asked for."""
        return self._said_unknown.get(path, ())

    def remember(self) -> None:
        """Keeps what has been read for the next time."""
        self._sources.reader.remember(self._files)

    def finish(self) -> None:
        """Keeps what has been read for the next time, and lets go of the cache."""
        self.remember()
        self._sources.reader.close()

    def check(
        self, paths: Iterable[str] | None = None, *, progress: Callable[[int, int], None] | None = None
    ) -> Report:
        """The findings of all files, or of those below `paths`; `progress` is told how many of how many are done."""
        return report(self, paths, progress)

    @property
    def failed(self) -> frozenset[str]:
        """The rules that raised on some file, among what else could not be done."""
        return frozenset(self._failed)

    @property
    def unreadable(self) -> frozenset[str]:
        """What messages call the files that could not be read."""
        return frozenset(map(self.name, self._sources.unreadable))

    def problems(self) -> tuple[Diagnostic, ...]:
        """What could not be done so far: files that could not be read, and rules that failed, each once."""
        return (*(it for _, it in sorted(self._sources.unreadable.items())), *self._failed.values())

    def endpoints(self, paths: Iterable[str] | None = None) -> tuple[Endpoint, ...]:
        """Every endpoint of the project, or of those the ones in the files `paths`, sorted by path and method."""
        from driftlint.analysis.ways_in import endpoints_of  # all frameworks: what is only told again needs none

        return endpoints_of(self.db, lambda words: self._fail("endpoints", self.root, words), paths)

    def entry_points(self) -> tuple[Endpoint, ...]:
        """Every endpoint, and then the tasks, tools and GraphQL fields, sorted by kind and name."""
        from driftlint.analysis.ways_in import entry_points_of  # as above

        return entry_points_of(self.db, lambda words: self._fail("endpoints", self.root, words))

    def fixes(self, diagnostic: Diagnostic) -> tuple[Fix, ...]:
        """The verified fixes of a diagnostic: each parses, makes the diagnostic go away, and brings no new one."""

        def failed(fix: str, words: str) -> None:
            path = diagnostic.location.path
            self._fail(fix, path, f"the fix `{fix}` failed on `{self.name(path)}` and is not offered: {words}")

        return self.trials().verified_fixes(diagnostic, failed)

    def trials(self) -> "Trials":
        """Where fixes of the present texts are tried out."""
        if self._trials is None or not self._trials.current:
            from driftlint.analysis.fixing import Trials  # libcst is loaded where a fix is asked for

            self._trials = Trials(self)
        return self._trials

    @property
    def untidy(self) -> bool:
        """Whether so much is remembered that nobody asks for that `tidy` is worth its time."""
        return self.db.crowded

    def tidy(self) -> None:
        """Lets go of what nobody asks for any more; for when nothing else is to be done. Raises `Cancelled`."""
        self._sources.store.tidy()
        self._said_unknown = {path: it for path, it in self._said_unknown.items() if path in self._listed}
        self._judgement.keep(self._listed)

    def name(self, path: str) -> str:
        """What messages, reports and fingerprints call a file: its path below the root, with `/`."""
        return name_below(self.root, path)

    def _unmatched(self) -> list[Diagnostic]:
        """The patterns of a sound configuration that mean nothing in the project."""
        from driftlint.analysis.unmatched import unmatched_diagnostics  # needs all of the index

        try:
            text = None if self.mistakes else self._declared.constraints.text()
            return unmatched_diagnostics(self.db, self.config_path, text) if text is not None else []
        except Exception as error:  # noqa: BLE001  no input may end the server or the check
            self._fail("unmatched", self.config_path, f"the patterns of constraints.yaml cannot be checked: {error}")
            return []

    def _configure(self) -> None:
        """Makes the configuration in force what the index and the rules go by."""
        config = self.config
        self.db.set_input("teaching", config.teaching())
        self.db.set_input("source", tuple(str(PurePath(self.root) / it) for it in config.source))
        self._rules = rules_in_force(config, registry())
        put_in_force(self.db, self._rules)
        if config.exclude != self._exclude:
            self._exclude = config.exclude
            self._selection = Selection(self.root, config.exclude)
            self._scan()

    def _scan(self) -> None:
        """Lists the files on the disk."""
        found, self._markers, self._links = listed(self.root, loose=self.loose)
        selected = {it for it in found if it in self._selection}
        self._other_names = other_names(self.root, selected, self._links)
        self._on_disk = selected - self._other_names.keys()
        self._list()

    def _list(self) -> None:
        """Says which files the project has: those on the disk, and open ones that are not yet there."""
        opened = {it for it in self._sources.overlaid if it in self._selection}
        self._files = tuple(sorted(self._on_disk | opened))
        self._listed = frozenset(self._files)
        self._sources.store.set_files(self._files, self._markers)

    def own_path(self, path: str) -> str:
        """The path under which the project has a file: of a link to another of its files, that one."""
        return self._other_names.get(path, path)

    def files_below(self, paths: Iterable[str] | None) -> tuple[str, ...]:
        """The files that are, or lie below, one of `paths`; all where that is None."""
        return below(self._files, paths)

    def _fail(self, what: str, path: str, message: str) -> None:
        """Keeps the first failure of each kind: it is told once, not once a file."""
        place = Location(path, span(0, 0, 0, 0))
        self._failed.setdefault(what, Diagnostic("rule-failed", Severity.ERROR, place, message))
