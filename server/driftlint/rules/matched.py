"""What a rule matched, in terms that survive edits elsewhere in the file, and what becomes of it as a diagnostic."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from driftlint.diagnostic.model import Confidence, Diagnostic, Related, Severity
from driftlint.index.value import Anchor
from driftlint.rules.message import fill
from driftlint.rules.rule import Rule
from driftlint.text.position import Location


class Place(msgspec.Struct, frozen=True):
    """A place a message names by its line: `line 41`, with its file where that is another one."""

    anchor: Anchor


class Step(msgspec.Struct, frozen=True):
    """One step of the evidence."""

    anchor: Anchor
    message: str


class Matched(msgspec.Struct, frozen=True):
    """One match of a rule. `fields` are what its message may name; `allowed` is why the code itself excuses it."""

    anchor: Anchor
    fields: dict[str, str | Place]
    subject: str = ""
    confidence: Confidence = Confidence.CERTAIN
    steps: tuple[Step, ...] = ()
    data: dict[str, Any] = {}
    allowed: str = ""
    message: str = ""
    """A message of its own, where the rule's does not fit."""


class Undecided(msgspec.Struct, frozen=True):
    """What a rule could not decide, and what stopped it."""

    anchor: Anchor
    message: str


Locate: TypeAlias = Callable[[Anchor], Location]
"""Where an anchor stands now."""


def diagnostic(
    rule: Rule, severity: Severity, matched: Matched, locate: Locate, name: Callable[[str], str]
) -> Diagnostic:
    """The diagnostic that `matched` is now; `name` is what messages call a file."""
    here = matched.anchor.path
    values = {
        key: value if isinstance(value, str) else _place(locate(value.anchor), here, name)
        for key, value in matched.fields.items()
    }
    return Diagnostic(
        rule=rule.id,
        severity=severity,
        location=locate(matched.anchor),
        message=fill(matched.message or rule.message, values),
        owner="" if matched.anchor.owner.startswith("@") else matched.anchor.owner,
        subject=matched.subject,
        confidence=matched.confidence,
        related=tuple(Related(locate(step.anchor), step.message) for step in matched.steps),
        data=matched.data,
    )


def _place(location: Location, here: str, name: Callable[[str], str]) -> str:
    line = f"line {location.range.start.line + 1}"
    return line if location.path == here else f"{line} of `{name(location.path)}`"
