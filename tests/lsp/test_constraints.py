"""`constraints.yaml`: read again on every change, its mistakes shown in it."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import editor, within
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio

WARNING = "version: 1\nrules:\n  http-in-transaction: warning\n"
MISTAKE = "version: 1\nrules:\n  http-in-transaktion: warning\n"


@pytest.mark.parametrize("client", ["nvim-0.7.2", "nvim-0.12.4"])
async def test_change_in_the_open_file_applies_while_it_is_typed(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY, "constraints.yaml": WARNING})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        it.open("constraints.yaml")
        assert {found.severity for found in await it.diagnostics("shop.py")} == {types.DiagnosticSeverity.Warning}
        assert await it.diagnostics("constraints.yaml") == []
        it.pushed.clear()
        it.replace("constraints.yaml", "warning", "info")
        assert await it.diagnostics("constraints.yaml") == []
        assert {found.severity for found in await it.diagnostics("shop.py")} == {types.DiagnosticSeverity.Information}


@pytest.mark.parametrize("client", ["nvim-0.7.2", "nvim-0.12.4"])
async def test_mistake_is_shown_at_its_line_while_the_last_good_file_stays(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY, "constraints.yaml": WARNING})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        it.open("constraints.yaml")
        await it.diagnostics("shop.py")
        await it.diagnostics("constraints.yaml")
        it.replace("constraints.yaml", "transaction", "transaktion")
        [mistake] = await it.diagnostics("constraints.yaml")
        assert it.said("constraints.yaml", mistake.range) == "http-in-transaktion"
        assert "http-in-transaction" in mistake.message  # the nearest name
        it.replace("shop.py", "order.save()", "order.save(1)")
        assert {found.severity for found in await it.diagnostics("shop.py")} == {types.DiagnosticSeverity.Warning}
        it.replace("constraints.yaml", "transaktion", "transaction")
        assert await it.diagnostics("constraints.yaml") == []


@pytest.mark.parametrize("client", ["nvim-0.7.2", "nvim-0.12.4"])
async def test_mistake_in_a_file_that_is_not_open_is_pushed(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY, "constraints.yaml": MISTAKE})
    async with editor(tmp_path, client) as it:
        pushed = await it.push("constraints.yaml")
        assert [found.range.start.line for found in pushed.diagnostics] == [2]
        it.open("constraints.yaml")
        assert len(await it.diagnostics("constraints.yaml")) == 1


@pytest.mark.parametrize("client", ["emacs30.1-eglot1.17", "helix-25.07.1"])
async def test_mistake_in_a_file_that_is_not_open_is_told_once(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY, "constraints.yaml": WARNING})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        assert {found.severity for found in await it.diagnostics("shop.py")} == {types.DiagnosticSeverity.Warning}
        for text in (MISTAKE, MISTAKE.replace("transaktion", "transakshun"), WARNING, MISTAKE):
            it.pushed.clear()
            write(tmp_path, {"constraints.yaml": text})
            it.tell_of("constraints.yaml")
            assert len((await it.push("constraints.yaml")).diagnostics) == (text != WARNING)
        told = f"driftlint: {tmp_path / 'constraints.yaml'}, line 3: "
        assert [said.message.startswith(told) for said in it.client.messages] == [True, True]


async def test_mistake_that_the_user_makes_in_the_open_file_is_shown_there_alone(tmp_path: Path) -> None:
    write(tmp_path, {"constraints.yaml": WARNING})
    async with editor(tmp_path) as it:
        it.open("constraints.yaml")
        assert await it.diagnostics("constraints.yaml") == []
        it.replace("constraints.yaml", "transaction", "transaktion")
        assert len(await it.diagnostics("constraints.yaml")) == 1
        assert it.client.messages == []


async def test_mistake_is_not_shown_twice_to_a_client_that_asks_for_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, {"constraints.yaml": MISTAKE})
    async with editor(tmp_path) as it:
        await it.push("constraints.yaml")
        report = await within(it.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([])))
        assert [item.uri for item in report.items] == [it.uri("constraints.yaml")]
        assert (await it.push("constraints.yaml")).diagnostics == ()


@pytest.mark.parametrize("told", ["watched", "saved"])
async def test_change_on_the_disk_applies(tmp_path: Path, told: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert len(await it.diagnostics("shop.py")) == 2
        write(tmp_path, {"constraints.yaml": "rules:\n  http-in-transaction: off\n"})
        if told == "watched":
            it.tell_of("constraints.yaml", change=types.FileChangeType.Created)
        else:
            identifier = types.TextDocumentIdentifier(it.uri("constraints.yaml"))
            it.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))
        assert await it.diagnostics("shop.py") == []
