"""`textDocument/diagnostic`: the client asks."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import editor, within
from tests.lsp.workspace import PAY, SHOP, write

pytestmark = pytest.mark.asyncio

CLIENT = "nvim-0.12.4"


async def test_unchanged_diagnostics_are_not_sent_again(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, CLIENT) as it:
        it.open("shop.py")
        first = await it.pull("shop.py")
        assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
        it.replace("shop.py", "https://psp.example/refund", "https://psp.example/return")
        second = await it.pull("shop.py", first.result_id)
        assert isinstance(
            second, types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport
        )
        it.replace("shop.py", "order.save()", "order.save(1)")
        again = await it.pull("shop.py", second.result_id)
        assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
        assert again.result_id == second.result_id
        it.replace("shop.py", "order.save(1)", "order.save()\n        x = 1")
        moved = await it.pull("shop.py", again.result_id)
        assert isinstance(moved, types.RelatedFullDocumentDiagnosticReport)


async def test_route_comes_as_related_information_in_the_other_file(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    async with editor(tmp_path, CLIENT) as it:
        it.open("shop/orders.py")
        [found] = await it.diagnostics("shop/orders.py")
        assert found.related_information
        assert it.uri("shop/gateway.py") in [related.location.uri for related in found.related_information]


async def test_nothing_is_pushed_to_a_client_that_pulls(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, CLIENT) as it:
        it.open("shop.py")
        await it.diagnostics("shop.py")
        it.replace("shop.py", "order.save()", "order.save(1)")
        await it.diagnostics("shop.py")
        assert it.pushed == []


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/shop.py?x", "file:///nowhere/at/all.py", "no uri"])
async def test_document_that_is_no_file_has_none(tmp_path: Path, uri: str) -> None:
    async with editor(tmp_path, CLIENT) as it:
        item = types.TextDocumentItem(uri, "python", 1, PAY)
        if not uri.startswith("file:"):
            it.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        report = await within(
            it.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri)))
        )
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert report.items == ()
