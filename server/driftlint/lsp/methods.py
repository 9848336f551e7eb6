"""Every method that the server handles, beyond those that pygls handles by itself."""

from driftlint.lsp.method import Method
from driftlint.lsp.notifications import (
    did_change,
    did_change_watched_files,
    did_change_workspace_folders,
    did_close,
    did_open,
    did_save,
    initialized,
)
from driftlint.lsp.requests import code_action, code_action_resolve, diagnostic, hover, initialize, workspace_diagnostic

METHODS: tuple[Method, ...] = (
    initialize.METHOD,
    initialized.METHOD,
    did_open.METHOD,
    did_change.METHOD,
    did_save.METHOD,
    did_close.METHOD,
    did_change_watched_files.METHOD,
    did_change_workspace_folders.METHOD,
    diagnostic.METHOD,
    workspace_diagnostic.METHOD,
    hover.METHOD,
    code_action.METHOD,
    code_action_resolve.METHOD,
)
