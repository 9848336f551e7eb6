"""What becomes of diagnostics: in order, each with a fingerprint that no edit elsewhere changes, and a status."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable

from driftlint.diagnostic.model import Diagnostic, Finding, Status


def triage(diagnostics: Iterable[tuple[Diagnostic, str | None]], name: Callable[[str], str]) -> tuple[Finding, ...]:
    """The findings of one file, sorted by place; each diagnostic comes with why it is suppressed, None where it is not.

    `name` is what a file is called in fingerprints: its path relative to the project, with `/`.
    """
    ordered = sorted(diagnostics, key=lambda it: (it[0].location, it[0].rule, it[0].message))
    equals: Counter[tuple[str, str, str, str]] = Counter()
    found: list[Finding] = []
    for diagnostic, reason in ordered:
        identity = (diagnostic.rule, name(diagnostic.location.path), diagnostic.owner, diagnostic.subject)
        equals[identity] += 1
        status = Status.NEW if reason is None else Status.SUPPRESSED
        found.append(Finding(diagnostic, status, _digest(identity, equals[identity]), reason or ""))
    return tuple(found)


def _digest(identity: tuple[str, str, str, str], ordinal: int) -> str:
    text = "\0".join((*identity, str(ordinal)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
