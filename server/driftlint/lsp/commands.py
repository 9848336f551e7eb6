"""What the server does on command: for editors that show a title and call what is behind it.

Each command shows what it has to say by itself. Editors with a better place for it ask for the same with a request.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Status
from driftlint.lsp.accepting import ACCEPT, accept
from driftlint.lsp.convert import path_of, uri_of
from driftlint.lsp.leisure import at_leisure
from driftlint.lsp.parameters import Spot, Within, structured
from driftlint.lsp.requests.explain import explained
from driftlint.text import files

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer

EXPLAIN = "driftlint.explain"
CHECK_WORKSPACE = "driftlint.checkWorkspace"
OPEN_CONSTRAINTS = "driftlint.openConstraints"

_LOOK_SECONDS = 0.02
"""After how long it is looked again whether another process is done."""


async def explain(server: "DriftlintServer", arguments: list[Any]) -> str:
    """Shows the page of a place, given as URI, line and character (zero-based); returns it too."""
    names = ("uri", "line", "character")
    spot = structured(dict(zip(names, arguments, strict=False)), Spot)
    content = await explained(server, spot)
    said = "" if content is None else content.value
    if said:
        server.say(said)
    return said


async def check_workspace(server: "DriftlintServer", arguments: list[Any]) -> dict[str, int]:
    """Checks every file of every folder, or what is in the URI given; says how many findings there are of each kind."""
    asked = structured({"uri": arguments[0]} if arguments and arguments[0] else {}, Within)
    session, counts, known, looked_at = server.session, Counter[str](), 0, 0
    server.agenda.take_up()
    await server.whole_workspace_read.wait()
    for project in session.projects:
        for path in (*session.owned_files(project), project.config_path):
            if asked.holds(path):
                found = await at_leisure(server, project, partial(project.findings, path))
                counts.update(str(it.diagnostic.severity) for it in found if it.status is Status.NEW)
                known += sum(it.status is Status.KNOWN for it in found)
                looked_at += path.endswith(".py")
    total = counts.total()
    kinds = ", ".join(
        f"{number} {kind}{'s' if number > 1 and kind != 'info' else ''}" for kind, number in counts.items()
    )
    new = "new " if known else ""
    said = f"{total} {new}finding{'s' if total != 1 else ''} ({kinds})" if total else f"no {new}findings"
    said += f", {known} known" if known else ""
    server.say(f"driftlint: {said} in {looked_at} file{'s' if looked_at != 1 else ''}")
    return {"files": looked_at, **counts, **({"known": known} if known else {})}


async def open_constraints(server: "DriftlintServer", arguments: list[Any]) -> str | None:
    """Shows the `constraints.yaml` that speaks for a file, or for the first folder.

    Where there is none it is started, with what `driftlint init` would write, unless the user declines.
    """
    project = _project(server, arguments)
    if project is None:
        server.say("driftlint: no folder is open")
        return None
    path, client = project.config_path, server.session.client
    uri = uri_of(path)
    if not _is_there(server, path):
        text = await _first_text(server, project) if client.applies_edits and client.creates_files else None
        if text is not None:
            made = types.ApplyWorkspaceEditParams(_started(uri, text), "Start constraints.yaml")
            answer = await server.workspace_apply_edit_async(made)
            if not answer.applied and not _is_there(server, path):
                server.say(f"driftlint: {path} was not started, as the editor did not take the edit")
                return None
        elif not _is_there(server, path):
            server.say(f"driftlint: there is no {path}; `driftlint init` writes it")
            return None
    if client.shows_documents:
        server.protocol.tell_to(types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(uri, take_focus=True))
    else:
        server.say(f"driftlint: the constraints are in {path}")
    return uri


async def _first_text(server: "DriftlintServer", project: Project) -> str | None:
    """What the file is to start with; None where it has come to be meanwhile, or that could not be found out."""
    from driftlint.analysis.apart import Apart  # asked for once in a project's life
    from driftlint.analysis.starting import starting_text

    # It tries out several configurations, each of which would make everything here be computed anew.
    work = Apart(starting_text, project.root, server.remembering)
    try:
        while not work.done:  # noqa: ASYNC110  not every system tells an event loop of a pipe
            await asyncio.sleep(_LOOK_SECONDS)
        text: str | None = work.answer()
    finally:
        work.stop()
    return None if _is_there(server, project.config_path) else text


def _is_there(server: "DriftlintServer", path: str) -> bool:
    return files.exists(path) or path in server.session.documents


def _started(uri: str, text: str) -> types.WorkspaceEdit:
    start = types.Range(types.Position(0, 0), types.Position(0, 0))
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri)
    return types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(uri=uri, options=types.CreateFileOptions(ignore_if_exists=True)),
            types.TextDocumentEdit(identifier, [types.TextEdit(start, text)]),
        ]
    )


def _project(server: "DriftlintServer", arguments: list[Any]) -> Project | None:
    path = path_of(arguments[0]) if arguments and isinstance(arguments[0], str) else None
    project = None if path is None else server.session.project_of(path)
    return project or next(iter(server.session.projects), None)


Command = Callable[["DriftlintServer", list[Any]], Awaitable[Any]]

COMMANDS: dict[str, Command] = {
    EXPLAIN: explain,
    CHECK_WORKSPACE: check_workspace,
    OPEN_CONSTRAINTS: open_constraints,
    ACCEPT: accept,
}
