"""What the baseline knows, in an editor."""

from pathlib import Path

import pytest
from lsprotocol import types

from driftlint.analysis.baseline import NAME
from tests.harness.command import driftlint
from tests.harness.editor import editor
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio

CHARGE = 'requests.post("https://psp.example/charge")'


async def test_known_findings_are_hints_and_new_ones_are_not(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert [found.severity for found in await it.diagnostics("shop.py")] == [types.DiagnosticSeverity.Hint] * 2
        it.replace("shop.py", CHARGE, f"{CHARGE}\n        {CHARGE}")
        severities = [found.severity for found in await it.diagnostics("shop.py")]
        assert severities.count(types.DiagnosticSeverity.Hint) == 2
        assert severities.count(types.DiagnosticSeverity.Error) == 1
        assert "known" in (await it.hover("shop.py", 'refund"') or "")


async def test_client_can_leave_known_findings_out(tmp_path: Path) -> None:
    def quiet(params: types.InitializeParams) -> None:
        params.initialization_options = {"known": "off"}

    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    async with editor(tmp_path, parameters=quiet) as it:
        it.open("shop.py")
        assert await it.diagnostics("shop.py") == []


async def test_known_finding_can_be_mended(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    async with editor(tmp_path) as it:
        it.open("shop.py")
        titles = [action.title for action in await it.actions("shop.py", CHARGE)]
        assert "Run `requests.post` after the commit" in titles


async def test_baseline_shrinks_when_a_mended_file_is_saved(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    async with editor(tmp_path) as it:
        it.open("shop.py")
        await it.diagnostics("shop.py")
        it.replace("shop.py", CHARGE, "pass")
        write(tmp_path, {"shop.py": it.texts["shop.py"]})
        it.save("shop.py")
        assert len(await it.diagnostics("shop.py")) == 1
        text = (tmp_path / NAME).read_text()
        assert text.count("- {") == 1
        assert '"in": "refund"' in text
        it.replace("shop.py", "pass", CHARGE)
        severities = [found.severity for found in await it.diagnostics("shop.py")]
        assert types.DiagnosticSeverity.Error in severities, "what was mended once is new when it comes back"


async def test_saving_half_a_file_or_another_function_keeps_the_baseline(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    before = (tmp_path / NAME).read_text()
    async with editor(tmp_path) as it:
        it.open("shop.py")
        for old, new in (
            (CHARGE, "requests.post("),
            ("requests.post(\n", f"{CHARGE}\n"),
            ("def refund", "def give_back"),
        ):
            it.replace("shop.py", old, new)
            write(tmp_path, {"shop.py": it.texts["shop.py"]})
            it.save("shop.py")
            await it.diagnostics("shop.py")
            assert (tmp_path / NAME).read_text() == before


async def test_changed_baseline_is_noticed(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    async with editor(tmp_path) as it:
        it.open("shop.py")
        await it.diagnostics("shop.py")
        (tmp_path / NAME).unlink()
        it.tell_of(NAME, change=types.FileChangeType.Deleted)
        await it.until(lambda: it.refreshes)
        assert {found.severity for found in await it.diagnostics("shop.py")} == {types.DiagnosticSeverity.Error}
