"""`workspace/symbol`: the endpoints of all folders, by their method, path and handler."""

from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.project import Project
from driftlint.index.modules import module_name
from driftlint.lsp.endpoint_symbols import KIND, symbols
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method
from driftlint.lsp.session import Session

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def workspace_symbol(
    server: "DriftlintServer", params: types.WorkspaceSymbolParams
) -> list[types.SymbolInformation]:
    """The endpoints whose title or handler holds the characters of the query in their order; all of an empty one."""
    found: dict[tuple[str, str, int], types.SymbolInformation] = {}
    for project in server.session.projects:
        for it in await at_leisure(server, project, partial(_found, server.session, project, params.query)):
            at = it.location
            found.setdefault((it.name, at.uri, at.range.start.line), it)
    return list(found.values())


def _found(session: Session, project: Project, query: str) -> list[types.SymbolInformation]:
    return [
        types.SymbolInformation(
            types.Location(it.uri, it.selection),
            it.name,
            KIND,
            container_name=f"{module_name(project.db, it.endpoint.anchor.path)}.{it.endpoint.anchor.owner}",
        )
        for it in symbols(session, project)
        if _holds(f"{it.name} {it.endpoint.anchor.owner}".casefold(), query.casefold())
    ]


def _holds(text: str, query: str) -> bool:
    """Whether the characters of `query`, spaces aside, occur in `text` in this order."""
    rest = iter(text)
    return all(character in rest for character in query if not character.isspace())


METHOD = Method(types.WORKSPACE_SYMBOL, workspace_symbol)
