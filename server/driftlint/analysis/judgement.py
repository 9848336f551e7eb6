"""What becomes of what the rules say about one file: what its comments excuse, and what is wrong in those."""

from driftlint.analysis.comment_mistakes import comment_diagnostics, idle_diagnostics
from driftlint.analysis.driver import RuleInForce, Said
from driftlint.analysis.suppression import excused, excuses
from driftlint.diagnostic.model import Diagnostic
from driftlint.facts.model import ModuleFacts
from driftlint.rules.registry import registry


def judged(
    path: str, said: Said, facts: ModuleFacts, rules: tuple[RuleInForce, ...], today: str
) -> list[tuple[Diagnostic, str | None]]:
    """What `rules` said of a file and what is wrong in its comments, each with why it is excused, None where it is not.

    A comment counts as unused only where it is certain that nothing stands there: its rule is in force, was asked, did
    not fail and left nothing undecided, and the whole file could be read.
    """
    if not facts.comments:
        return list(said.diagnostics)
    demands = {it.rule.id: it.suppression for it in rules}
    found = excused(said.diagnostics, excuses(facts.comments, demands, today), demands, facts)
    wrong = comment_diagnostics(path, facts.comments, registry().rules, demands, today)
    if said.whole and not facts.broken:
        unsure = {rule for rule, _ in said.failures} | {it.rule for it in said.unknown}
        certain = ((line, tuple(it for it in named if it not in unsure)) for line, named in found.idle)
        wrong += idle_diagnostics(path, facts.comments, ((line, named) for line, named in certain if named))
    return [*found.diagnostics, *((it, None) for it in wrong)]
