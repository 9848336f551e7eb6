"""What the commands share that give a verdict: which rules are asked, what is not, and the exit code."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from driftlint.analysis.checking import RULE_FAILED
from driftlint.analysis.config import NAMES
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.cells import visible
from driftlint.cli.targets import Target, within
from driftlint.cli.terminal import Terminal
from driftlint.diagnostic.model import Diagnostic, Severity
from driftlint.rules.nearest import unknown as unknown_name
from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.rules.registry import registry


def exit_code(new: Iterable[Diagnostic]) -> int:
    """2 where a rule failed, so that what it would have said is not known; else 1 where anything serious is new."""
    told = tuple(new)
    if any(it.rule == RULE_FAILED for it in told):
        return 2
    return int(any(it.severity in (Severity.ERROR, Severity.WARNING) for it in told))


def rules_named(names: Sequence[str]) -> frozenset[str]:
    """The rules of these ids. Raises `CannotRunError` for an id that none has."""
    known = (*registry().rules, *OWN_FINDINGS)
    for name in names:
        if name not in known:
            message = unknown_name("rule", name, known)
            rest = "" if "did you mean" in message else f"; the rules are {', '.join(registry().rules)}"
            raise CannotRunError(message + rest)
    return frozenset(names)


def note_what_is_left_out(target: Target, terminal: Terminal) -> None:
    """Notes each path that was asked for and holds nothing to check: a run that checks nothing must not look clean."""
    checked = target.project.files()
    for path in target.paths:
        if PurePath(path).name in NAMES or any(within(it, path) for it in checked):
            continue
        named = visible(path if path == target.project.root else target.project.name(path))
        reason = (
            "tests, and what `exclude` in constraints.yaml names, are left out"
            if path.endswith(".py")
            else "no Python files but tests and what is excluded"
        )
        terminal.warn(f"driftlint: note: nothing to check in `{named}`: {reason}")
