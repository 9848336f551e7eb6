"""`workspace/executeCommand`, and `driftlint/explain`, which says the same to editors with a place for it."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.harness.command import driftlint
from tests.harness.editor import editor
from tests.lsp.test_code_lens import API
from tests.lsp.workspace import SHOP, write

pytestmark = pytest.mark.asyncio


async def test_commands_are_announced(tmp_path: Path) -> None:
    async with editor(tmp_path) as it:
        assert it.capabilities is not None
        assert it.capabilities.execute_command_provider is not None
        assert set(it.capabilities.execute_command_provider.commands) >= {
            "driftlint.explain",
            "driftlint.checkWorkspace",
            "driftlint.openConstraints",
        }


@pytest.mark.parametrize("client", ["vscode-1.139.1-lc11", "emacs28.2-eglot1.9"])
async def test_finding_is_explained_with_its_route(tmp_path: Path, client: str) -> None:
    async with editor(write(tmp_path, SHOP), client) as it:
        it.open("shop/orders.py")
        at = it.place("shop/orders.py", "charge(order)\n").start
        said = await it.command("driftlint.explain", it.uri("shop/orders.py"), at.line, at.character)
        assert "requests.post" in said
        assert "transaction" in said
        assert [message.message for message in it.client.messages] == [said]
        asked = {"uri": it.uri("shop/orders.py"), "line": at.line, "character": at.character}
        answer = await it.request("driftlint/explain", asked)
        kind = "markdown" if client.startswith("vscode") else "plaintext"
        assert answer == {"kind": kind, "value": said}


async def test_line_without_finding_is_explained_by_what_is_known_there(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API), "emacs28.2-eglot1.9") as it:
        answer = await it.request("driftlint/explain", {"uri": it.uri("shop/api.py"), "line": 15})
        assert answer["value"].split("\n")[0] == "No constraint is broken here."
        assert "GET /health" in answer["value"]
        assert "- auth: shop.access.current_user from router, shop/api.py:7" in answer["value"]


async def test_whole_workspace_is_checked(tmp_path: Path) -> None:
    async with editor(write(tmp_path, SHOP)) as it:
        assert await it.command("driftlint.checkWorkspace") == {"files": 3, "error": 1}
        assert it.client.messages[-1].message == "driftlint: 1 finding (1 error) in 3 files"
        assert await it.command("driftlint.checkWorkspace", it.uri("shop/gateway.py")) == {"files": 1}
        assert it.client.messages[-1].message == "driftlint: no findings in 1 file"


async def test_known_findings_are_counted_apart(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    driftlint("baseline", folder=tmp_path)
    async with editor(tmp_path) as it:
        assert await it.command("driftlint.checkWorkspace") == {"files": 3, "known": 1}
        assert it.client.messages[-1].message == "driftlint: no new findings, 1 known in 3 files"


async def test_constraints_are_shown(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {**SHOP, "constraints.yaml": "version: 1\n"})) as it:
        await it.command("driftlint.openConstraints", it.uri("shop/orders.py"))
        assert [shown.uri for shown in it.client.shown_documents] == [it.uri("constraints.yaml")]
        assert it.applied == []


async def test_constraints_are_started_where_there_are_none(tmp_path: Path) -> None:
    async with editor(write(tmp_path, SHOP)) as it:
        await it.command("driftlint.openConstraints")
        [edit] = it.applied
        made, filled = edit.document_changes or ()
        assert isinstance(made, types.CreateFile)
        assert made.uri == it.uri("constraints.yaml")
        assert isinstance(filled, types.TextDocumentEdit)
        assert [shown.uri for shown in it.client.shown_documents] == [it.uri("constraints.yaml")]
        [change] = filled.edits
        assert isinstance(change, types.TextEdit)
        assert change.new_text == driftlint("init", "--print", folder=tmp_path).out
        it.open("shop/orders.py")
        before = await it.diagnostics("shop/orders.py")
        assert len(before) == 1
        it.open("constraints.yaml", change.new_text)
        assert await it.diagnostics("constraints.yaml") == []
        assert await it.diagnostics("shop/orders.py") == before


async def test_constraints_are_started_in_a_folder_without_code(tmp_path: Path) -> None:
    async with editor(tmp_path) as it:
        await it.command("driftlint.openConstraints")
        [text] = it.apply(it.applied[0]).values()
        it.open("constraints.yaml", text)
        assert await it.diagnostics("constraints.yaml") == []


async def test_constraints_that_the_user_does_not_want_are_not_shown(tmp_path: Path) -> None:
    async with editor(write(tmp_path, SHOP)) as it:
        it.declines = True
        assert await it.command("driftlint.openConstraints") is None
        assert it.client.shown_documents == []
        assert "was not started" in it.client.messages[-1].message


async def test_editor_that_makes_no_files_is_told_who_does(tmp_path: Path) -> None:
    async with editor(write(tmp_path, SHOP), "vim9.0-ale3.3") as it:
        assert await it.command("driftlint.openConstraints") is None
        [told] = it.client.messages
        assert told.message == f"driftlint: there is no {tmp_path / 'constraints.yaml'}; `driftlint init` writes it"


async def test_editor_that_shows_no_documents_is_told_where_it_is(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {**SHOP, "constraints.yaml": "version: 1\n"}), "vim9.0-ale3.3") as it:
        await it.command("driftlint.openConstraints")
        assert it.client.messages[-1].message == f"driftlint: the constraints are in {tmp_path / 'constraints.yaml'}"


async def test_unknown_command_is_refused(tmp_path: Path) -> None:
    async with editor(tmp_path) as it:
        with pytest.raises(JsonRpcException, match=r"no command of driftlint"):
            await it.command("driftlint.unheardOf")
