"""Progress while a folder is read, and what is answered meanwhile."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import editor, within
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio


async def test_begin_reports_end(tmp_path: Path) -> None:
    write(tmp_path, {f"shop/part_{number}.py": PAY for number in range(40)})
    async with editor(tmp_path) as it:
        await it.until(lambda: any(isinstance(value, types.WorkDoneProgressEnd) for value in it.progress))
        begin, *reports, end = it.progress
        assert isinstance(begin, types.WorkDoneProgressBegin)
        assert tmp_path.name in begin.title
        percentages = [report.percentage for report in reports]
        assert percentages == sorted(percentages)
        assert percentages[-1] == 100
        assert end.message == "40 files"


async def test_open_document_does_not_wait_for_the_rest(tmp_path: Path) -> None:
    write(tmp_path, {f"shop/part_{number}.py": PAY for number in range(400)})
    async with editor(tmp_path) as it:
        it.open("shop/part_399.py")
        assert len(await it.diagnostics("shop/part_399.py")) == 2
        assert not any(isinstance(value, types.WorkDoneProgressEnd) for value in it.progress)


async def test_client_without_progress_is_not_bothered(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, "emacs28.2-eglot1.9") as it:
        it.open("shop.py")
        await it.diagnostics("shop.py")
        assert it.progress == []


async def test_folder_whose_reading_is_called_off_is_left_until_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {f"shop/part_{number}.py": PAY for number in range(400)})
    async with editor(tmp_path) as it:
        await it.until(lambda: it.progress)
        token = next(iter(it.client.progress_reports))
        it.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
        await it.until(lambda: isinstance(it.progress[-1], types.WorkDoneProgressEnd))
        assert it.progress[-1].message == "Left unread: open files are checked as far as they reach"
        it.open("shop/part_399.py")
        assert len(await it.diagnostics("shop/part_399.py")) == 2
        params = types.WorkspaceDiagnosticParams(previous_result_ids=[])
        report = await within(it.client.workspace_diagnostic_async(params))
        assert [item.uri for item in report.items] == [it.uri("shop/part_399.py")]
        assert await it.command("driftlint.checkWorkspace") == {"files": 400, "error": 800}
