"""Requests about more than one file: answered when the workspace is read, and while nothing is more urgent."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from driftlint.analysis.project import Project
from driftlint.index.engine import Cancelled

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer

T = TypeVar("T")


async def at_leisure(server: "DriftlintServer", project: Project, question: Callable[[], T]) -> T:
    """What `question` says of `project`. Diagnostics of open documents, and every message that arrives, come first.

    What was worked out when a message arrived is remembered, so that asking again goes on from there.
    """
    if not project.settled:
        await server.whole_workspace_read.wait()
    while True:
        await asyncio.sleep(0)
        if server.agenda.urgent:
            continue
        try:
            return server.session.ask(project, question, unless=server.waiting)
        except Cancelled:
            continue
