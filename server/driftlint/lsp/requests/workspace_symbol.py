"""`workspace/symbol`: the endpoints of all folders by their method, path and handler; what `constraints.yaml` names."""

from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.project import Project
from driftlint.index.modules import module_name
from driftlint.lsp.declared_symbols import declared_symbols
from driftlint.lsp.diagnostics import uri_in
from driftlint.lsp.endpoint_symbols import KIND, symbols
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method
from driftlint.lsp.session import Session

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def workspace_symbol(
    server: "DriftlintServer", params: types.WorkspaceSymbolParams
) -> list[types.SymbolInformation]:
    """What holds the characters of the query in their order; everything where it is empty.

    Of an endpoint that is its title or its handler, of a layer, rule or contract in `constraints.yaml` its name.
    """
    found: dict[tuple[str, str, int], types.SymbolInformation] = {}
    for project in server.session.projects:
        for it in await at_leisure(server, project, partial(_found, server.session, project, params.query)):
            at = it.location
            found.setdefault((it.name, at.uri, at.range.start.line), it)
    return list(found.values())


def _found(session: Session, project: Project, query: str) -> list[types.SymbolInformation]:
    wanted = query.casefold()
    endpoints = [
        types.SymbolInformation(
            types.Location(it.uri, it.selection),
            it.name,
            KIND,
            container_name=f"{module_name(project.db, it.endpoint.anchor.path)}.{it.endpoint.anchor.owner}",
        )
        for it in symbols(session, project)
        if _holds(f"{it.name} {it.endpoint.anchor.owner}".casefold(), wanted)
    ]
    uri = uri_in(session, project.config_path)
    declared = [
        types.SymbolInformation(
            types.Location(uri, it.selection_range), it.name, it.kind, container_name=f"{it.detail} of constraints.yaml"
        )
        for it in declared_symbols(session, project.config_path)
        if _holds(it.name.casefold(), wanted)
    ]
    return endpoints + declared


def _holds(text: str, query: str) -> bool:
    """Whether the characters of `query`, spaces aside, occur in `text` in this order."""
    rest = iter(text)
    return all(character in rest for character in query if not character.isspace())


METHOD = Method(types.WORKSPACE_SYMBOL, workspace_symbol)
