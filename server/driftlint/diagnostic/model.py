"""What is reported: a diagnostic, its evidence, its fixes; and a finding, a diagnostic after triage."""

import enum
from typing import Any

import msgspec

from driftlint.text.position import Location, TextEdit


class Severity(enum.StrEnum):
    """How serious a rule says its diagnostics are; a project may change it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"


class Confidence(enum.StrEnum):
    """Whether every step of the evidence is sure, or one is only possible (an override, a conditional alias)."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Safety(enum.StrEnum):
    """Whether a fix may be made unasked."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Status(enum.StrEnum):
    """What triage made of a diagnostic."""

    NEW = "new"
    KNOWN = "known"
    SUPPRESSED = "suppressed"


class Related(msgspec.Struct, frozen=True):
    """One step of the evidence: a place and what happens there."""

    location: Location
    message: str


class FileEdit(msgspec.Struct, frozen=True):
    """The edits of one file, ascending and not overlapping; `create` makes the file first when it is absent."""

    path: str
    edits: tuple[TextEdit, ...]
    create: bool = False


class Fix(msgspec.Struct, frozen=True):
    """A way to mend a diagnostic: an imperative title, and the edits that do it."""

    id: str
    title: str
    safety: Safety
    edits: tuple[FileEdit, ...] = ()
    preferred: bool = False
    placeholder: str = ""
    """The part of the new text that is still to be written, where there is one."""
    to_choose: bool = False
    """Whether it leaves something open, which its title says: made only where somebody chose it, never preferred."""


class Diagnostic(msgspec.Struct, frozen=True):
    """What a rule reports: one line that stands alone, where, and through which steps.

    `owner` is the qualified name, within its module, of the function or class the finding lies in ("" for the module);
    `subject` is what the finding is about (a resolved callee, an endpoint) and, with the owner, what its fingerprint is
    made of: neither holds a line number. `data` is what the rule's fixers need to find the spot again.
    """

    rule: str
    severity: Severity
    location: Location
    message: str
    owner: str = ""
    subject: str = ""
    confidence: Confidence = Confidence.CERTAIN
    related: tuple[Related, ...] = ()
    data: dict[str, Any] = {}


class Finding(msgspec.Struct, frozen=True):
    """A diagnostic after triage; `reason` is why it is suppressed, when it is."""

    diagnostic: Diagnostic
    status: Status
    fingerprint: str
    reason: str = ""
