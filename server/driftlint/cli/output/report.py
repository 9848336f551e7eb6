"""What `driftlint check --format json` prints: a public contract. Lines and columns are one-based, in code points."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from driftlint import __version__
from driftlint.analysis.project import Unknown
from driftlint.cli.output.places import named
from driftlint.cli.output.wire import Number, PathName, Place, clean, wire_range
from driftlint.diagnostic.model import Confidence, Finding, Fix, Safety, Severity, Status
from driftlint.rules.registry import registry

Count: TypeAlias = Annotated[int, Meta(ge=0)]
Naming: TypeAlias = Callable[[str], str]
"""What the report calls a file."""


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """What made the report."""

    name: Literal["driftlint"]
    version: str


class RelatedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the evidence: of the route of calls, or of what was counted."""

    path: PathName
    range: Place
    message: str


class FixEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A verified edit that mends the finding; a safe one may be made unasked."""

    title: str
    safety: Safety


class FindingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One finding. Its fingerprint stays the same while code around it moves."""

    rule: str
    severity: Severity
    path: PathName
    range: Place
    message: str
    why: str
    status: Status
    confidence: Confidence
    fingerprint: str
    related: tuple[RelatedEntry, ...]
    fixes: tuple[FixEntry, ...]


class UnknownEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule could not decide, and what stopped the analysis; never a finding."""

    rule: str
    path: PathName
    line: Number
    message: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How much was checked, and how many findings have which status."""

    files: Count
    endpoints: Count
    new: Count
    known: Count
    suppressed: Count
    seconds: Annotated[float, Meta(ge=0)]


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report."""

    version: Literal[1]
    tool: Tool
    findings: tuple[FindingEntry, ...]
    unknown: tuple[UnknownEntry, ...]
    summary: Summary


def check_report(
    findings: Sequence[FindingEntry], unknown: Sequence[UnknownEntry], *, files: int, endpoints: int, seconds: float
) -> CheckReport:
    """The report over so many files and endpoints, made in so many seconds."""
    statuses = [it.status for it in findings]
    summary = Summary(
        files=files,
        endpoints=endpoints,
        new=statuses.count(Status.NEW),
        known=statuses.count(Status.KNOWN),
        suppressed=statuses.count(Status.SUPPRESSED),
        seconds=round(seconds, 3),
    )
    tool = Tool(name="driftlint", version=__version__)
    return CheckReport(version=1, tool=tool, findings=tuple(findings), unknown=tuple(unknown), summary=summary)


def finding_entry(finding: Finding, fixes: Sequence[Fix], naming: Naming) -> FindingEntry:
    """A finding in the report's terms."""
    it = finding.diagnostic
    rule = registry().rules.get(it.rule)
    return FindingEntry(
        rule=it.rule,
        severity=it.severity,
        path=clean(naming(it.location.path)),
        range=wire_range(it.location.range),
        message=clean(named(it.message, it.location.path, naming(it.location.path))),
        why=rule.why.strip() if rule is not None else "",
        status=finding.status,
        confidence=it.confidence,
        fingerprint=finding.fingerprint,
        related=tuple(
            RelatedEntry(
                path=clean(naming(step.location.path)),
                range=wire_range(step.location.range),
                message=clean(step.message),
            )
            for step in it.related
        ),
        fixes=tuple(FixEntry(title=clean(fix.title), safety=fix.safety) for fix in fixes),
    )


def unknown_entry(it: Unknown, naming: Naming) -> UnknownEntry:
    """What could not be decided, in the report's terms."""
    return UnknownEntry(rule=it.rule, path=clean(naming(it.path)), line=it.line + 1, message=clean(it.message))
