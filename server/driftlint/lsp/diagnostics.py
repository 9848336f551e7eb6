"""Findings as the client sees them, and which of them it has seen."""

from collections.abc import Callable, Container
from typing import NamedTuple

from lsprotocol import types

from driftlint.diagnostic.model import Finding, Severity, Status
from driftlint.lsp.convert import uri_of, wire_range
from driftlint.lsp.documents import Document, Text
from driftlint.lsp.session import Session

SOURCE = "driftlint"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}


class Report(NamedTuple):
    """The diagnostics of one file as sent; two reports with the same id hold the same ones."""

    result: str
    items: list[types.Diagnostic]


class _Converted(NamedTuple):
    """A finding, what its conversion rests on beside it, and what it was converted to."""

    finding: Finding
    on: tuple[str, ...]
    item: types.Diagnostic


class Reports:
    """The last report of each file, so that what has not changed is recognised."""

    def __init__(self) -> None:
        self._last: dict[str, Report] = {}
        self._converted: dict[str, dict[str, _Converted]] = {}
        """What each file's findings were converted to, by fingerprint."""
        self._count = 0

    def make(self, session: Session, path: str, *, unless: Callable[[], bool] | None = None) -> Report:
        """The report of `path` now: the last one where nothing changed. Raises `Cancelled` as the session does."""
        before = self._converted.get(path, {})
        converted: dict[str, _Converted] = {}
        shown = _Shown(session)
        for finding in session.findings(path, unless=unless):
            on = shown.rests_on(finding)
            known = before.get(finding.fingerprint)
            if known is None or known.finding != finding or known.on != on:
                known = _Converted(finding, on, wire_diagnostic(session, finding))
            converted[finding.fingerprint] = known
        self._converted[path] = converted
        items = [it.item for it in converted.values()]
        last = self._last.get(path)
        if last is None or last.items != items:
            self._count += 1
            last = self._last[path] = Report(str(self._count), items)
        return last

    def keep(self, paths: Container[str]) -> None:
        """Forgets the reports of all files but `paths`."""
        self._last = {path: it for path, it in self._last.items() if path in paths}
        self._converted = {path: it for path, it in self._converted.items() if path in paths}


def uri_in(session: Session, path: str) -> str:
    """The URI of `path` as the client writes it, where it has the file open."""
    document = session.documents.get(path)
    return uri_of(path) if document is None else document.uri


class _Shown:
    """The documents that findings are shown in, each looked at once for all of them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[str, Document | Text | None]] = {}

    def rests_on(self, finding: Finding) -> tuple[str, ...]:
        """The documents a finding is shown in, and those of its lines in which a column may take several units."""
        diagnostic = finding.diagnostic
        found: list[str] = []
        for it in (diagnostic.location, *[each.location for each in diagnostic.related]):
            uri, text = self._known.get(it.path) or self._look_at(it.path)
            found.append(uri)
            if text is not None:
                found += (text.line(it.range.start.line), text.line(it.range.end.line))
        return tuple(found)

    def _look_at(self, path: str) -> tuple[str, Document | Text | None]:
        """The URI of a document, "" for one that is not open, and its text, None where every character is one unit."""
        text, document = self._session.text_of(path), self._session.documents.get(path)
        known = self._known[path] = ("" if document is None else document.uri, None if text.ascii else text)
        return known


def wire_diagnostic(session: Session, finding: Finding) -> types.Diagnostic:
    """A finding in the client's units, with no more than the client can take."""
    client, diagnostic = session.client, finding.diagnostic
    return types.Diagnostic(
        range=wire_range(session.text_of(diagnostic.location.path), diagnostic.location.range, client.encoding),
        message=diagnostic.message,
        severity=_SEVERITIES[Severity.HINT if finding.status is Status.KNOWN else diagnostic.severity],
        code=diagnostic.rule,
        source=SOURCE,
        data={"fingerprint": finding.fingerprint} if client.data else None,
        related_information=_related(session, finding) if client.related and diagnostic.related else None,
    )


def _related(session: Session, finding: Finding) -> list[types.DiagnosticRelatedInformation]:
    return [
        types.DiagnosticRelatedInformation(
            location=types.Location(
                uri=uri_in(session, it.location.path),
                range=wire_range(session.text_of(it.location.path), it.location.range, session.client.encoding),
            ),
            message=it.message,
        )
        for it in finding.diagnostic.related
    ]
