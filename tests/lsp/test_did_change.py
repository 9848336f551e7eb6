"""`textDocument/didChange`: diagnostics follow the text, whatever happens to it."""

from pathlib import Path

import pytest
from lsprotocol import types

from driftlint.analysis.project import Project
from driftlint.text.position import Range
from tests.harness.editor import editor
from tests.lsp.workspace import PAY, SHOP, write

pytestmark = pytest.mark.asyncio

PUSHED, PULLED = "nvim-0.7.2", "nvim-0.12.4"


@pytest.mark.parametrize("client", [PUSHED, PULLED])
async def test_burst_of_edits_ends_in_what_a_fresh_run_says(tmp_path: Path, client: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, client) as it:
        it.open("shop.py")
        await it.diagnostics("shop.py")
        for number in range(25):
            it.replace("shop.py", "def pay(order):\n", "def pay(order):\n    \n")
            it.replace("shop.py", "def pay(order):\n    \n", f"def pay(order):\n    step_{number} = {number}\n")
        seen = [(place(diagnostic), diagnostic.message) for diagnostic in await it.diagnostics("shop.py")]

    project = Project(str(tmp_path))
    project.open(str(tmp_path / "shop.py"), it.texts["shop.py"])
    fresh = [finding.diagnostic for finding in project.findings(str(tmp_path / "shop.py"))]
    assert seen == [(span(diagnostic.location.range), diagnostic.message) for diagnostic in fresh]
    assert len(seen) == 2


async def test_nothing_is_pushed_for_an_older_version_after_a_newer_one(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, PUSHED) as it:
        it.open("shop.py")
        for number in range(50):
            it.replace("shop.py", "def pay(order):\n", f"def pay(order):\n    step_{number} = {number}\n")
        await it.push("shop.py")
        versions = [push.version or 0 for push in it.pushed if push.uri == it.uri("shop.py")]
        assert versions == sorted(versions)
        assert versions[-1] == 51
        for push in it.pushed:
            assert [diagnostic.range.start.line for diagnostic in push.diagnostics] == [
                6 + (push.version or 0),
                12 + (push.version or 0),
            ]


@pytest.mark.parametrize("half", ["    x = foo(", "    if order.", '    name = "', "    def", "    return {'a': [1,"])
async def test_half_typed_line_keeps_every_other_diagnostic(tmp_path: Path, half: str) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, PULLED) as it:
        it.open("shop.py")
        _, refund = await it.diagnostics("shop.py")
        it.replace("shop.py", "def pay(order):\n", f"def other():\n{half}\n\n\ndef pay(order):\n")
        messages = [diagnostic.message for diagnostic in await it.diagnostics("shop.py")]
        assert len(messages) == 2
        assert refund.message.split("line")[0] in messages[1]


@pytest.mark.parametrize(
    ("client", "encoding"),
    [("nvim-0.12.4", "utf-8"), ("vscode-1.139.1-lc11", "utf-16"), ("emacs30.1-eglot1.17", "utf-32")],
)
async def test_range_is_right_behind_an_emoji(tmp_path: Path, client: str, encoding: str) -> None:
    text = PAY.replace(
        '        requests.post("https://psp.example/charge")', '        "😀é"; requests.post("https://😀")'
    )
    write(tmp_path, {"shop.py": text})
    async with editor(tmp_path, client) as it:
        assert it.encoding == encoding
        it.open("shop.py")
        pay, _ = await it.diagnostics("shop.py")
        assert it.said("shop.py", pay.range).startswith("requests.post")
        it.replace("shop.py", '"😀é"', '"é😀😀"')
        pay, _ = await it.diagnostics("shop.py")
        assert it.said("shop.py", pay.range).startswith("requests.post")
        it.replace("shop.py", "😀😀", "")
        pay, _ = await it.diagnostics("shop.py")
        assert it.said("shop.py", pay.range).startswith("requests.post")


async def test_diagnostics_come_and_go_with_the_text(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, PUSHED) as it:
        it.open("shop.py")
        assert len(await it.diagnostics("shop.py")) == 2
        it.replace("shop.py", '        requests.post("https://psp.example/refund")\n', "")
        assert len(await it.diagnostics("shop.py")) == 1
        it.replace_all("shop.py", "")
        assert await it.diagnostics("shop.py") == []
        it.replace_all("shop.py", PAY)
        assert len(await it.diagnostics("shop.py")) == 2


@pytest.mark.parametrize("client", [PUSHED, PULLED, "nvim-0.10.4", "helix-25.07.1", "vscode-1.139.1-lc11"])
async def test_other_open_document_hears_of_a_change_it_depends_on(tmp_path: Path, client: str) -> None:
    write(tmp_path, SHOP)
    async with editor(tmp_path, client) as it:
        it.open("shop/orders.py")
        it.open("shop/gateway.py")
        assert [diagnostic.code for diagnostic in await it.diagnostics("shop/orders.py")] == ["http-in-transaction"]
        it.pushed.clear()
        it.replace(
            "shop/gateway.py", 'requests.post("https://psp.example/charge", json={"id": order.pk})', "return order"
        )
        if it.pulls:
            await it.until(lambda: it.refreshes)
            assert await it.diagnostics("shop/orders.py") == []
        else:
            assert (await it.push("shop/orders.py")).diagnostics == ()


@pytest.mark.parametrize("client", [PUSHED, PULLED])
async def test_other_open_documents_end_in_what_the_last_edit_says(tmp_path: Path, client: str) -> None:
    others = {f"shop/orders_{number}.py": SHOP["shop/orders.py"] for number in range(5)}
    write(tmp_path, {**SHOP, **others})
    async with editor(tmp_path, client) as it:
        for name in ("shop/gateway.py", *others):
            it.open(name)
        for name in others:
            assert len(await it.diagnostics(name)) == 1
        it.pushed.clear()
        for number in range(21):
            if number % 2:
                it.replace("shop/gateway.py", "return order", "requests.post('https://psp.example/charge')")
            else:
                it.replace_all(
                    "shop/gateway.py", f"import requests\n\n\ndef charge(order):\n    return order  # {number}\n"
                )
            it.replace(f"shop/orders_{number % 5}.py", "order.save()\n", "order.save()\n        order.touch()\n")
        if it.pulls:
            await it.until(lambda: it.refreshes)
        for name in others:
            assert await it.diagnostics(name) == []
            versions = [push.version or 0 for push in it.pushed if push.uri == it.uri(name)]
            assert versions == sorted(versions)


async def test_crlf_document_keeps_its_lines(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY.replace("\n", "\r\n")})
    async with editor(tmp_path, PULLED) as it:
        it.open("shop.py")
        assert [diagnostic.range.start.line for diagnostic in await it.diagnostics("shop.py")] == [7, 13]
        at = types.Position(4, 0)
        change = types.TextDocumentContentChangePartial(types.Range(at, at), "a = 1\r\nb = 2\r\n")
        it.change("shop.py", change, it.texts["shop.py"].replace("def pay", "a = 1\r\nb = 2\r\ndef pay"))
        assert [diagnostic.range.start.line for diagnostic in await it.diagnostics("shop.py")] == [9, 15]


async def test_change_of_a_document_that_is_not_open_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": PAY})
    async with editor(tmp_path, PULLED) as it:
        it.open("shop.py")
        it.versions["other.py"] = 1
        it.change("other.py", types.TextDocumentContentChangeWholeDocument("x"), "x")
        assert len(await it.diagnostics("shop.py")) == 2


def span(it: Range) -> tuple[int, int, int, int]:
    return it.start.line, it.start.column, it.end.line, it.end.column


def place(diagnostic: types.Diagnostic) -> tuple[int, int, int, int]:
    start, end = diagnostic.range.start, diagnostic.range.end
    return start.line, start.character, end.line, end.character
