"""`codeAction/resolve`: the edit of an action."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import editor, within
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio

CHARGE = 'requests.post("https://psp.example/charge")'


async def test_edit_is_left_for_later_and_speaks_of_the_version(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        actions = [action for action in await it.actions("shop.py", CHARGE) if action.command is None]
        assert all(action.edit is None for action in actions)
        it.replace("shop.py", "def pay(order):\n", "def pay(order):\n    x = 1\n")
        for action in actions:
            edit = (await it.resolved(action)).edit
            assert edit is not None
            assert edit.document_changes is not None
            versions = [
                it.text_document.version for it in edit.document_changes if isinstance(it, types.TextDocumentEdit)
            ]
            assert versions == [2]


@pytest.mark.parametrize(
    "action",
    [
        types.CodeAction("done", edit=types.WorkspaceEdit(changes={})),
        types.CodeAction("of another server", data={"x": 1}),
        types.CodeAction(
            "of an older session", data={"uri": "file:///gone.py", "fingerprint": "0", "line": 1, "action": "x"}
        ),
        types.CodeAction("bare"),
        types.CodeAction("odd", kind="quickfix", is_preferred=True, data=[1, None]),
    ],
    ids=lambda action: action.title,
)
async def test_action_that_is_not_ours_comes_back_unharmed(tmp_path: Path, action: types.CodeAction) -> None:
    async with editor(tmp_path) as it:
        assert await within(it.client.code_action_resolve_async(action)) == action


async def test_resolving_twice_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        for action in await it.actions("shop.py", CHARGE):
            once = await it.resolved(action)
            assert await within(it.client.code_action_resolve_async(once)) == once
