"""What becomes of what the rules say of a file: excused by its comments, put in order, given fingerprints."""

from collections.abc import Callable, Container

from driftlint.analysis.comment_mistakes import (
    comment_diagnostics,
    guarded_diagnostics,
    idle_diagnostics,
    stray_diagnostics,
)
from driftlint.analysis.driver import RuleInForce, Said
from driftlint.analysis.suppression import excused, excuses
from driftlint.analysis.triage import triage
from driftlint.diagnostic.model import Diagnostic, Finding
from driftlint.facts.model import ModuleFacts
from driftlint.rules.registry import registry

Excused = tuple[Diagnostic, str | None]
"""A diagnostic, and why it is suppressed; None where it is not."""


class Judgement:
    """The last findings of each file that has some, told again where nothing has changed, as at most keystrokes.

    `name` is what a file is called in fingerprints.
    """

    def __init__(self, name: Callable[[str], str]) -> None:
        self._name = name
        self._last: dict[str, tuple[tuple[Excused, ...], tuple[Finding, ...]]] = {}

    def findings(
        self, path: str, said: Said, facts: ModuleFacts, rules: tuple[RuleInForce, ...], today: str
    ) -> tuple[Finding, ...]:
        """The findings of the file, sorted by place; some of what `rules` said is excused by the code itself."""
        diagnostics = judged(path, said, facts, rules, today)
        if not diagnostics:
            self._last.pop(path, None)
            return ()
        last = self._last.get(path)
        if last is None or last[0] != diagnostics:
            last = self._last[path] = diagnostics, triage(diagnostics, self._name)
        return last[1]

    def keep(self, paths: Container[str]) -> None:
        """Forgets all files but `paths`."""
        self._last = {path: it for path, it in self._last.items() if path in paths}


def judged(
    path: str, said: Said, facts: ModuleFacts, rules: tuple[RuleInForce, ...], today: str
) -> tuple[Excused, ...]:
    """What `rules` said of a file and what is wrong in its comments, each with why it is excused, None where it is not.

    A comment counts as unused only where it is certain that nothing stands there: its rule is in force, was asked, did
    not fail and left nothing undecided, and the whole file could be read.
    """
    if not facts.comments:
        return said.diagnostics
    demands = {it.rule.id: it.suppression for it in rules}
    found = excused(said.diagnostics, excuses(facts.comments, demands, today), demands, facts)
    still = [it for it, excuse in found.diagnostics if excuse is None]
    wrong = comment_diagnostics(path, facts.comments, registry().rules, demands, today, still)
    if said.whole and not facts.broken:
        unsure = {rule for rule, _ in said.failures} | {it.rule for it in said.unknown}
        certain = ((line, tuple(it for it in named if it not in unsure)) for line, named in found.idle)
        idle = ((line, named) for line, named in certain if named)
        wrong += idle_diagnostics(path, facts.comments, idle, still)
        wrong += stray_diagnostics(path, facts)
        wrong += guarded_diagnostics(path, facts.comments, said.guarded)
    return (*found.diagnostics, *((it, None) for it in wrong))
