"""Very much at once: documents, edits, answers that nobody reads."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from driftlint.analysis.project import Project
from tests.harness.wire import Wire
from tests.lsp.workspace import PAY, write

UNREAD = 2_000
"""So many answers that no pipe holds them."""


def pasted(version: int, line: int, text: str, uri: str) -> dict[str, Any]:
    place = {"line": line, "character": 0}
    change = {"range": {"start": place, "end": place}, "text": text}
    return {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}


def test_thousand_documents_opened_at_once(tmp_path: Path, wire: Wire) -> None:
    files = [tmp_path / f"part_{number}.py" for number in range(1_000)]
    wire.initialize(tmp_path)
    for path in files:
        wire.open(path, PAY)
    left = {path.as_uri() for path in files}
    while left:
        message = wire.receive()
        if message.get("method") == "textDocument/publishDiagnostics":
            assert len(message["params"]["diagnostics"]) == 2
            left.remove(message["params"]["uri"])


def test_burst_of_edits_is_worked_off_as_one(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {"shop.py": PAY})
    shop, lines = tmp_path / "shop.py", PAY.splitlines(keepends=True)
    wire.initialize(tmp_path)
    wire.open(shop, PAY)
    wire.pushed(shop, 1)
    for version in range(2, 5_002):
        typed = f"STEP_{version} = {version}\n"
        lines.insert(3, typed)
        wire.send("textDocument/didChange", params=pasted(version, 3, typed, shop.as_uri()))
    wire.send("unheard/of", 2)
    before = 0
    while (message := wire.receive()).get("id") != 2:
        before += message.get("method") == "textDocument/publishDiagnostics"
    assert before < 1_000  # at most where the server was faster than this test
    told = [(it["range"]["start"]["line"], it["message"]) for it in wire.pushed(shop, 5_001)]

    project = Project(str(tmp_path))
    project.open(str(shop), "".join(lines))
    fresh = [it.diagnostic for it in project.findings(str(shop))]
    assert told == [(it.location.range.start.line, it.message) for it in fresh]
    assert len(told) == 2


def test_document_of_five_megabytes(tmp_path: Path, wire: Wire) -> None:
    wire.initialize(tmp_path)
    shop = tmp_path / "shop.py"
    wire.open(shop, PAY + "".join(f'LINE_{number} = "{"a" * 5_000}"\n' for number in range(1_000)))
    assert len(wire.pushed(shop, 1)) == 2
    wire.send("textDocument/didChange", params=pasted(2, 900, "\n", shop.as_uri()))
    wire.send("textDocument/didChange", params=pasted(3, 0, "import os\n", shop.as_uri()))
    assert [it["range"]["start"]["line"] for it in wire.pushed(shop, 3)] == [8, 14]


def test_nothing_is_lost_on_a_client_that_does_not_read(tmp_path: Path, wire: Wire) -> None:
    wire.initialize(tmp_path)
    shop = tmp_path / "shop.py"
    wire.open(shop, PAY)
    overload(wire)
    wire.send("textDocument/didChange", params=pasted(2, 0, "import os\n", shop.as_uri()))
    assert [wire.answer(number)["error"]["code"] for number in range(UNREAD)] == [-32601] * UNREAD
    assert [it["range"]["start"]["line"] for it in wire.pushed(shop, 2)] == [8, 14]


@pytest.mark.parametrize("orderly", [True, False])
def test_exit_of_a_client_that_does_not_read(tmp_path: Path, wire: Wire, orderly: bool) -> None:
    wire.initialize(tmp_path)
    overload(wire)
    if orderly:
        wire.send("exit")
    else:
        wire.input.close()
    assert wire.ends() == 1


def test_end_of_a_client_that_does_not_read_and_leaves_its_pipes_behind(tmp_path: Path, wire: Wire) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as client:
        wire.initialize(tmp_path, client.pid)
        overload(wire)
        client.kill()
        assert wire.ends() == 1


def overload(wire: Wire) -> None:
    for number in range(UNREAD):
        wire.send(f"unheard/of/{'a' * 100}", number)
