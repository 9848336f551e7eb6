"""What is no message, or none that means anything: it is answered where it can be, and the session goes on."""

from pathlib import Path

import pytest

from tests.harness.wire import Wire
from tests.lsp.workspace import PAY, write


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"[]", -32600),
        (b'"hello"', -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', -32600),
    ],
)
def test_what_is_no_message_is_answered_as_such(tmp_path: Path, wire: Wire, body: bytes, code: int) -> None:
    wire.send_body(body)
    assert wire.receive()["error"]["code"] == code
    wire.initialize(tmp_path)


def test_unknown_and_malformed_messages_do_no_harm(tmp_path: Path, wire: Wire) -> None:
    wire.initialize(tmp_path)
    wire.send("textDocument/inlayHint", 2, params={})
    assert wire.answer(2)["error"]["code"] == -32601
    wire.send("textDocument/hover", 3, params={"textDocument": 7})
    assert wire.answer(3)["error"]["code"] == -32602
    for number, (line, character) in enumerate([(-1, 0), (0, -1), ("0", 0), (None, 0)], start=30):
        spot = {"uri": tmp_path.as_uri() + "/shop.py", "line": line, "character": character}
        wire.send("driftlint/explain", number, params=spot)
        error = wire.answer(number)["error"]
        assert error["code"] == -32602
        assert "Traceback" not in str(error)
    wire.send("workspace/executeCommand", 40, params={"command": "driftlint.explain"})
    assert wire.answer(40)["error"]["code"] == -32602
    wire.send("textDocument/didChange", params={"contentChanges": "all"})
    wire.send("$/setTrace", params={"value": "verbose"})
    wire.send("$/unheardOf", params={})
    wire.send("workspace/didChangeConfiguration", params={"settings": None})
    wire.send("$/cancelRequest", params={"id": 99})
    wire.send_body(b'{"jsonrpc": "2.0", "id": "nobody asked", "result": 1}')
    wire.send_body(b'{"jsonrpc": "2.0", "id": "nobody asked", "error": {"code": 1, "message": "x"}}')
    wire.send("shutdown", 4)
    assert wire.answer(4)["result"] is None
    wire.send("exit")
    assert wire.ends() == 0
    assert wire.process.stderr is not None
    assert "Traceback" not in wire.process.stderr.read().decode()


def test_header_of_any_spelling_is_read(tmp_path: Path, wire: Wire) -> None:
    wire.initialize(tmp_path)
    body = b'{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}'
    kind = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
    wire.send_body(body, b"X-Other: 1\r\n\r\n" + kind + b"content-length:%d\r\n\r\n")
    assert wire.answer(2)["result"] is None


DEEP = b"[" * 100_000
NESTED = b"[" * 900 + b"]" * 900


STRANGE = [
    DEEP,
    b'{"id": 2, "method": "textDocument/hover", "params": %s}' % NESTED,
    b'{"id": 2, "method": "driftlint/explain", "params": %s}' % NESTED,
    b'{"id": [1], "method": "textDocument/hover"}',
    b'{"id": {}, "method": "initialize"}',
    b'{"id": [1], "result": 1}',
    b'{"id": NaN, "method": "textDocument/hover"}',
    b'{"id": %s, "method": "textDocument/hover"}' % (b"9" * 5000),
    b'{"id": "\\ud800", "method": "textDocument/hover"}',
    b'{"id": 2, "method": "\\ud800"}',
    b'{"method": "x", "params": "\\ud800"}',
    b'{"method": "x", "params": %s}' % NESTED,
    b'{"method": "$/cancelRequest", "params": {"id": [1]}}',
    b'{"method": "$/cancelRequest"}',
]


@pytest.mark.parametrize("traced", [True, False])
def test_session_survives(tmp_path: Path, wire: Wire, traced: bool) -> None:
    for body in STRANGE:
        wire.send_body(body)
    wire.initialize(tmp_path)
    wire.send("$/setTrace", params={"value": "verbose" if traced else "off"})
    for number, body in enumerate(STRANGE, start=100):
        wire.send_body(body)
        wire.send("unheard/of", number)
        assert wire.answer(number)["error"]["code"] == -32601


WRONG = [
    b'Content-Length: 5\r\n\r\n{"id": 2, "method": "x"}',
    b'Content-Length: 60\r\n\r\n{"id": 2, "method": "x"}',
    b'Content-Length: -5\r\n\r\n{"id": 2, "method": "x"}',
    b"Content-Length: 0\r\n\r\n",
    b"Content-Length: 4000000000\r\n\r\n",
    b"Content-Length: %s\r\n\r\n" % (b"9" * 5000),
    b"Content-Length: many\r\n\r\n",
    b"hello\n" * 20_000,
]


@pytest.mark.parametrize("more", [1, 3, 10, 18, 19, 20, 21, 22, 40, 5_000])
def test_length_that_is_too_great_costs_nothing(wire: Wire, more: int) -> None:
    for number in range(3):
        body = b'{"id": %d, "method": "unheard/of"}' % number
        wire.input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body) + more, body))
    wire.send("unheard/of", 3)
    assert [wire.receive()["id"] for _ in range(4)] == [0, 1, 2, 3]


def test_wrong_length_costs_two_messages_at_most(tmp_path: Path, wire: Wire) -> None:
    for number, sent in enumerate(WRONG, start=100):
        wire.input.write(sent)
        wire.send("unheard/of", "between")
        wire.send("unheard/of", number)
        assert "error" in wire.answer(number)
    wire.initialize(tmp_path)


@pytest.mark.parametrize("process", [-1, 1 << 40])
def test_process_that_cannot_be_is_not_missed(tmp_path: Path, wire: Wire, process: int) -> None:
    wire.initialize(tmp_path, process)
    wire.send("shutdown", 2)
    assert wire.answer(2)["result"] is None


def test_document_that_can_be_no_file_is_passed_over(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {"shop.py": PAY})
    wire.initialize(tmp_path)
    for number, uri in enumerate(("file:///a%00b.py", "file:///\ud800.py", "file://[", "", "untitled:x"), start=100):
        document = {"uri": uri, "languageId": "python", "version": 1, "text": PAY}
        wire.send("textDocument/didOpen", params={"textDocument": document})
        wire.send("textDocument/documentSymbol", number, params={"textDocument": {"uri": uri}})
        assert wire.answer(number)["result"] == []
    wire.open(tmp_path / "shop.py", PAY)
    assert len(wire.pushed(tmp_path / "shop.py", 1)) == 2


def test_slashes_too_many_are_no_other_file(tmp_path: Path, wire: Wire) -> None:
    shop = write(tmp_path, {"shop.py": PAY}) / "shop.py"
    wire.initialize(tmp_path)
    wire.open(shop, PAY)
    assert len(wire.pushed(shop, 1)) == 2
    document = {"uri": "file:" + "/" * 5 + str(shop)[1:], "languageId": "python", "version": 7, "text": "\n" + PAY}
    wire.send("textDocument/didOpen", params={"textDocument": {**document, "uri": "file:////x.py"}})
    wire.send("workspace/didChangeWatchedFiles", params={"changes": [{"uri": document["uri"], "type": 1}]})
    wire.send("textDocument/didOpen", params={"textDocument": document})
    while (message := wire.receive()).get("params", {}).get("uri") != document["uri"]:
        pass
    assert [it["range"]["start"]["line"] for it in message["params"]["diagnostics"]] == [8, 14]


@pytest.mark.parametrize("root", ["file://[", "", "vscode-vfs://github/x/y", "7"])
def test_session_begins_without_a_root_that_can_be_read(tmp_path: Path, wire: Wire, root: str) -> None:
    wire.send("initialize", 1, params={"processId": None, "rootUri": root, "capabilities": {}})
    assert "capabilities" in wire.answer(1)["result"]
    wire.send("initialized", params={})
    shop = write(tmp_path, {"shop.py": PAY}) / "shop.py"
    wire.open(shop, PAY)
    assert len(wire.pushed(shop, 1)) == 2


@pytest.mark.parametrize(
    "params", ["\ud800", {"uri": "file:///x.py", "line": 2**31}, {"uri": "file:///x.py", "line": 0, "character": 2**80}]
)
def test_parameters_that_mean_nothing_are_refused(tmp_path: Path, wire: Wire, params: object) -> None:
    wire.initialize(tmp_path)
    wire.send("driftlint/explain", 2, params=params)
    assert wire.answer(2)["error"]["code"] == -32602


def test_what_the_client_got_wrong_is_not_written_on_standard_error(tmp_path: Path, wire: Wire) -> None:
    wire.initialize(tmp_path, capabilities={"workspace": {"configuration": True}})
    wire.send("driftlint/explain", 2, params=7)
    wire.send("workspace/executeCommand", 3, params={"command": "unheard.of"})
    assert [wire.answer(number)["error"]["code"] for number in (2, 3)] == [-32602] * 2
    wire.send("shutdown", 4)
    wire.send("exit")
    assert wire.ends() == 0
    assert wire.process.stderr is not None
    assert wire.process.stderr.read() == b""


def test_half_a_character_in_the_constraints_is_a_mistake_at_its_place(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {"shop.py": PAY})
    wire.initialize(tmp_path)
    constraints = tmp_path / "constraints.yaml"
    wire.open(constraints, "# shop\nlayers: \ud83d\n")
    [mistake] = wire.pushed(constraints, 1)
    assert mistake["range"] == {"start": {"line": 1, "character": 8}, "end": {"line": 1, "character": 9}}
    wire.open(tmp_path / "shop.py", PAY)
    assert len(wire.pushed(tmp_path / "shop.py", 1)) == 2


IMPOSSIBLE = [(2**31 - 1, 2**31 - 1), (3, 2**30), (99, 0), (4, 0), (0, 10**6)]


def test_edits_at_positions_that_are_not_there(tmp_path: Path, wire: Wire) -> None:
    """One past the end means the end, and one whose end comes first is taken the other way round or not at all."""
    wire.initialize(tmp_path)
    shop = tmp_path / "shop.py"
    wire.open(shop, PAY)
    version = 1
    for start in IMPOSSIBLE:
        for end in IMPOSSIBLE:
            version += 1
            places = [{"line": line, "character": character} for line, character in (start, end)]
            change = {"range": dict(zip(("start", "end"), places, strict=True)), "text": "x"}
            identifier = {"uri": shop.as_uri(), "version": version}
            wire.send("textDocument/didChange", params={"textDocument": identifier, "contentChanges": [change]})
            wire.send("textDocument/hover", version, params={"textDocument": identifier, "position": places[0]})
            assert "result" in wire.answer(version)
    identifier = {"uri": shop.as_uri(), "version": 99}
    wire.send("textDocument/didChange", params={"textDocument": identifier, "contentChanges": [{"text": PAY}]})
    assert len(wire.pushed(shop, 99)) == 2
