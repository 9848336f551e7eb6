"""`codeLens/resolve`: what the line above a handler says."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.analysis.in_brief import in_one_line, in_usual_order
from driftlint.analysis.project import Project
from driftlint.index.endpoint import Endpoint
from driftlint.lsp.commands import EXPLAIN
from driftlint.lsp.convert import path_of
from driftlint.lsp.endpoint_symbols import entries_in, title
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


async def code_lens_resolve(server: "DriftlintServer", params: types.CodeLens) -> types.CodeLens:
    """The lens with its words; one that is not ours, or whose handler is gone, comes back as it was."""
    data = params.data
    if params.command is not None or not isinstance(data, dict):
        return params
    uri = str(data.get("uri"))
    path = path_of(uri)
    project = None if path is None else server.session.project_of(path)
    if path is None or project is None:
        return params
    said = await at_leisure(server, project, lambda: _said(project, path, str(data.get("handler"))))
    if said:
        at = params.range.start
        params.command = types.Command(said, EXPLAIN, arguments=[uri, at.line, at.character])
    return params


def _said(project: Project, path: str, handler: str) -> str:
    """The endpoints of one handler, each way of saying it once; and of which it is said, where there are several."""
    said: dict[str, list[Endpoint]] = {}
    for it in entries_in(project, path):
        if it.anchor.owner == handler:
            said.setdefault(in_one_line(project, it), []).append(it)
    if len(said) == 1:
        return next(iter(said))
    methods = [{method for it in endpoints for method in it.methods} for endpoints in said.values()]
    if len(set().union(*methods)) == sum(map(len, methods)):  # they tell the endpoints apart
        return " | ".join(f"{' '.join(in_usual_order(of))} {words}" for of, words in zip(methods, said, strict=True))
    return " | ".join(f"{', '.join(map(title, endpoints))} {words}" for words, endpoints in said.items())


METHOD = Method(types.CODE_LENS_RESOLVE, code_lens_resolve)
