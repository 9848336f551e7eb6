"""`textDocument/didClose`: the disk speaks again."""

from pathlib import Path

import pytest

from tests.harness.editor import editor
from tests.lsp.workspace import PAY, SHOP, write

pytestmark = pytest.mark.asyncio


async def test_diagnostics_of_a_closed_document_are_taken_back(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, "nvim-0.7.2") as it:
        it.open("shop.py")
        assert len(await it.diagnostics("shop.py")) == 2
        it.close("shop.py")
        assert (await it.push("shop.py")).diagnostics == ()


async def test_unsaved_text_is_forgotten(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    async with editor(tmp_path, "nvim-0.12.4") as it:
        it.open("shop/orders.py")
        it.open("shop/gateway.py", "def charge(order):\n    return order\n")
        assert await it.diagnostics("shop/orders.py") == []
        it.close("shop/gateway.py")
        assert len(await it.diagnostics("shop/orders.py")) == 1
