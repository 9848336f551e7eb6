"""Endpoints as the client lists them: what they are called, and where their handlers stand."""

from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from driftlint.analysis.in_brief import in_usual_order
from driftlint.analysis.knowledge import place
from driftlint.analysis.project import Project
from driftlint.facts.model import Class, Function
from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_in, entry_points
from driftlint.index.files import facts
from driftlint.lsp.convert import wire_range
from driftlint.lsp.diagnostics import uri_in
from driftlint.lsp.session import Session
from driftlint.rules.public_endpoints import slashed
from driftlint.text.position import Location, span

KIND = types.SymbolKind.Interface


class Symbol(NamedTuple):
    """An endpoint with its name in lists, and where its handler's name and whole definition stand."""

    endpoint: Endpoint
    name: str
    selection: types.Range
    whole: types.Range
    uri: str


def title(it: Endpoint) -> str:
    """`POST /api/orders`; of an entry point that is no endpoint its kind and name."""
    if it.kind != "http":
        return f"{it.kind} {it.path}"
    return f"{' '.join(in_usual_order(it.methods))} {slashed(it.path) if it.path else '(no route known)'}"


def symbols(session: Session, project: Project, path: str | None = None) -> Iterator[Symbol]:
    """The entry points whose handlers stand in one file, or in all of `project`, by their place."""
    found = project.entry_points() if path is None else entries_in(project, path)
    for it in sorted(found, key=lambda it: place(project, it.anchor)):
        at = place(project, it.anchor)
        selection = wire_location(session, at)
        whole = wire_location(session, _definition(project, it, at))
        yield Symbol(it, title(it), selection.range, whole.range, selection.uri)


def entries_in(project: Project, path: str) -> list[Endpoint]:
    """The entry points whose handlers stand in one file, without going through all the others' order."""
    listed = [it for it in endpoints_in(project.db, path) if it.anchor.path == path]
    return listed + [it for it in entry_points(project.db) if it.kind != "http" and it.anchor.path == path]


def wire_location(session: Session, at: Location) -> types.Location:
    """The place in the client's terms."""
    return types.Location(
        uri_in(session, at.path), wire_range(session.text_of(at.path), at.range, session.client.encoding)
    )


def _definition(project: Project, it: Endpoint, at: Location) -> Location:
    """The whole function or class whose name stands at `at`; the name alone where it is something else."""
    found = facts(project.db, it.anchor.path)
    owner = it.anchor.owner
    definition: Function | Class | None = found.functions.get(owner) or found.classes.get(owner)
    if definition is None:
        return at
    whole = span(*found.absolute(owner, definition.span))
    return Location(at.path, whole) if whole.start <= at.range.start and at.range.end <= whole.end else at
