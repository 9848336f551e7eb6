"""`workspace/diagnostic`: the client asks about every file."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import Editor, editor, within
from tests.lsp.workspace import PAY, SHOP, write

pytestmark = pytest.mark.asyncio


async def ask(it: Editor, known: dict[str, str]) -> list[types.WorkspaceDocumentDiagnosticReport]:
    previous = [types.PreviousResultId(uri, value) for uri, value in known.items()]
    params = types.WorkspaceDiagnosticParams(previous_result_ids=previous)
    return list((await within(it.client.workspace_diagnostic_async(params))).items)


async def test_files_with_diagnostics_are_reported_once(tmp_path: Path) -> None:
    write(tmp_path, {**SHOP, "pay.py": PAY})
    async with editor(tmp_path) as it:
        first = await ask(it, {})
        assert {item.uri for item in first} == {it.uri("shop/orders.py"), it.uri("pay.py")}
        known = {item.uri: item.result_id or "" for item in first}
        again = await ask(it, known)
        assert {item.uri: item.result_id for item in again} == known
        assert all(isinstance(item, types.WorkspaceUnchangedDocumentDiagnosticReport) for item in again)


async def test_file_that_is_mended_or_gone_is_reported_empty(tmp_path: Path) -> None:
    write(tmp_path, {**SHOP, "pay.py": PAY})
    async with editor(tmp_path) as it:
        known = {item.uri: item.result_id or "" for item in await ask(it, {})}
        (tmp_path / "pay.py").unlink()
        it.tell_of("pay.py", change=types.FileChangeType.Deleted)
        it.open("shop/gateway.py", "def charge(order):\n    return order\n")
        items = {item.uri: item for item in await ask(it, known)}
        for name in ("pay.py", "shop/orders.py"):
            item = items[it.uri(name)]
            assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
            assert item.items == ()


async def test_open_document_is_reported_with_its_version(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    async with editor(tmp_path) as it:
        it.open("pay.py")
        it.replace("pay.py", "order.save()", "order.save(1)")
        [item] = await ask(it, {})
        assert item.version == 2


async def test_report_comes_in_parts_where_the_client_takes_them(tmp_path: Path) -> None:
    write(tmp_path, {f"part_{number}.py": PAY for number in range(50)})
    async with editor(tmp_path) as it:
        params = types.WorkspaceDiagnosticParams(previous_result_ids=[], partial_result_token=1)
        last = await within(it.client.workspace_diagnostic_async(params))
        parts = [[item["uri"] for item in part["items"]] for part in it.parts]
        assert [len(part) for part in parts] == [20, 20, 10]
        assert list(last.items) == []
        everything = [uri for part in parts for uri in part]
        assert sorted(everything) == sorted(it.uri(f"part_{number}.py") for number in range(50))
