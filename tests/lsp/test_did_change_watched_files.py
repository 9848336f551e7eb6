"""Changes outside the editor, told by the client or noticed by the server itself."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.harness.editor import editor
from tests.lsp.workspace import PAY, SHOP, write

pytestmark = pytest.mark.asyncio

HARMLESS = "def charge(order):\n    return order\n"


async def test_client_is_asked_to_watch(tmp_path: Path) -> None:
    async with editor(tmp_path) as it:
        registration = await it.until(lambda: it.registered.get(types.WORKSPACE_DID_CHANGE_WATCHED_FILES))
        options: Any = registration.register_options
        patterns = {watcher["globPattern"] for watcher in options["watchers"]}
        assert {"**/*.py", "**/constraints.yaml"} <= patterns


async def test_changed_file_changes_what_depends_on_it(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    async with editor(tmp_path) as it:
        it.open("shop/orders.py")
        assert len(await it.diagnostics("shop/orders.py")) == 1
        write(tmp_path, {"shop/gateway.py": HARMLESS})
        it.tell_of("shop/gateway.py")
        await it.until(lambda: it.refreshes)
        assert await it.diagnostics("shop/orders.py") == []


async def test_created_and_deleted_files(tmp_path: Path) -> None:
    write(tmp_path, {name: text for name, text in SHOP.items() if name != "shop/gateway.py"})
    async with editor(tmp_path) as it:
        it.open("shop/orders.py")
        assert await it.diagnostics("shop/orders.py") == []
        write(tmp_path, SHOP)
        it.tell_of("shop/gateway.py", change=types.FileChangeType.Created)
        assert len(await it.diagnostics("shop/orders.py")) == 1
        (tmp_path / "shop/gateway.py").unlink()
        it.tell_of("shop/gateway.py", change=types.FileChangeType.Deleted)
        assert await it.diagnostics("shop/orders.py") == []


async def test_deleted_folder_stands_for_what_was_in_it(tmp_path: Path) -> None:
    write(tmp_path, {**SHOP, "shop/psp/__init__.py": "", "shop/psp/gateway.py": SHOP["shop/gateway.py"]})
    write(tmp_path, {"shop/orders.py": SHOP["shop/orders.py"].replace("shop.gateway", "shop.psp.gateway")})
    async with editor(tmp_path) as it:
        it.open("shop/orders.py")
        assert len(await it.diagnostics("shop/orders.py")) == 1
        shutil.rmtree(tmp_path / "shop/psp")
        it.tell_of("shop/psp", change=types.FileChangeType.Deleted)
        assert await it.diagnostics("shop/orders.py") == []


async def test_open_document_stands_over_the_disk(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        write(tmp_path, {"shop.py": ""})
        it.tell_of("shop.py")
        assert len(await it.diagnostics("shop.py")) == 2


@pytest.mark.parametrize("change", ["changed", "created", "replaced"])
async def test_server_watches_for_a_client_that_cannot(tmp_path: Path, change: str) -> None:
    write(tmp_path, SHOP if change != "created" else {**SHOP, "shop/gateway.py": ""})
    if change == "created":
        (tmp_path / "shop/gateway.py").unlink()
    async with editor(tmp_path, "nvim-0.7.2") as it:
        assert types.WORKSPACE_DID_CHANGE_WATCHED_FILES not in it.registered
        it.open("shop/orders.py")
        before = len(await it.diagnostics("shop/orders.py"))
        it.pushed.clear()
        if change == "changed":
            write(tmp_path, {"shop/gateway.py": HARMLESS})
        elif change == "created":
            write(tmp_path, {"shop/gateway.py": SHOP["shop/gateway.py"]})
        else:
            write(tmp_path, {"shop/gateway.new": HARMLESS})
            (tmp_path / "shop/gateway.new").replace(tmp_path / "shop/gateway.py")
        assert len((await it.push("shop/orders.py")).diagnostics) == 1 - before


async def test_folder_that_vanishes_and_comes_back(tmp_path: Path) -> None:
    root = write(tmp_path / "project", SHOP)
    async with editor(root) as it:
        it.open("shop/orders.py")
        assert len(await it.diagnostics("shop/orders.py")) == 1
        shutil.rmtree(root)
        it.tell_of("", change=types.FileChangeType.Deleted)
        it.tell_of("shop", *SHOP, change=types.FileChangeType.Deleted)
        assert await it.diagnostics("shop/orders.py") == []  # what it called is gone
        assert (await it.request("driftlint/endpoints", {}))["endpoints"] == []
        write(root, SHOP)
        it.tell_of(*SHOP, change=types.FileChangeType.Created)
        assert len(await it.diagnostics("shop/orders.py")) == 1


async def test_folder_that_is_a_link_and_links_to_itself(tmp_path: Path) -> None:
    real = write(tmp_path / "real", SHOP)
    (real / "loop").symlink_to(real, target_is_directory=True)
    (tmp_path / "link").symlink_to(real, target_is_directory=True)
    async with editor(tmp_path / "link") as it:
        it.open("shop/orders.py")
        [found] = await it.diagnostics("shop/orders.py")
        assert found.related_information is not None
        assert found.related_information[-1].location.uri == it.uri("shop/gateway.py")
        assert await it.command("driftlint.checkWorkspace") == {"files": 3, "error": 1}
