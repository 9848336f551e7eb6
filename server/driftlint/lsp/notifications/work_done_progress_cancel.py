"""`window/workDoneProgress/cancel`: the user does not want to wait for a folder to be read."""

from typing import TYPE_CHECKING

from lsprotocol import types

from driftlint.lsp.method import Method

if TYPE_CHECKING:
    from driftlint.lsp.server import DriftlintServer


def work_done_progress_cancel(server: "DriftlintServer", params: types.WorkDoneProgressCancelParams) -> None:
    """Leaves the rest of the folder unread: its open documents are still judged, its other files no more."""
    server.agenda.leave(params.token)


METHOD = Method(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, work_done_progress_cancel)
