"""What `check` says at its end."""

from collections import Counter
from collections.abc import Sequence

from driftlint.cli.output.cells import visible
from driftlint.cli.output.places import Places
from driftlint.cli.terminal import Terminal
from driftlint.diagnostic.model import Finding, Severity, Status


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def summary_lines(
    terminal: Terminal, findings: Sequence[Finding], *, files: int, endpoints: int, seconds: float
) -> list[str]:
    """How many findings of which kind, in how much code, in what time."""
    statuses = Counter(it.status for it in findings)
    severities = Counter(it.diagnostic.severity for it in findings if it.status is Status.NEW)
    new = statuses[Status.NEW]
    kinds = ", ".join(counted(severities[it], _NOUNS[it]) for it in Severity if severities[it])
    said = f"{counted(new, 'finding')} ({kinds})" if new else "no constraint is broken"
    excused = [f"{statuses[it]:,} {it}" for it in (Status.KNOWN, Status.SUPPRESSED) if statuses[it]]
    style = "green" if not new else "red" if severities[Severity.ERROR] else "yellow"
    size = f"{counted(files, 'file')} and {counted(endpoints, 'endpoint')} in {seconds:.2f} s"
    return [f"Checked {size}: {terminal.paint(', '.join([said, *excused]), 'bold', style)}"]


_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.HINT: "hint"}


def suppressed_lines(terminal: Terminal, places: Places, findings: Sequence[Finding]) -> list[str]:
    """What is excused, each with its reason."""
    found = [it for it in findings if it.status is Status.SUPPRESSED]
    if not found:
        return []
    out = [terminal.paint("suppressed:", "bold")]
    for it in found:
        place = places.line(it.diagnostic.location)
        out.append(terminal.paint(f"  {place}  {it.diagnostic.rule}: {visible(it.reason)}", "dim"))
    return out
