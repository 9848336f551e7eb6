"""What the client said it can do, as the questions asked of it."""

from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from driftlint.lsp.convert import Encoding, chosen_encoding


@dataclass(frozen=True, slots=True)
class Client:
    """A client's capabilities; every one is false until it is announced."""

    encoding: Encoding = "utf-16"
    pulls: bool = False
    """Asks for diagnostics, and again when told to, so that they are not pushed too."""
    pulls_workspace: bool = False
    """Asks for those of files that are not open as well."""
    related: bool = False
    data: bool = False
    markdown: bool = False
    action_literals: bool = False
    resolves_edits: bool = False
    preferred: bool = False
    document_changes: bool = False
    creates_files: bool = False
    snippets: bool = False
    """Takes edits that leave the cursor where something is still to be typed."""
    watches: bool = False
    """Watches files on request."""
    progress: bool = False
    tree_of_symbols: bool = False
    """Reads document symbols with their whole definition, not the flat list of older clients."""
    configuration: bool = False
    """Answers what the settings are."""
    announces_settings: bool = False
    """Tells when they change on request."""
    shows_documents: bool = False
    applies_edits: bool = False
    refreshes_lenses: bool = False


def client_of(capabilities: types.ClientCapabilities, name: str = "") -> Client:
    """What `capabilities` say, of a client of that name.

    A change in one file changes the diagnostics of others. Who cannot be told to ask again would show the old ones for
    as long as the other document is not edited, so the diagnostics are pushed to it.
    """

    def ask(path: str) -> Any:
        value: Any = capabilities
        for part in path.split("."):
            value = getattr(value, part, None)
        return value

    formats = ask("text_document.hover.content_format") or []
    pulls = ask("text_document.diagnostic") is not None and bool(ask("workspace.diagnostics.refresh_support"))
    return Client(
        encoding=chosen_encoding(ask("general.position_encodings")),
        pulls=pulls,
        # Neovim 0.12 offered the workspace's diagnostics asks for them alone when told to ask again, and leaves out of
        # the answer the documents that are open.
        pulls_workspace=pulls and name != "Neovim",
        related=bool(
            ask("text_document.publish_diagnostics.related_information")
            or ask("text_document.diagnostic.related_information")
        ),
        data=bool(
            ask("text_document.publish_diagnostics.data_support") or ask("text_document.diagnostic.data_support")
        ),
        markdown=bool(formats) and formats[0] == types.MarkupKind.Markdown,
        action_literals=ask("text_document.code_action.code_action_literal_support") is not None,
        resolves_edits="edit" in (ask("text_document.code_action.resolve_support.properties") or ())
        and bool(ask("text_document.code_action.data_support")),
        preferred=bool(ask("text_document.code_action.is_preferred_support")),
        document_changes=bool(ask("workspace.workspace_edit.document_changes")),
        creates_files=types.ResourceOperationKind.Create in (ask("workspace.workspace_edit.resource_operations") or ()),
        snippets=bool(ask("workspace.workspace_edit.snippet_edit_support")),
        watches=bool(ask("workspace.did_change_watched_files.dynamic_registration")),
        progress=bool(ask("window.work_done_progress")),
        tree_of_symbols=bool(ask("text_document.document_symbol.hierarchical_document_symbol_support")),
        configuration=bool(ask("workspace.configuration")),
        announces_settings=bool(ask("workspace.did_change_configuration.dynamic_registration")),
        shows_documents=bool(ask("window.show_document.support")),
        applies_edits=bool(ask("workspace.apply_edit")),
        refreshes_lenses=bool(ask("workspace.code_lens.refresh_support")),
    )
