"""`driftlint/explain`: everything about a place: its findings with their routes, or what is known of the code there."""

from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from driftlint.lsp.convert import inner_position, path_of
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method
from driftlint.lsp.page import page
from driftlint.lsp.parameters import Spot, structured

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def explain(server: "DriftlintServer", params: Any) -> types.MarkupContent | None:
    """The page of a position, as Markdown or plain text as the client prefers for hovers; none outside of projects."""
    return await explained(server, structured(params, Spot))


async def explained(server: "DriftlintServer", spot: Spot) -> types.MarkupContent | None:
    """The page of `spot`."""
    session = server.session
    path = path_of(spot.uri)
    project = None if path is None else session.project_of(path)
    if path is None or project is None:
        return None
    at = types.Position(spot.line, spot.character)
    position = inner_position(session.text_of(path), at, session.client.encoding)
    return await at_leisure(server, project, partial(page, session, project, path, position.line))


METHOD = Method("driftlint/explain", explain)
