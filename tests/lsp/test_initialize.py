"""`initialize`: what is agreed at the start of a session."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.harness.editor import editor, within
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("client", "encoding"),
    [
        ("vscode-1.139.1-lc11", "utf-16"),
        ("nvim-0.7.2", "utf-16"),  # announces none
        ("nvim-0.12.4", "utf-8"),
        ("helix-25.07.1", "utf-8"),
        ("emacs30.1-eglot1.17", "utf-32"),
    ],
)
async def test_first_encoding_of_the_client_is_chosen(tmp_path: Path, client: str, encoding: str) -> None:
    async with editor(tmp_path, client) as it:
        assert it.encoding == encoding


async def test_capabilities(tmp_path: Path) -> None:
    async with editor(tmp_path) as it:
        announced = it.capabilities
        assert announced is not None
        assert isinstance(announced.text_document_sync, types.TextDocumentSyncOptions)
        assert announced.text_document_sync.change == types.TextDocumentSyncKind.Incremental
        assert announced.hover_provider is True
        assert isinstance(announced.code_action_provider, types.CodeActionOptions)
        assert announced.code_action_provider.resolve_provider is True
        assert isinstance(announced.diagnostic_provider, types.DiagnosticOptions)
        assert announced.diagnostic_provider.inter_file_dependencies is True
        assert announced.diagnostic_provider.workspace_diagnostics is True
        assert announced.workspace is not None
        assert announced.workspace.workspace_folders is not None
        assert announced.workspace.workspace_folders.supported is True


async def test_neovim_is_not_offered_the_diagnostics_of_the_workspace(tmp_path: Path) -> None:
    """It would ask for them alone when told to ask again, and its open documents would keep their old diagnostics."""
    async with editor(tmp_path, "nvim-0.12.4") as it:
        assert it.capabilities is not None
        assert isinstance(it.capabilities.diagnostic_provider, types.DiagnosticOptions)
        assert it.capabilities.diagnostic_provider.workspace_diagnostics is False


@pytest.mark.parametrize("client", ["nvim-0.10.4", "helix-25.07.1"])
async def test_client_that_cannot_be_told_to_ask_again_is_not_to_ask(tmp_path: Path, client: str) -> None:
    async with editor(tmp_path, client) as it:
        assert it.capabilities is not None
        assert it.capabilities.diagnostic_provider is None


async def test_second_initialize_is_refused(tmp_path: Path) -> None:
    async with editor(tmp_path) as it:
        with pytest.raises(JsonRpcException, match="initialized already"):
            await within(it.client.initialize_async(it.params))


@pytest.mark.parametrize("named", ["root_uri", "root_path"])
async def test_root_of_an_older_client_is_a_folder(tmp_path: Path, named: str) -> None:
    write(tmp_path, {"shop.py": PAY})

    def only(params: types.InitializeParams) -> None:
        params.workspace_folders = None
        if named == "root_path":
            params.root_uri = None

    async with editor(tmp_path, parameters=only) as it:
        params = types.WorkspaceDiagnosticParams(previous_result_ids=[])
        report = await within(it.client.workspace_diagnostic_async(params))
        assert [item.uri for item in report.items] == [it.uri("shop.py")]
