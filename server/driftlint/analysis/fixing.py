"""The fixes of a diagnostic, each tried out before it is offered."""

import ast
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from driftlint.diagnostic.model import Diagnostic, FileEdit, Fix, Status
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.registry import COMMENTS, FIXERS, OWN_FIXES
from driftlint.rules.fixes.uses import uses
from driftlint.syntax.rewrite import apply_edits
from driftlint.syntax.tree import parse
from driftlint.text.files import UnreadableFileError

if TYPE_CHECKING:
    from driftlint.analysis.project import Project

Identity = tuple[str, str, str, str]


def verified_fixes(project: "Project", diagnostic: Diagnostic, failed: Callable[[str, str], None]) -> tuple[Fix, ...]:
    """The fixes of `diagnostic` that hold what a fix promises, one for each way of mending, the preferred one marked.

    Each leaves text that parses, makes the diagnostic go away, and brings no new one into the files it edits. `failed`
    is told the id of a fixer that raised, and its words; that costs only its own fixes.
    """
    rule = next((it.rule for it in project.rules if it.rule.id == diagnostic.rule), None)
    found: list[Fix] = []
    uses.cache_clear()  # what it remembers holds on to whole trees; one diagnostic's are enough
    for id_ in rule.fix if rule is not None else OWN_FIXES.get(diagnostic.rule, ()):
        try:
            candidates = _candidates(project, diagnostic, id_)
            kept = next((it for it in candidates if _keeps_its_promise(project, diagnostic, it)), None)
        except UnreadableFileError:  # deleted meanwhile
            continue
        except Exception as error:  # noqa: BLE001  whatever a fixer meets must not cost the others theirs
            failed(id_, f"{type(error).__name__}: {error}")
            continue
        if kept is not None:
            found.append(kept)
    preferred = next((it for it in found if it.id not in COMMENTS), None)
    return tuple(msgspec.structs.replace(it, preferred=it is preferred) for it in found)


def edited_texts(edits: tuple[FileEdit, ...], texts: Mapping[str, str]) -> dict[str, str]:
    """What the edited files say after `edits`, by path; `texts` is what they say before, a new one nothing."""
    return {it.path: apply_edits(texts.get(it.path, ""), it.edits) for it in edits}


def _candidates(project: "Project", diagnostic: Diagnostic, id_: str) -> Iterator[Fix]:
    """What one way of mending offers, the best first."""
    fixer = FIXERS.get(id_)
    if fixer is not None:
        services = project.config.layers.get("services", ())
        patterns = (services,) if isinstance(services, str) else tuple(services)
        yield from fixer.fixes(FixContext(project.db, diagnostic, project.root, project.text, patterns))


def _keeps_its_promise(project: "Project", diagnostic: Diagnostic, fix: Fix) -> bool:
    before = {it.path: "" if it.create else project.text(it.path) for it in fix.edits}
    after = edited_texts(fix.edits, before)
    if not all(_parses(after[path], before[path]) for path in after):
        return False
    found = _new(project, after)
    with project.supposing(after):
        left = _new(project, after)
    mended = _identity(diagnostic)
    return left[mended] < max(found[mended], 1) and all(left[it] <= found[it] for it in left)


def _new(project: "Project", paths: Mapping[str, str]) -> Counter[Identity]:
    """How many findings of each kind the files have that nothing excuses."""
    return Counter(
        _identity(it.diagnostic)
        for path in paths
        for it in project.findings(path)
        if it.status is not Status.SUPPRESSED
    )


def _identity(it: Diagnostic) -> Identity:
    return it.rule, it.location.path, it.owner, it.subject


def _parses(after: str, before: str) -> bool:
    """Whether the text parses; one that did not before may still not."""
    if parse(after).broken and not parse(before).broken:
        return False
    return _compiles(after) or not _compiles(before)


def _compiles(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the author's text deserves to be warned of is not said here
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True
