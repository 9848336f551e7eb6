"""`workspace/willRenameFiles` and `didRenameFiles`: constraints speak of a module under its new name."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import Editor, editor, within
from tests.lsp.workspace import SHOP, write

pytestmark = pytest.mark.asyncio

CONSTRAINTS = """\
version: 1
layers:
  gateways: shop.gateway          # shop.gateway is all there is
  services: [shop.orders, "shop.gateway_tools"]
teach:
  effects: {http: [shop.gateway.*, other.shop.gateway.send]}
"""


async def ask(it: Editor, old: str, new: str) -> str | None:
    params = types.RenameFilesParams([types.FileRename(it.uri(old), it.uri(new))])
    edit = await within(it.client.workspace_will_rename_files_async(params))
    return None if edit is None else it.apply(edit)["constraints.yaml"]


@pytest.mark.parametrize("client", ["vscode-1.139.1-lc11", "nvim-0.12.4"])
async def test_patterns_follow_a_module(tmp_path: Path, client: str) -> None:
    async with editor(write(tmp_path, {**SHOP, "constraints.yaml": CONSTRAINTS}), client) as it:
        after = await ask(it, "shop/gateway.py", "shop/payments/psp.py")
        assert after == CONSTRAINTS.replace("gateways: shop.gateway", "gateways: shop.payments.psp").replace(
            "[shop.gateway.*", "[shop.payments.psp.*"
        )


async def test_patterns_follow_a_package(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {**SHOP, "constraints.yaml": CONSTRAINTS})) as it:
        after = await ask(it, "shop", "store")
        assert after is not None
        assert "gateways: store.gateway " in after
        assert '[store.orders, "store.gateway_tools"]' in after
        assert "[store.gateway.*, other.shop.gateway.send]" in after


@pytest.mark.parametrize(
    ("old", "new"),
    [("shop/nobody.py", "shop/new.py"), ("shop/gateway.py", "shop/not-a-module.py"), ("shop/gateway.py", "../away.py")],
)
async def test_nothing_where_no_pattern_can_follow(tmp_path: Path, old: str, new: str) -> None:
    write(tmp_path / "inner", {**SHOP, "shop/nobody.py": "", "constraints.yaml": CONSTRAINTS})
    async with editor(tmp_path / "inner") as it:
        assert await ask(it, old, new) is None


async def test_moved_file_is_judged_where_it_is(tmp_path: Path) -> None:
    async with editor(write(tmp_path, SHOP)) as it:
        it.open("shop/orders.py")
        assert len(await it.diagnostics("shop/orders.py")) == 1
        (tmp_path / "shop/gateway.py").rename(tmp_path / "shop/psp.py")
        it.client.workspace_did_rename_files(
            types.RenameFilesParams([types.FileRename(it.uri("shop/gateway.py"), it.uri("shop/psp.py"))])
        )
        assert await it.diagnostics("shop/orders.py") == []
        it.replace("shop/orders.py", "from shop.gateway", "from shop.psp")
        assert len(await it.diagnostics("shop/orders.py")) == 1
