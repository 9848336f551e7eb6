"""A whole session with each editor whose `initialize` was recorded."""

from pathlib import Path

import pytest

from tests.harness.editor import CLIENTS, editor
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio

EDITORS = sorted(path.stem for path in CLIENTS.glob("*.json"))


@pytest.mark.parametrize("client", EDITORS)
async def test_see_understand_mend(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        pay, refund = await it.diagnostics("shop.py")
        assert [pay.code, refund.code] == ["http-in-transaction"] * 2
        assert it.said("shop.py", pay.range).startswith("requests.post")

        shown = await it.hover("shop.py", 'requests.post("https://psp.example/refund")')
        assert shown is not None
        assert refund.message in shown
        assert "http-in-transaction" in shown

        actions = await it.actions("shop.py", 'requests.post("https://psp.example/charge")', diagnostics=[pay])
        assert sum(action.is_preferred or False for action in actions) <= 1
        suppression = await it.resolved(next(action for action in actions if "Allow" in action.title))
        assert suppression.edit is not None
        [(name, text)] = it.apply(suppression.edit).items()
        it.replace_all(name, text)
        assert [left.message for left in await it.diagnostics("shop.py")] == [refund.message.replace("12", "12")]
        it.close("shop.py")


@pytest.mark.parametrize("client", EDITORS)
async def test_edit_suits_what_the_editor_can_take(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        await it.diagnostics("shop.py")
        edits = it.params.capabilities.workspace and it.params.capabilities.workspace.workspace_edit
        for action in await it.actions("shop.py", 'requests.post("https://psp.example/charge")'):
            edit = (await it.resolved(action)).edit
            assert edit is not None
            assert (edit.document_changes is not None) == bool(edits and edits.document_changes)
