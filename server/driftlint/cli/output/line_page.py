"""Everything about one line: its findings with all their evidence and fixes, or what is known of the code there."""

from collections.abc import Sequence

from driftlint.analysis.config import NAMES
from driftlint.analysis.in_brief import in_usual_order
from driftlint.analysis.knowledge import (
    endpoints_of,
    open_to_all,
    owner_at,
    place,
    routes,
    transactions,
    unknown_guards,
)
from driftlint.analysis.project import Project
from driftlint.cli.failure import CannotRunError
from driftlint.cli.output.cells import visible
from driftlint.cli.output.finding import LIKELY, heading, steps
from driftlint.cli.output.paragraphs import prose, titled
from driftlint.cli.output.places import Places
from driftlint.cli.output.summary import counted
from driftlint.cli.terminal import Terminal
from driftlint.diagnostic.model import Confidence, Finding, Status
from driftlint.index.endpoint import Endpoint
from driftlint.index.value import short_name
from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.rules.public_endpoints import slashed
from driftlint.rules.registry import registry
from driftlint.text.files import UnreadableFileError


def line_page(terminal: Terminal, project: Project, path: str, line: int) -> list[str]:
    """The page of the one-based `line`. Raises `CannotRunError` where there is none, and `UnreadableFileError`."""
    places = Places(project)
    lines = len(places.lines(path)) or _unreadable(project, path)
    if not 1 <= line <= lines:
        raise CannotRunError(f"`{places.file(path)}` has no line {line}: it has {counted(lines, 'line')}")
    at = line - 1
    owner = owner_at(project, path, at)
    everything = project.findings(path)
    here = [it for it in everything if _covers(it, at) or _passes(it, path, at)]
    if here:
        out = _joined([_finding(terminal, places, it) for it in here])
        if not any(_covers(it, at) for it in here):
            for_ = "a finding" if len(here) == 1 else counted(len(here), "finding")
            out = [
                f"{places.file(path)}:{line}: evidence for {for_}; nothing is wrong in this line itself",
                "",
                *out,
            ]
        return out + _known(terminal, places, path, owner)
    doubts = (unknown_guards(project, it) for it in endpoints_of(project, path, owner))
    doubt = next(filter(None, doubts), "")
    said = visible(f"unknown: {doubt}") if doubt else "no constraint is broken here"
    out = [f"{places.file(path)}:{line}: {said}"]
    around = [it for it in everything if owner and it.diagnostic.owner == owner]
    out += [
        f"  but `{owner}` around it has {it.diagnostic.rule} at {places.line(it.diagnostic.location)}" for it in around
    ]
    return out + _known(terminal, places, path, owner)


def _unreadable(project: Project, path: str) -> int:
    project.text(path)  # raises what is to be said
    raise UnreadableFileError(f"`{path}` cannot be read")


def _covers(finding: Finding, line: int) -> bool:
    at = finding.diagnostic.location.range
    return at.start.line <= line <= at.end.line


def _passes(finding: Finding, path: str, line: int) -> bool:
    related = (it.location for it in finding.diagnostic.related)
    return any(it.path == path and it.range.start.line == line for it in related)


def _finding(terminal: Terminal, places: Places, finding: Finding) -> list[str]:
    it = finding.diagnostic
    out = heading(terminal, places, it)
    if finding.status is Status.SUPPRESSED:
        out += ["", f"Suppressed: {visible(finding.reason)}"]
    if it.related:
        out += titled(terminal, "Evidence", steps(terminal, places, it.related))
    if it.confidence is not Confidence.CERTAIN:
        out += titled(terminal, "Confidence", [LIKELY])
    rule = registry().rules.get(it.rule)
    out += titled(terminal, "Why", prose(terminal, OWN_FINDINGS.get(it.rule, "") if rule is None else rule.why))
    if rule is not None:
        out += titled(terminal, "Instead", prose(terminal, rule.instead))
    if finding.status is not Status.SUPPRESSED:
        from driftlint.cli.output.preview import preview  # loads libcst

        for number, fix in enumerate(places.project.fixes(it), start=1):
            title = f"Fix {number}: {visible(fix.title)} ({fix.safety})"
            out += titled(terminal, title, preview(terminal, places, fix))
    demand = next((its.suppression for its in places.project.rules if its.rule.id == it.rule), "forbidden")
    if finding.status is not Status.SUPPRESSED and demand != "forbidden":
        reason = "the reason, which is required" if demand == "reason" else "the reason, with a ticket"
        out += titled(terminal, "Or excuse it", [f"# driftlint: allow[{it.rule}] {reason}"])
    return [*out, "", f"Rule: driftlint explain {it.rule}"] if rule is not None else out


def _known(terminal: Terminal, places: Places, path: str, owner: str) -> list[str]:
    """What is known of the function around the line."""
    if path.endswith(NAMES):
        return []
    if not owner:
        return titled(terminal, "Here", ["the line stands at the level of the module, in no function"])
    project = places.project
    out = titled(terminal, f"`{owner}`", _does(places, path, owner))
    for endpoint in endpoints_of(project, path, owner):
        path_ = slashed(endpoint.path) if endpoint.path else "(no route known)"
        route = f"{' '.join(in_usual_order(endpoint.methods))} {path_}"
        out += titled(terminal, visible(f"answers {route}"), _guards(places, endpoint))
    return out


def _does(places: Places, path: str, owner: str) -> list[str]:
    project = places.project
    out: list[str] = []
    for it in transactions(project.db, path, owner):
        at = place(project, it.opening.anchor)
        inner = "" if it.direct else f" in `{it.owner}`"
        out.append(f"transaction  `{it.opening.opener}`{inner}, {places.line(at)}")
    for route in routes(project.db, path, owner):
        way = " → ".join(f"`{short_name(it.name)}`" for it in route.steps[:-1])
        last = f"`{route.steps[-1].name}`"
        first = places.line(place(project, route.steps[0].anchor))
        out.append(f"effect       {route.effect}: {' → '.join(filter(None, (way, last)))}, {first}")
    return out or ["opens no transaction and has no effect that is known"]


def _guards(places: Places, it: Endpoint) -> list[str]:
    out = []
    for guard in it.guards:
        at = places.line(place(places.project, guard.anchor))
        doubt = "" if guard.certain else ", by its name alone"
        out.append(visible(f"{guard.kind:<11}  `{guard.name}` from {guard.origin}, {at}{doubt}"))
    if not it.guarded:
        reason = open_to_all(places.project, it)
        doubt = unknown_guards(places.project, it)
        unknown = f"unknown      whether it is guarded: {doubt}" if doubt else "no guard that tells who calls"
        out.append(visible(f"public       {reason}" if reason else unknown))
    return out


def _joined(blocks: Sequence[list[str]]) -> list[str]:
    out: list[str] = []
    for block in blocks:
        out += [*([""] if out else []), *block]
    return out
