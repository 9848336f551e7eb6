"""`driftlint baseline`: records today's findings, so that only new ones are reported from now on."""

import argparse
from collections import Counter

from driftlint.analysis import checking
from driftlint.analysis.baseline import NAME, entries_of
from driftlint.analysis.baseline import counted as times
from driftlint.analysis.checking import RULE_FAILED
from driftlint.analysis.reader import cores
from driftlint.analysis.upkeep import doubt, is_acceptable, recordable
from driftlint.cli.baseline import change_lines, write
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.places import near
from driftlint.cli.output.summary import counted
from driftlint.cli.targets import in_order, targets
from driftlint.cli.terminal import Terminal


def baseline(options: argparse.Namespace, terminal: Terminal) -> int:
    """Records every finding of the project around a path that nothing excuses; returns the exit code.

    What was recorded of rules that are not in force now stays. Raises `CannotRunError` where a rule failed: what it
    would have said is not known.
    """
    (target,) = targets([options.path], remembering=options.cache)
    in_order([target], terminal)
    project = target.project
    checked = checking.check(project, [project.root], frozenset(), cores(), terminal.progress)
    project.reader.close()
    findings = [it.finding for it in checked.findings]
    failed = next((it.diagnostic.message for it in findings if it.diagnostic.rule == RULE_FAILED), None)
    if failed is not None:
        raise CannotRunError(f"nothing was recorded: {failed}")
    before = project.recorded.entries
    left_open = doubt(project, ())
    unasked = [it for it in before if left_open.covers(it)]
    after = entries_of(times([*recordable(project, findings), *unasked]))
    if after == before and not project.recorded.mistakes:
        had = f"`{NAME}` has them all already: {counted(sum(it.times for it in after), 'finding')}"
        terminal.show(had if after else "There is nothing to record")
        return 0
    write(project, after, Counter(it.diagnostic.rule for it in findings if is_acceptable(it)))
    recorded = counted(sum(it.times for it in after), "finding")
    lines = change_lines(before, after)
    terminal.show("\n".join([f"Recorded {recorded} in {near(project.recorded.path)}{':' if lines else ''}", *lines]))
    return 0
