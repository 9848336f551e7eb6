"""What the working tree made new against a git revision.

The old texts are supposed in place of the present ones in the same index, so that only what they change is computed
again; the rules, and what constraints.yaml says, are today's on both sides. The working tree is compared by what git
would call its files, without asking git to look at it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from driftlint.analysis.baseline import NAME, Entry, read_baseline
from driftlint.analysis.known import Known
from driftlint.analysis.recorded import by_file, recognised
from driftlint.analysis.root import Selection
from driftlint.analysis.upkeep import recordable
from driftlint.diagnostic.model import Finding, Status
from driftlint.facts.model import Comment
from driftlint.rules.comment import directive
from driftlint.text import files
from driftlint.text.files import UnreadableFileError
from driftlint.text.git import GitError, Repository, blob_id

if TYPE_CHECKING:
    from driftlint.analysis.project import Project


class Then(NamedTuple):
    """What was otherwise: old texts by path, files that were not there, and what git sees renamed, by old name."""

    texts: Mapping[str, str]
    absent: frozenset[str]
    renamed: Mapping[str, str]


class Grown(msgspec.Struct, frozen=True):
    """A finding that was there before, and is there more often now."""

    entry: Entry
    before: int
    now: int


class Added(msgspec.Struct, frozen=True):
    """A comment that excuses a place and was not there before; `line` is zero-based."""

    path: str
    line: int
    text: str


class Comparison(msgspec.Struct, frozen=True):
    """What was there at a revision. `baseline` is by rule how many findings it had ever recorded."""

    revision: str
    known: Known
    comments: Counter[tuple[str, str]]
    baseline: dict[str, int]


def compare(project: "Project", revision: str) -> Comparison:
    """What the project had at `revision`. Raises `GitError`."""
    repository = Repository(project.root)
    commit = repository.commit(revision)
    then_files = repository.files(commit)
    then = _then(project, repository, then_files, repository.renamed(commit))
    with project.as_it_was(then.texts, then.absent):
        found = [it for path in project.files() for it in project.findings(path)]
        entries = recordable(project, found)
        said = Counter((then.renamed.get(name, name), it.text) for name, it in _directives(project))
    return Comparison(revision, Known(entries, then.renamed), said, _recorded(repository, then_files))


def marked_since(project: "Project", found: Iterable[Finding], then: Comparison) -> dict[int, Finding]:
    """The findings that were there then, as known ones, by the identity of what they are now."""
    known: dict[int, Finding] = {}
    for its in by_file(found).values():
        for finding, _, was in recognised(then.known, its, project.name, project.standing):
            if was is not None and finding.status is Status.NEW:
                known[id(finding)] = msgspec.structs.replace(finding, status=Status.KNOWN)
    return known


def grown(project: "Project", found: Sequence[Finding], then: Comparison) -> list[Grown]:
    """The findings that were there then, and are there more often now."""
    new = recordable(project, (it for it in found if it.status is Status.NEW))
    now = {it.once: it.times for it in recordable(project, found)}
    return [
        Grown(it.once, before, now[it.once]) for it in new if (before := then.known.times(it)) and now[it.once] > before
    ]


def added(project: "Project", then: Comparison) -> list[Added]:
    """The comments that excuse something, and were not there then; one whose reason was reworded was."""
    there = then.comments.copy()
    rest: list[tuple[str, Comment]] = []
    everywhere = Counter[str]()
    for (_, text), times in there.items():
        everywhere[text] += times
    for name, it in _directives(project):
        if there[name, it.text] > 0:
            there[name, it.text] -= 1
            everywhere[it.text] -= 1
        else:
            rest.append((name, it))
    moved = [(name, it) for name, it in rest if not _taken(everywhere, it.text, there)]
    reworded: Counter[tuple[str, str]] = Counter()
    for (name, text), times in there.items():
        reworded[name, _what(text)] += times
    return [Added(name, it.line, it.text) for name, it in moved if not _less(reworded, (name, _what(it.text)))]


def baseline_growth(project: "Project", then: Comparison) -> dict[str, tuple[int, int]]:
    """By rule, how many findings the baseline had ever recorded then and has now, where that is more."""
    now = project.recorded.baseline.recorded
    return {rule: (then.baseline.get(rule, 0), it) for rule, it in now.items() if it > then.baseline.get(rule, 0)}


def _taken(everywhere: Counter[str], text: str, there: Counter[tuple[str, str]]) -> bool:
    """Whether a comment of that text stood in another file, which then is so once less."""
    if everywhere[text] <= 0:
        return False
    everywhere[text] -= 1
    key = next(it for it, times in there.items() if it[1] == text and times > 0)
    there[key] -= 1
    return True


def _less(counts: Counter[tuple[str, str]], key: tuple[str, str]) -> bool:
    if counts[key] <= 0:
        return False
    counts[key] -= 1
    return True


def _what(text: str) -> str:
    """What a comment excuses, whatever its reason."""
    said = directive(text)
    return f"{said.kind} {','.join(sorted(said.rules))}" if said is not None else text


def _directives(project: "Project") -> Iterator[tuple[str, Comment]]:
    """The comments of the project that excuse something, with what messages call their files."""
    for path in project.files():
        for it in project.facts(path).comments:
            if directive(it.text) is not None:
                yield project.name(path), it


def _then(
    project: "Project", repository: Repository, then_files: Mapping[str, str], renamed: Mapping[str, str]
) -> Then:
    now = {project.name(path): path for path in project.files()}
    checked = Selection(project.root, project.config.exclude)
    paths = {name: str(PurePath(project.root, name)) for name in then_files if name.endswith(".py")}
    changed = {
        path: then_files[name]
        for name, path in paths.items()
        if path in checked and not (name in now and _is(path, then_files[name]))
    }
    contents = repository.contents(changed.values())
    texts: dict[str, str] = {}
    for path, id_ in changed.items():
        try:
            texts[path] = files.decode(contents[id_], path)
        except UnreadableFileError:
            texts[path] = ""  # nothing was known of it then either
    return Then(texts, frozenset(path for name, path in now.items() if name not in then_files), renamed)


def _is(path: str, id_: str) -> bool:
    """Whether the file says now what git stored under the id."""
    try:
        return blob_id(files.read_bytes(path), id_) == id_
    except UnreadableFileError:
        return False


def _recorded(repository: Repository, then_files: Mapping[str, str]) -> dict[str, int]:
    id_ = then_files.get(NAME)
    if id_ is None:
        return {}
    try:
        text = files.decode(repository.contents([id_])[id_], NAME)
    except (GitError, UnreadableFileError):
        return {}
    return read_baseline(text)[0].recorded
