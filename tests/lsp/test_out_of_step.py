"""An edit that cannot be read leaves it open what the document says: then nothing is said of it."""

from pathlib import Path
from typing import Any

import pytest

from tests.harness.wire import Wire
from tests.lsp.workspace import PAY, write

PLACE = {"line": 0, "character": 0}
UNREAD: list[Any] = [
    "all",
    [{"range": {"start": {"line": -1, "character": 0}, "end": PLACE}, "text": "x"}],
    [{"range": {"start": PLACE, "end": PLACE}}],
    [{"text": "x"}, {"range": {"start": PLACE}, "text": "x"}],
]


def change(wire: Wire, path: Path, version: int, changes: Any) -> None:
    identifier = {"uri": path.as_uri(), "version": version}
    wire.send("textDocument/didChange", params={"textDocument": identifier, "contentChanges": changes})


def typed(text: str) -> list[Any]:
    return [{"range": {"start": PLACE, "end": PLACE}, "text": text}]


def lines(items: list[Any]) -> list[int]:
    return [it["range"]["start"]["line"] for it in items]


@pytest.mark.parametrize("changes", UNREAD)
def test_nothing_is_said_of_a_document_until_its_whole_text_comes(tmp_path: Path, wire: Wire, changes: Any) -> None:
    shop = write(tmp_path, {"shop.py": PAY}) / "shop.py"
    wire.initialize(tmp_path)
    wire.open(shop, PAY)
    assert lines(wire.pushed(shop, 1)) == [7, 13]
    change(wire, shop, 2, changes)
    assert wire.pushed(shop, 1) == []
    change(wire, shop, 3, typed("import os\n"))
    asked = {"textDocument": {"uri": shop.as_uri()}, "position": {"line": 7, "character": 9}}
    wire.send("textDocument/hover", 10, params=asked)
    assert wire.answer(10)["result"] is None
    selected = {"range": {"start": PLACE, "end": {"line": 20, "character": 0}}, "context": {"diagnostics": []}}
    wire.send("textDocument/codeAction", 11, params={**asked, **selected})
    assert not wire.answer(11)["result"]
    change(wire, shop, 4, [{"text": "\n" + PAY}, *typed("\n")])
    assert lines(wire.pushed(shop, 4)) == [9, 15]


def test_user_is_told_once(tmp_path: Path, wire: Wire) -> None:
    shop = write(tmp_path, {"shop.py": PAY}) / "shop.py"
    wire.initialize(tmp_path)
    wire.open(shop, PAY)
    for version in range(2, 6):
        change(wire, shop, version, "all")
    wire.send("shutdown", 10)
    said = []
    while (message := wire.receive()).get("id") != 10:
        if message["method"] == "window/logMessage" and "out of step" in message["params"]["message"]:
            said.append(message["params"]["message"])
    [only] = said
    assert str(shop) in only


def lost(root: Path, wire: Wire) -> Path:
    """An open document with findings, of which an edit was then lost."""
    shop = write(root, {"shop.py": PAY}) / "shop.py"
    wire.initialize(root)
    wire.open(shop, PAY)
    assert lines(wire.pushed(shop, 1)) == [7, 13]
    change(wire, shop, 2, "all")
    assert wire.pushed(shop, 1) == []
    return shop


def test_document_is_in_step_again_when_it_is_saved(tmp_path: Path, wire: Wire) -> None:
    shop = lost(tmp_path, wire)
    shop.write_text("\n\n" + PAY, encoding="utf-8")
    change(wire, shop, 3, typed("\n"))
    wire.send("textDocument/didSave", params={"textDocument": {"uri": shop.as_uri()}})
    change(wire, shop, 4, typed("\n"))
    assert lines(wire.pushed(shop, 4)) == [10, 16]


def test_document_is_in_step_again_when_it_is_opened_anew(tmp_path: Path, wire: Wire) -> None:
    shop = lost(tmp_path, wire)
    wire.send("textDocument/didClose", params={"textDocument": {"uri": shop.as_uri()}})
    wire.open(shop, "\n" + PAY)
    assert lines(wire.pushed(shop, 1)) == [8, 14]


def test_nothing_is_said_of_a_document_whose_first_text_cannot_be_read(tmp_path: Path, wire: Wire) -> None:
    shop = write(tmp_path, {"shop.py": PAY, "other.py": PAY}) / "shop.py"
    wire.initialize(tmp_path)
    wire.send("textDocument/didOpen", params={"textDocument": {"uri": shop.as_uri(), "version": 1, "text": 7}})
    change(wire, shop, 2, typed("import os\n"))
    asked = {"textDocument": {"uri": shop.as_uri()}, "position": {"line": 7, "character": 9}}
    wire.send("textDocument/hover", 10, params=asked)
    assert wire.answer(10)["result"] is None
    wire.send("textDocument/didSave", params={"textDocument": {"uri": shop.as_uri()}})
    while not (items := wire.pushed(shop, 2)):
        pass
    assert lines(items) == [7, 13]


def test_other_documents_are_still_checked(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {"shop.py": PAY, "other.py": PAY})
    shop, other = tmp_path / "shop.py", tmp_path / "other.py"
    wire.initialize(tmp_path)
    wire.open(shop, PAY)
    change(wire, shop, 2, "all")
    wire.open(other, PAY)
    assert lines(wire.pushed(other, 1)) == [7, 13]
    wire.send("driftlint/constraints", 10, params={})
    found = [it for rule in wire.answer(10)["result"]["constraints"] for it in rule["findings"]]
    assert {it["file"] for it in found} == {"other.py"}
