"""Progress while a folder is read, and what is answered meanwhile."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import editor
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
