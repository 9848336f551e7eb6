"""The fixes of a diagnostic, each tried out before it is offered."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from driftlint.diagnostic.model import Diagnostic, FileEdit, Fix, Severity, Status
from driftlint.rules.evaluation import outcome
from driftlint.rules.fixes import extract_to_service
from driftlint.rules.fixes.context import FixContext, Stretches
from driftlint.rules.fixes.registry import COMMENTS, FIXERS, OWN_FIXES, UNCOMMENTING
from driftlint.rules.fixes.uses import uses
from driftlint.syntax.comments import comments
from driftlint.syntax.compiling import compiles
from driftlint.syntax.rewrite import apply_edits, removed_texts
from driftlint.syntax.tree import parse
from driftlint.text.files import UnreadableFileError
from driftlint.text.position import Location, span

if TYPE_CHECKING:
    from driftlint.analysis.project import Project

Identity = tuple[str, str, str, str]


class Trials:
    """Tries fixes out on the texts of a project as they are now; kept for as long as none of them changes."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self._revision = project.db.revision
        self._stretches = Stretches()
        self._found: dict[str, Counter[Identity]] = {}
        """How many new findings of each kind the files have now, as far as that was asked for."""

    @property
    def current(self) -> bool:
        """Whether the project still says what it said when the first fix was tried out."""
        return self._project.db.revision == self._revision

    def verified_fixes(self, diagnostic: Diagnostic, failed: Callable[[str, str], None]) -> tuple[Fix, ...]:
        """The fixes of `diagnostic` that hold what a fix promises, one for each way of mending, the preferred marked.

        Each leaves text that parses and has every comment, makes the diagnostic go away, and brings no new one into any
        file. `failed` is told the id of a fixer that raised, and its words; that costs only its own fixes.
        """
        rule = next((it.rule for it in self._project.rules if it.rule.id == diagnostic.rule), None)
        found: list[Fix] = []
        uses.cache_clear()  # what it remembers holds on to whole trees; one diagnostic's are enough
        for id_ in rule.fix if rule is not None else OWN_FIXES.get(diagnostic.rule, ()):
            try:
                candidates = self._candidates(diagnostic, id_)
                kept = next((it for it in candidates if self.keeps_its_promise(diagnostic, it)), None)
            except UnreadableFileError:  # deleted meanwhile
                continue
            except Exception as error:  # noqa: BLE001  whatever a fixer meets must not cost the others theirs
                failed(id_, f"{type(error).__name__}: {error}")
                continue
            if kept is not None:
                found.append(kept)
        preferred = next((it for it in found if it.id not in COMMENTS and not it.to_choose), None)
        return tuple(msgspec.structs.replace(it, preferred=it is preferred) for it in found)

    def _candidates(self, diagnostic: Diagnostic, id_: str) -> Iterator[Fix]:
        """What one way of mending offers, the best first."""
        fixer = FIXERS.get(id_)
        if fixer is not None:
            yield from fixer.fixes(self._context(diagnostic))

    def _context(self, diagnostic: Diagnostic) -> FixContext:
        project = self._project
        services = project.config.layers.get("services", ())
        patterns = (services,) if isinstance(services, str) else tuple(services)
        return FixContext(project.db, diagnostic, project.root, project.text, patterns, self._stretches)

    def extraction(self, path: str, owner: str, lines: tuple[int, int] | None) -> Fix | None:
        """The fix that makes statements of the handler `owner` a function of the service layer, sound like any other.

        `lines` are the zero-based lines that were selected, the last one included; None: whatever is best moved.
        """
        place = Location(path, span(0, 0, 0, 0))
        ctx = self._context(Diagnostic("", Severity.HINT, place, "", owner))
        return next((it for it in extract_to_service.extraction(ctx, lines) if self.keeps_its_promise(None, it)), None)

    def keeps_its_promise(self, diagnostic: Diagnostic | None, fix: Fix) -> bool:
        """Whether the texts after `fix` are sound and say nothing new, and not `diagnostic`, if there is one."""
        project = self._project
        before = {it.path: "" if it.create else project.text(it.path) for it in fix.edits}
        after = edited_texts(fix.edits, before)
        if not all(_parses(after[path], before[path]) for path in after) or not _keeps_comments(fix, before, after):
            return False
        found = {it: self._new(it) for it in after}
        doubtful = self._doubtful()
        failures = project.problems()
        with project.supposing(after):
            reached = ({path for _, path in project.db.otherwise(outcome)} | doubtful) - found.keys()
            left = {it: _counted(project, it) for it in (*after, *sorted(reached))}
            if project.problems() != failures:  # a rule that fails says nothing, which is no less
                return False
        found |= {it: self._new(it) for it in reached}
        all_before, all_after = sum(found.values(), Counter()), sum(left.values(), Counter())
        if any(count > all_before[it] for it, count in all_after.items()):
            return False
        mended = None if diagnostic is None else _identity(diagnostic)
        return mended is None or all_after[mended] < max(all_before[mended], 1)

    def _doubtful(self) -> set[str]:
        """The files of which it is not known what is said now, though it was known what was said before an edit."""
        db, rules = self._project.db, self._project.rules
        return {path for path in self._project.files() for it in rules if db.is_doubtful(outcome, it.rule.id, path)}

    def _new(self, path: str) -> Counter[Identity]:
        if path not in self._found:
            self._found[path] = _counted(self._project, path)
        return self._found[path]


def edited_texts(edits: tuple[FileEdit, ...], texts: Mapping[str, str]) -> dict[str, str]:
    """What the edited files say after `edits`, by path; `texts` is what they say before, a new one nothing."""
    return {it.path: apply_edits(texts.get(it.path, ""), it.edits) for it in edits}


def _counted(project: "Project", path: str) -> Counter[Identity]:
    """How many findings of each kind the file has that nothing excuses."""
    return Counter(_identity(it.diagnostic) for it in project.findings(path) if it.status is not Status.SUPPRESSED)


def _identity(it: Diagnostic) -> Identity:
    return it.rule, it.location.path, it.owner, it.subject


def _parses(after: str, before: str) -> bool:
    """Whether the text parses; one that did not before, as this Python reads it, only may not have become worse."""
    if compiles(after):
        return True
    return not compiles(before) and parse(after).broken <= parse(before).broken


def _keeps_comments(fix: Fix, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether each comment is still there, in whichever of the texts; or the fix is to take one away."""
    if fix.id in UNCOMMENTING or not any(
        "#" in it for edit in fix.edits for it in removed_texts(before[edit.path], edit.edits)
    ):
        return True
    balance = Counter[str]()
    for path in after:
        balance.update(comments(after[path]))
        balance.subtract(comments(before[path]))
    return all(count >= 0 for count in balance.values())
