"""One finding as text: what, where, how it comes about, why it matters, and what can be done."""

import re
from collections.abc import Sequence

from driftlint.cli.output.cells import source_line, visible
from driftlint.cli.output.excerpt import excerpt, gutter_of
from driftlint.cli.output.places import Places, named, near
from driftlint.cli.terminal import Terminal
from driftlint.diagnostic.model import Confidence, Diagnostic, Fix, Related, Severity
from driftlint.rules.registry import registry
from driftlint.text.position import span

MOST_STEPS = 8
"""Further steps are left to `driftlint explain FILE:LINE`."""
LIKELY = "likely, not certain: one step of the evidence may not hold"

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue", Severity.HINT: "cyan"}
_STEPS = {"call": "route", "budget": "counted", "endpoint": "compare"}


def finding_lines(
    terminal: Terminal, places: Places, diagnostic: Diagnostic, fixes: Sequence[Fix], *, why: bool
) -> list[str]:
    """The finding as `check` shows it, bounded in length; `why` it matters is said once where a file has several."""
    rule = registry().rules.get(diagnostic.rule)
    gutter = " " * gutter_of(diagnostic.location.range)
    out = heading(terminal, places, diagnostic)
    related = diagnostic.related
    if related:
        out.append(gutter + _note(terminal, _STEPS[rule.match.kind] if rule else "see", ""))
        out += [f"{gutter}    {it}" for it in steps(terminal, places, related[:MOST_STEPS])]
        if len(related) > MOST_STEPS:
            at = places.line(diagnostic.location)
            out.append(
                gutter + terminal.paint(f"    … and {len(related) - MOST_STEPS} more: driftlint explain {at}", "dim")
            )
    if diagnostic.confidence is not Confidence.CERTAIN:
        out.append(gutter + _note(terminal, "confidence", LIKELY))
    if rule is not None and why:
        out.append(gutter + _note(terminal, "why", first_sentence(rule.why)))
    out += [gutter + _note(terminal, "fix", f"{visible(it.title)} ({it.safety})") for it in fixes]
    return out


def heading(terminal: Terminal, places: Places, diagnostic: Diagnostic) -> list[str]:
    """Severity, rule and message, the place, and the source there."""
    style = _STYLES[diagnostic.severity]
    path = diagnostic.location.path
    message = visible(named(diagnostic.message, path, near(path)))
    label = terminal.paint(f"{diagnostic.severity}[{diagnostic.rule}]", "bold", style)
    whole_file = diagnostic.location.range == span(0, 0, 0, 0)
    place = near(path) if whole_file else places.column(diagnostic.location)
    marked = (
        []
        if whole_file
        else excerpt(
            places.lines(path),
            diagnostic.location.range,
            lambda it: terminal.paint(it, "bold", style),
            lambda it: terminal.paint(it, "blue"),
        )
    )
    arrow = " " * gutter_of(diagnostic.location.range) + terminal.paint("-->", "blue")
    return [f"{label}: {terminal.paint(message, 'bold')}", f"{arrow} {place}", *marked]


def steps(terminal: Terminal, places: Places, related: Sequence[Related]) -> list[str]:
    """The evidence, numbered: where each step is, what happens there, and its source."""
    number_width = len(str(len(related)))
    shown = [places.line(it.location) for it in related]
    place_width = max(map(len, shown))
    out: list[str] = []
    for number, (it, place) in enumerate(zip(related, shown, strict=True), start=1):
        out.append(f"{number:>{number_width}}. {place:<{place_width}}  {visible(it.message)}")
        source = places.source(it.location)
        if source:
            out.append(" " * (2 + number_width) + terminal.paint(source_line(source), "dim"))
    return out


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph, on one line."""
    joined = " ".join(text.split())
    found = re.match(r".+?[.!?](?=\s|$)", joined)
    return found[0] if found else joined


def _note(terminal: Terminal, label: str, text: str) -> str:
    return f" {terminal.paint('=', 'blue')} {terminal.paint(label + ':', 'bold')} {text}".rstrip()
