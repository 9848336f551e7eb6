"""`driftlint.acceptIntoBaseline`: new findings are taken into the baseline from any editor."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from driftlint.analysis.baseline import NAME
from tests.harness.command import driftlint
from tests.harness.editor import Editor, editor
from tests.lsp.workspace import API, PAY, write

pytestmark = pytest.mark.asyncio

ACCEPT = "driftlint.acceptIntoBaseline"
CHARGE = 'requests.post("https://psp.example/charge")'
ERROR, HINT = types.DiagnosticSeverity.Error, types.DiagnosticSeverity.Hint


async def severities(it: Editor, name: str) -> list[types.DiagnosticSeverity | None]:
    return [found.severity for found in await it.diagnostics(name)]


@pytest.mark.parametrize("client", ["vscode-1.139.1-lc11", "nvim-0.12.4", "emacs28.2-eglot1.9", "vim9.0-ale3.3"])
async def test_action_accepts_the_one_finding(tmp_path: Path, client: str) -> None:
    async with editor(write(tmp_path, {"shop.py": PAY}), client) as it:
        it.open("shop.py")
        assert await severities(it, "shop.py") == [ERROR, ERROR]
        [action] = [one for one in await it.actions("shop.py", CHARGE) if one.command is not None]
        assert action.title == "Accept `http-in-transaction` here into the baseline"
        assert (action.kind, action.edit) == (types.CodeActionKind.QuickFix, None)
        assert await it.resolved(action) == action
        assert action.command is not None
        said = await it.command(action.command.command, *(action.command.arguments or ()))
        assert said == {"accepted": {"http-in-transaction": 1}, "baselines": [it.uri(NAME)]}
        assert it.client.messages[-1].message == f"driftlint: accepted 1 finding into {NAME} (1 of http-in-transaction)"
        await it.until(lambda: it.refreshes or len(it.pushed) > 1)
        assert await severities(it, "shop.py") == [HINT, ERROR]
        assert [one.title for one in await it.actions("shop.py", CHARGE) if one.command is not None] == []


async def test_everything_accepted_is_what_the_command_line_records(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY, "api.py": API})
    async with editor(tmp_path) as it:
        said = await it.command(ACCEPT, {"uri": tmp_path.as_uri()})
        assert said["accepted"] == {"http-in-transaction": 2, "unguarded-endpoint": 1}
        assert it.client.messages[-1].message == (
            f"driftlint: accepted 3 findings into {NAME} (2 of http-in-transaction, 1 of unguarded-endpoint)"
        )
    accepted = (tmp_path / NAME).read_text()
    (tmp_path / NAME).unlink()
    driftlint("baseline", folder=tmp_path)
    assert accepted == (tmp_path / NAME).read_text()


async def test_findings_of_one_rule_or_of_one_file(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY, "api.py": API, "till.py": PAY})
    async with editor(tmp_path) as it:
        said = await it.command(ACCEPT, {"rule": "unguarded-endpoint"})
        assert said["accepted"] == {"unguarded-endpoint": 1}
        said = await it.command(ACCEPT, {"uri": it.uri("till.py")})
        assert said["accepted"] == {"http-in-transaction": 2}
        it.open("shop.py")
        it.open("till.py")
        assert await severities(it, "till.py") == [HINT, HINT]
        assert await severities(it, "shop.py") == [ERROR, ERROR]
        said = await it.command(ACCEPT, {"uri": it.uri("till.py")})
        assert said == {"accepted": {}, "baselines": []}
        assert it.client.messages[-1].message == "driftlint: there is nothing new to accept"


async def test_what_was_recorded_stays_and_growth_is_counted(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    driftlint("baseline", folder=tmp_path)
    before = (tmp_path / NAME).read_text()
    async with editor(tmp_path) as it:
        it.open("shop.py")
        it.replace("shop.py", CHARGE, f"{CHARGE}\n        {CHARGE}")
        said = await it.command(ACCEPT, {"uri": it.uri("shop.py")})
        assert said["accepted"] == {"http-in-transaction": 1}
        assert await severities(it, "shop.py") == [HINT] * 3
    after = (tmp_path / NAME).read_text()
    assert "recorded: 2" in before
    assert "recorded: 3" in after
    assert '"times": 2' in after
    assert set(before.splitlines()) - set(after.splitlines()) == {
        "  recorded: 2",
        next(line for line in before.splitlines() if '"in": "pay"' in line),
    }


async def test_finding_that_a_comment_excuses_is_not_recorded(tmp_path: Path) -> None:
    excused = PAY.replace(CHARGE, f"{CHARGE}  # driftlint: allow[http-in-transaction] it is local")
    async with editor(write(tmp_path, {"shop.py": excused})) as it:
        said = await it.command(ACCEPT, {"rule": "http-in-transaction"})
        assert said["accepted"] == {"http-in-transaction": 1}
    assert '"in": "pay"' not in (tmp_path / NAME).read_text()


async def test_mistake_in_the_constraints_is_nothing_to_accept(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {"constraints.yaml": "version: 2\n", "shop.py": ""})) as it:
        it.open("constraints.yaml")
        assert len(await it.diagnostics("constraints.yaml")) == 1
        assert await it.actions("constraints.yaml", "version") == []
        assert (await it.command(ACCEPT, {"uri": it.uri("constraints.yaml")}))["accepted"] == {}


async def test_each_folder_has_its_own_baseline(tmp_path: Path) -> None:
    write(tmp_path, {"shop/shop.py": PAY, "till/till.py": PAY})
    async with editor(tmp_path, folders=[tmp_path / "shop", tmp_path / "till"]) as it:
        said = await it.command(ACCEPT, {"rule": "http-in-transaction"})
        assert said["accepted"] == {"http-in-transaction": 4}
        assert said["baselines"] == [it.uri(f"shop/{NAME}"), it.uri(f"till/{NAME}")]
    for folder in ("shop", "till"):
        assert "recorded: 2" in (tmp_path / folder / NAME).read_text()


async def test_baseline_that_cannot_be_written_stays_as_it_is(tmp_path: Path) -> None:
    merged = "version: 1\n<<<<<<< ours\n"
    write(tmp_path, {"shop.py": PAY, NAME: merged})
    async with editor(tmp_path) as it:
        assert (await it.command(ACCEPT, {"uri": it.uri("shop.py")}))["accepted"] == {}
        assert it.client.messages[-1].message.endswith(f"/{NAME}` is not sound: `driftlint check` says where")
        it.open(NAME, "version: 1\n")
        assert (await it.command(ACCEPT, {"uri": it.uri("shop.py")}))["accepted"] == {}
        assert "is open in the editor" in it.client.messages[-1].message
        it.close(NAME)
    assert (tmp_path / NAME).read_text() == merged


@pytest.mark.parametrize(
    "meant", [[], [{}], [{"fingerprint": "1"}], [{"rule": "unheard-of"}], ["shop.py"], [{"uri": 1}]]
)
async def test_what_says_nothing_is_refused(tmp_path: Path, meant: list[object]) -> None:
    async with editor(write(tmp_path, {"shop.py": PAY})) as it:
        with pytest.raises(JsonRpcException):
            await it.command(ACCEPT, *meant)
    assert not (tmp_path / NAME).exists()
