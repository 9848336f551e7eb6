"""`driftlint/endpoints`: every way in, with what guards it, what it holds open and what it does."""

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from lsprotocol import types

from driftlint.analysis.in_brief import guards_in_brief, in_one_line
from driftlint.analysis.knowledge import open_to_all, place, routes, transactions, unknown_guards
from driftlint.analysis.project import Project
from driftlint.lsp.endpoint_symbols import Symbol, symbols, wire_location
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method
from driftlint.lsp.parameters import Within, structured
from driftlint.lsp.session import Session
from driftlint.text.position import Location

if TYPE_CHECKING:
    from driftlint.index.effect import Route
    from driftlint.lsp.server import DriftlintServer


async def endpoints(server: "DriftlintServer", params: Any) -> dict[str, Any]:
    """The entry points of all folders, or of the file or folder `uri`, as `endpoints`; see `EndpointEntry`."""
    asked = structured(params, Within)
    listed: dict[tuple[Any, ...], EndpointEntry] = {}
    for project in server.session.projects:
        for it in await at_leisure(server, project, partial(_entries, server.session, project, asked)):
            listed.setdefault((it.title, it.uri, it.range.start.line), it)
    return {"endpoints": [_plain(it) for it in listed.values()]}


class EffectEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An effect, by the names of what is called on the way, and where the first call stands."""

    effect: str
    route: tuple[str, ...]
    uri: str
    range: types.Range


class EndpointEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One way in; `public` is why it may go without a guard, `unknown` why that is not known, each "" where not so."""

    title: str
    kind: str
    methods: tuple[str, ...]
    path: str
    handler: str
    framework: str
    uri: str
    range: types.Range
    guarded: bool
    guards: tuple[str, ...]
    public: str
    unknown: str
    transaction: str
    effects: tuple[EffectEntry, ...]
    summary: str


def _entries(session: Session, project: Project, asked: Within) -> list[EndpointEntry]:
    return [
        _entry(session, project, it)
        for it in symbols(session, project)
        if asked.holds(place(project, it.endpoint.anchor).path)
    ]


def _entry(session: Session, project: Project, symbol: Symbol) -> EndpointEntry:
    it = symbol.endpoint
    held = transactions(project.db, it.handler.path, it.handler.owner)
    asks_for_guards = it.kind == "http" and not it.guarded
    return EndpointEntry(
        title=symbol.name,
        kind=it.kind,
        methods=it.methods,
        path=it.path,
        handler=it.anchor.owner,
        framework=it.framework,
        uri=symbol.uri,
        range=symbol.selection,
        guarded=it.guarded,
        guards=guards_in_brief(it.guards),
        public=open_to_all(project, it) if asks_for_guards else "",
        unknown=unknown_guards(project, it) if asks_for_guards else "",
        transaction=held[-1].opening.opener if held else "",
        effects=tuple(
            _effect(session, project, route) for route in routes(project.db, it.handler.path, it.handler.owner)
        ),
        summary=in_one_line(project, it),
    )


def _effect(session: Session, project: Project, route: "Route") -> EffectEntry:
    at = wire_location(session, _start(project, route))
    names = tuple(step.name for step in route.steps)
    return EffectEntry(effect=route.effect, route=names, uri=at.uri, range=at.range)


def _start(project: Project, route: "Route") -> Location:
    return place(project, route.steps[0].anchor)


def _plain(it: EndpointEntry) -> dict[str, Any]:
    entry = msgspec.structs.asdict(it)
    return {**entry, "effects": [msgspec.structs.asdict(effect) for effect in it.effects]}


METHOD = Method("driftlint/endpoints", endpoints)
