"""The page about one line: its findings, and what is known of the function and the endpoint around it."""

from collections.abc import Callable, Iterator

from lsprotocol import types

from driftlint.analysis.in_brief import in_one_line
from driftlint.analysis.knowledge import endpoints_of, owner_at, place, routes, transactions
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Finding
from driftlint.index.endpoint import Endpoint
from driftlint.index.value import Anchor, short_name
from driftlint.lsp.endpoint_symbols import title
from driftlint.lsp.explanation import explain, markdown, plain_text
from driftlint.lsp.session import Session


def page(session: Session, project: Project, path: str, line: int) -> types.MarkupContent:
    """What is known of the zero-based `line`, in the form the client shows best."""
    rich = session.client.markdown
    write = markdown if rich else plain_text
    here = [it for it in project.findings(path) if _covers(it, line)]
    parts = [write(explain(session, it)) for it in here] or ["No constraint is broken here."]
    if path.endswith(".py"):
        parts.append("\n".join(_known(project, path, line, _emphasised if rich else str)))
    kind = types.MarkupKind.Markdown if rich else types.MarkupKind.PlainText
    return types.MarkupContent(kind, ("\n\n---\n\n" if rich else "\n\n").join(parts))


def _emphasised(name: str) -> str:
    return f"**{name}**"


def _covers(finding: Finding, line: int) -> bool:
    at = finding.diagnostic.location.range
    return at.start.line <= line <= at.end.line


def _known(project: Project, path: str, line: int, heading: Callable[[str], str]) -> Iterator[str]:
    """What the function around the line does, as a list; and what it answers."""
    owner = owner_at(project, path, line)
    if not owner:
        yield "This line stands in no function."
        return
    yield f"{heading(owner)}\n"
    said = [*_does(project, path, owner)]
    yield from said or ["- opens no transaction and has no effect that is known"]
    for endpoint in endpoints_of(project, path, owner):
        yield f"\n{heading(title(endpoint))}\n"
        yield from _guards(project, endpoint)


def _does(project: Project, path: str, owner: str) -> Iterator[str]:
    for held in transactions(project.db, path, owner):
        inner = "" if held.direct else f" in {held.owner}"
        yield f"- transaction: {held.opening.opener}{inner}, {_line(project, held.opening.anchor)}"
    for route in routes(project.db, path, owner):
        names = [*(short_name(step.name) for step in route.steps[:-1]), route.steps[-1].name]
        yield f"- {route.effect}: {' → '.join(names)}, {_line(project, route.steps[0].anchor)}"


def _guards(project: Project, it: Endpoint) -> Iterator[str]:
    yield f"- {in_one_line(project, it)}"
    for guard in it.guards:
        doubt = "" if guard.certain else ", by its name alone"
        yield f"- {guard.kind}: {guard.name} from {guard.origin}, {_line(project, guard.anchor)}{doubt}"


def _line(project: Project, anchor: Anchor) -> str:
    at = place(project, anchor)
    return f"{project.name(at.path)}:{at.range.start.line + 1}"
