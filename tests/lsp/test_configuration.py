"""Settings: asked for, told of, sent along; each has an effect."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.command import driftlint
from tests.harness.editor import Editor, editor, within
from tests.lsp.test_code_lens import API, lenses
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio


def change(it: Editor, settings: object = None) -> None:
    it.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=settings))


async def reported(it: Editor, known: list[types.PreviousResultId] | None = None) -> dict[str, int]:
    """How many diagnostics each file is reported with."""
    params = types.WorkspaceDiagnosticParams(previous_result_ids=known or [])
    report = await within(it.client.workspace_diagnostic_async(params))
    return {
        Path(item.uri).name: len(item.items)
        for item in report.items
        if isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
    }


async def test_change_is_asked_for(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        it.open("shop/api.py")
        assert len(await lenses(it, "shop/api.py")) == 2
        it.settings["driftlint"] = {"codeLens": False}
        asked = it.settings_asked
        change(it)
        await it.until(lambda: it.settings_asked > asked)
        assert await lenses(it, "shop/api.py") == []
        registered = it.registered[types.WORKSPACE_DID_CHANGE_CONFIGURATION]
        assert registered.register_options == {"section": "driftlint"}


async def test_change_that_is_sent_along_is_taken(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API), "nvim-0.7.2") as it:
        it.open("shop/api.py")
        change(it, {"driftlint": {"codeLens": False}})
        assert await lenses(it, "shop/api.py") == []
        change(it, {"codeLens": True})
        assert len(await lenses(it, "shop/api.py")) == 2


async def test_known_findings_are_left_out_as_soon_as_the_user_wants_it(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert len(await it.diagnostics("shop.py")) == 2
        it.settings["driftlint"] = {"known": "off"}
        seen = it.refreshes
        change(it)
        await it.until(lambda: it.refreshes > seen)
        assert await it.diagnostics("shop.py") == []


async def test_files_that_are_not_open_are_left_out_where_the_user_wants_it(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {"one.py": PAY, "two.py": PAY})) as it:
        it.open("one.py")
        assert await reported(it) == {"one.py": 2, "two.py": 2}
        it.settings["driftlint"] = {"diagnose": "openFiles"}
        seen = it.refreshes
        change(it)
        await it.until(lambda: it.refreshes > seen)
        known = [types.PreviousResultId(it.uri("two.py"), "of before")]
        assert await reported(it, known) == {"one.py": 2, "two.py": 0}


async def test_log_is_as_long_as_the_user_wants_it(tmp_path: Path) -> None:
    def of(level: object) -> dict[str, object]:
        return {"driftlint": {"logLevel": level}}

    async with editor(write(tmp_path, {"one.py": PAY}), "nvim-0.7.2") as it:
        change(it, of("info"))
        it.client.protocol.notify("driftlint/unheardOf", {})
        await it.until(lambda: any("unheardOf" in told.message for told in it.client.log_messages))
        change(it, of("error"))
        told = len(it.client.log_messages)
        it.client.protocol.notify("driftlint/unheardOf", {})
        it.open("one.py")
        await it.diagnostics("one.py")
        assert len(it.client.log_messages) == told


async def test_setting_that_cannot_be_read_is_told_and_the_others_hold(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API), "nvim-0.7.2") as it:
        it.open("shop/api.py")
        change(it, {"driftlint": {"logLevel": 7, "codeLens": False}})
        assert await lenses(it, "shop/api.py") == []
        assert any("driftlint.logLevel" in told.message for told in it.client.log_messages)


async def test_trace_tells_what_each_message_cost(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {"one.py": PAY})) as it:
        it.client.set_trace(types.SetTraceParams(types.TraceValue.Verbose))
        it.open("one.py")
        await it.until(lambda: any(told.message.startswith("textDocument/didOpen took") for told in it.traces))
        [opened] = [told for told in it.traces if "didOpen" in told.message]
        assert "one.py" in (opened.verbose or "")
        it.client.set_trace(types.SetTraceParams(types.TraceValue.Off))
        await it.diagnostics("one.py")
        assert not any("textDocument/diagnostic" in told.message for told in it.traces)
