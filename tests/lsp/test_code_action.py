"""`textDocument/codeAction`: what can be done about a finding."""

import ast
from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import editor
from tests.lsp.workspace import API, PAY, write

pytestmark = pytest.mark.asyncio

CHARGE = 'requests.post("https://psp.example/charge")'


async def test_every_action_mends_its_finding_and_no_other(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        before = await it.diagnostics("shop.py")
        actions = [action for action in await it.actions("shop.py", CHARGE) if action.command is None]
        assert len(actions) >= 2
        for action in actions:
            edit = (await it.resolved(action)).edit
            assert edit is not None, action.title
            text = it.apply(edit)["shop.py"]
            ast.parse(text)
            it.replace_all("shop.py", text)
            assert len(await it.diagnostics("shop.py")) == len(before) - 1, action.title
            it.replace_all("shop.py", PAY)


async def test_suppression_stands_at_the_end_of_the_line(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        action = next(it for it in await it.actions("shop.py", CHARGE) if "Allow" in it.title)
        edit = (await it.resolved(action)).edit
        assert edit is not None
        assert f"        {CHARGE}  # driftlint: allow[http-in-transaction] " in it.apply(edit)["shop.py"]


async def test_actions_for_several_findings_are_told_apart(tmp_path: Path) -> None:
    text = PAY.replace(CHARGE, f"{CHARGE}; {CHARGE}")
    write(tmp_path, {"shop.py": text})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert len(await it.diagnostics("shop.py")) == 3
        titles = [action.title for action in await it.actions_on("shop.py", text)]
        assert len(titles) == len(set(titles))
        allowing, run_later = "Allow `http-in-transaction` here, with a reason", "Run `requests.post` after the commit"
        assert [title for title in titles if "Allow" in title] == [f"{allowing} (line 8)", f"{allowing} (line 14)"]
        assert titles[:2] == [f"{run_later} (8:9)", f"{run_later} (8:54)"]
        assert await it.actions_on("shop.py", "def pay(order)") == []


@pytest.mark.parametrize(
    "call",
    [
        'requests.post("https://psp.example")  # noqa: S113',
        'requests.post(\n            "https://psp.example",\n        )',
        'answer = \\\n            requests.post("https://psp.example")',
        'requests.post("https://psp.example", data="""\n        x\n        """)',
    ],
)
async def test_suppression_fits_whatever_the_line_is(tmp_path: Path, call: str) -> None:
    text = PAY.replace(CHARGE, call)
    write(tmp_path, {"shop.py": text})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert len(await it.diagnostics("shop.py")) == 2
        action = next(it for it in await it.actions("shop.py", "requests.post(") if "Allow" in it.title)
        edit = (await it.resolved(action)).edit
        assert edit is not None
        suppressed = it.apply(edit)["shop.py"]
        assert ast.dump(ast.parse(suppressed)) == ast.dump(ast.parse(text))
        it.replace_all("shop.py", suppressed)
        assert len(await it.diagnostics("shop.py")) == 1


async def test_endpoint_is_declared_public(tmp_path: Path) -> None:
    write(tmp_path, {"api.py": API})
    async with editor(tmp_path) as it:
        it.open("api.py")
        [found] = await it.diagnostics("api.py")
        assert found.code == "unguarded-endpoint"
        actions = await it.actions("api.py", "delete_order(")
        action = next(it for it in actions if "public" in it.title)
        edit = (await it.resolved(action)).edit
        assert edit is not None
        text = it.apply(edit)["api.py"]
        assert "# driftlint: public " in text
        it.replace_all("api.py", text)
        assert await it.diagnostics("api.py") == []


async def test_client_that_cannot_resolve_gets_the_edit_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, "emacs28.2-eglot1.9") as it:
        it.open("shop.py")
        actions = await it.actions("shop.py", CHARGE)
        assert actions
        assert all(action.edit is not None for action in actions if action.command is None)


async def test_diagnostics_without_their_data_are_recognised(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, "vim9.0-ale3.3") as it:
        it.open("shop.py")
        found, _ = await it.diagnostics("shop.py")
        bare = types.Diagnostic(found.range, found.message, code=found.code)
        actions = await it.actions("shop.py", CHARGE, diagnostics=[bare])
        assert actions
        assert all(action.diagnostics == (bare,) for action in actions)


@pytest.mark.parametrize(
    ("only", "some"), [(["quickfix"], True), ([""], True), (["refactor"], False), (["source.organizeImports"], False)]
)
async def test_only_the_kinds_asked_for(tmp_path: Path, only: list[str], some: bool) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert bool(await it.actions("shop.py", CHARGE, only=only)) == some


async def test_none_beside_a_finding(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert await it.actions("shop.py", "def pay") == []


async def test_fixes_are_not_worked_out_unasked(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        unasked = types.CodeActionTriggerKind.Automatic
        assert [action.title for action in await it.actions("shop.py", CHARGE, trigger_kind=unasked)] == [
            "Allow `http-in-transaction` here, with a reason",
            "Accept `http-in-transaction` here into the baseline",
        ]
        asked = await it.actions("shop.py", CHARGE, trigger_kind=types.CodeActionTriggerKind.Invoked)
        assert len(asked) > 2
        assert await it.actions("shop.py", CHARGE, trigger_kind=unasked) == asked


async def test_cursor_is_put_into_the_reason(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY.replace("charge", "charge/$1}")})
    charge = CHARGE.replace("charge", "charge/$1}")
    async with editor(tmp_path) as it:
        it.open("shop.py")
        action = next(it for it in await it.actions("shop.py", charge) if "Allow" in it.title)
        edit = (await it.resolved(action)).edit
        assert edit is not None
        (change,) = edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        (inserted,) = change.edits
        assert isinstance(inserted, types.SnippetTextEdit)
        assert inserted.snippet.value == "  # driftlint: allow[http-in-transaction] ${1:say why}"


@pytest.mark.parametrize("client", ["nvim-0.12.4", "helix-25.07.1", "vim9.0-ale3.3"])
async def test_client_without_snippets_gets_a_reason_to_replace(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        action = next(it for it in await it.actions("shop.py", CHARGE) if "Allow" in it.title)
        edit = (await it.resolved(action)).edit
        assert edit is not None
        changes = edit.document_changes or ()
        assert not any(isinstance(part, types.SnippetTextEdit) for it in changes for part in getattr(it, "edits", ()))
        assert f"{CHARGE}  # driftlint: allow[http-in-transaction] say why\n" in it.apply(edit)["shop.py"]


async def test_rule_that_forbids_it_is_not_offered_to_be_allowed(tmp_path: Path) -> None:
    forbidden = "rules: {http-in-transaction: {suppression: forbidden}}\n"
    write(tmp_path, {"shop.py": PAY, "constraints.yaml": forbidden})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        assert [action.title for action in await it.actions("shop.py", CHARGE) if "Allow" in action.title] == []


async def test_unused_comment_is_removed(tmp_path: Path) -> None:
    comment = "# driftlint: allow[http-in-transaction] the bank is local"
    write(tmp_path, {"shop.py": f"x = 1  {comment}\n"})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        (found,) = await it.diagnostics("shop.py")
        assert found.code == "unused-suppression"
        (action,) = await it.actions("shop.py", comment)
        edit = (await it.resolved(action)).edit
        assert edit is not None
        assert it.apply(edit)["shop.py"] == "x = 1\n"


IDLE = """\
def total(prices):
    return sum(prices)  # driftlint: allow[http-in-transaction] no request


def half(price):
    return price / 2  # driftlint: allow[http-in-transaction] none here either
"""


@pytest.mark.parametrize("client", ["vscode-1.139.1-lc11", "emacs28.2-eglot1.9"])
async def test_all_safe_fixes_are_made_at_once(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"sums.py": IDLE, "shop.py": PAY})
    async with editor(tmp_path, client) as it:
        it.open("sums.py")
        it.open("shop.py")
        [action] = await it.actions("sums.py", "def total", only=["source.fixAll"])
        assert action.kind == "source.fixAll.driftlint"
        edit = action.edit or (await it.resolved(action)).edit
        assert edit is not None
        after = it.apply(edit)["sums.py"]
        assert "driftlint" not in after
        it.replace_all("sums.py", after)
        assert await it.diagnostics("sums.py") == []
        assert await it.actions("sums.py", "def total", only=["source"]) == []
        assert await it.actions("shop.py", "def pay", only=["source.fixAll.driftlint"]) == [], "its fixes are not safe"


ORDERS = """\
from fastapi import FastAPI

from shop.models import find

app = FastAPI()


@app.post("/orders/{order_id}")
def confirm(order_id: int):
    order = find(order_id)
    total = 0
    for line in order.lines:
        total += line.price
    order.total = total
    order.save()
    return {"total": total}


def helper(order):
    order.total = 1
    order.save()
"""


async def test_what_is_selected_in_a_handler_is_extracted(tmp_path: Path) -> None:
    write(tmp_path, {"shop/__init__.py": "", "shop/models.py": "def find(order_id): ...\n", "shop/orders.py": ORDERS})
    async with editor(tmp_path) as it:
        it.open("shop/orders.py")
        spot = "    total = 0\n    for line in order.lines:\n        total += line.price\n"
        [action] = await it.actions_on("shop/orders.py", spot, only=["refactor"])
        assert (action.kind, action.title) == ("refactor.extract", "Extract into `shop.services.confirm`")
        edit = (await it.resolved(action)).edit
        assert edit is not None
        after = it.apply(edit)
        assert "    total = services.confirm(order)\n    order.total = total\n" in after["shop/orders.py"]
        assert after["shop/services.py"] == (
            "def confirm(order):\n    total = 0\n    for line in order.lines:\n        total += line.price\n"
            "    return total\n"
        )
        for elsewhere in ("    return {", "def helper(order):\n    order.total = 1\n"):
            assert await it.actions_on("shop/orders.py", elsewhere, only=["refactor.extract"]) == []
