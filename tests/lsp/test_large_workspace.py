"""A file opened in a large workspace that nobody has read yet: what can be said at once, then everything."""

from pathlib import Path

import pytest
from lsprotocol import types

from driftlint.analysis.project import AT_ONCE
from tests.harness.editor import editor
from tests.lsp.workspace import API, PAY, write

pytestmark = pytest.mark.asyncio

PUSHED, PULLED = "nvim-0.7.2", "nvim-0.12.4"
BOTH = API + "\n\n" + PAY


def large(root: Path) -> None:
    write(root, {"shop.py": BOTH} | {f"part_{number}.py": "x = 1\n" for number in range(AT_ONCE)})


def codes(diagnostics: list[types.Diagnostic]) -> set[object]:
    return {it.code for it in diagnostics}


async def test_pushed_diagnostics_are_completed_once_the_workspace_is_read(tmp_path: Path) -> None:
    large(tmp_path)
    async with editor(tmp_path, PUSHED) as it:
        it.open("shop.py")
        uri = it.uri("shop.py")

        def complete() -> bool:
            pushed = [push for push in it.pushed if push.uri == uri]
            return bool(pushed) and codes(list(pushed[-1].diagnostics)) == {"unguarded-endpoint", "http-in-transaction"}

        await it.until(complete)
        assert all("http-in-transaction" in codes(list(push.diagnostics)) for push in it.pushed if push.uri == uri)


async def test_a_client_that_asked_early_is_told_to_ask_again(tmp_path: Path) -> None:
    large(tmp_path)
    async with editor(tmp_path, PULLED) as it:
        it.open("shop.py")
        seen = codes(await it.diagnostics("shop.py"))
        assert "http-in-transaction" in seen
        if "unguarded-endpoint" not in seen:
            await it.until(lambda: it.refreshes)
            seen = codes(await it.diagnostics("shop.py"))
        assert seen == {"unguarded-endpoint", "http-in-transaction"}
