"""A whole session with each editor whose `initialize` was recorded."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import CLIENTS, Editor, editor, within
from tests.lsp.workspace import API, PAY, write

pytestmark = pytest.mark.asyncio

EDITORS = sorted(path.stem for path in CLIENTS.glob("*.json"))


@pytest.mark.parametrize("client", EDITORS)
async def test_see_understand_mend(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        pay, refund = await it.diagnostics("shop.py")
        assert [pay.code, refund.code] == ["http-in-transaction"] * 2
        assert it.said("shop.py", pay.range).startswith("requests.post")

        shown = await it.hover("shop.py", 'requests.post("https://psp.example/refund")')
        assert shown is not None
        assert refund.message in shown
        assert "http-in-transaction" in shown

        actions = await it.actions("shop.py", 'requests.post("https://psp.example/charge")', diagnostics=[pay])
        assert sum(action.is_preferred or False for action in actions) <= 1
        await make(it, next(action for action in actions if "after the commit" in action.title))
        assert 'on_commit(partial(requests.post, "https://psp.example/charge"))' in it.texts["shop.py"]
        [left] = await it.diagnostics("shop.py")
        assert it.said("shop.py", left.range) == 'requests.post("https://psp.example/refund")'

        actions = await it.actions("shop.py", 'requests.post("https://psp.example/refund")')
        await make(it, next(action for action in actions if "Allow" in action.title))
        assert await it.diagnostics("shop.py") == []
        it.close("shop.py")


async def make(it: Editor, action: types.CodeAction) -> None:
    """Does to the one document what `action` says."""
    edit = (await it.resolved(action)).edit
    assert edit is not None
    [(name, text)] = it.apply(edit).items()
    it.replace_all(name, text)


@pytest.mark.parametrize("client", EDITORS)
async def test_edit_suits_what_the_editor_can_take(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        await it.diagnostics("shop.py")
        edits = it.params.capabilities.workspace and it.params.capabilities.workspace.workspace_edit
        for action in await it.actions("shop.py", 'requests.post("https://psp.example/charge")'):
            if action.command is not None:
                assert action.edit is None, "the server makes it"
                continue
            edit = (await it.resolved(action)).edit
            assert edit is not None
            assert (edit.document_changes is not None) == bool(edits and edits.document_changes)


@pytest.mark.parametrize("client", EDITORS)
async def test_what_an_editor_may_ask_beyond_diagnostics(tmp_path: Path, client: str) -> None:
    """Whether it has said so or not: what it cannot use it does not ask for."""
    write(tmp_path / "first", {"shop/api.py": API, "shop/orders.py": PAY})
    write(tmp_path / "second", {"bank/api.py": API.replace("/orders", "/accounts")})
    async with editor(tmp_path / "first", client) as it:
        it.open("shop/api.py")
        document = types.TextDocumentIdentifier(it.uri("shop/api.py"))
        symbols = await within(it.client.text_document_document_symbol_async(types.DocumentSymbolParams(document)))
        assert [symbol.name for symbol in symbols or ()] == ["GET /orders", "GET /carts", "DELETE /orders/{order_id}"]

        lenses = await within(it.client.text_document_code_lens_async(types.CodeLensParams(document))) or ()
        first = await within(it.client.code_lens_resolve_async(lenses[0]))
        assert first.command is not None
        assert "current_user" in first.command.title
        assert "GET /orders" in await it.command(first.command.command, *(first.command.arguments or ()))

        known = {rule["id"]: rule for rule in (await it.request("driftlint/constraints", {}))["constraints"]}
        assert [finding["file"] for finding in known["http-in-transaction"]["findings"]] == ["shop/orders.py"] * 2
        assert await it.command("driftlint.checkWorkspace") == {"files": 2, "error": 3}

        folder = types.WorkspaceFolder((tmp_path / "second").as_uri(), "second")
        both = types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([folder], []))
        it.client.workspace_did_change_workspace_folders(both)
        assert len((await it.request("driftlint/endpoints", {}))["endpoints"]) == 6
        one = types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent([], [folder]))
        it.client.workspace_did_change_workspace_folders(one)
        assert len((await it.request("driftlint/endpoints", {}))["endpoints"]) == 3
        found = await within(it.client.workspace_symbol_async(types.WorkspaceSymbolParams("carts"))) or ()
        assert [symbol.name for symbol in found] == ["GET /carts"]
