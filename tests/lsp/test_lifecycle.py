"""How a session ends, and what comes in the wrong order or is no message at all."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.harness.editor import COMMAND, SECONDS
from tests.harness.wire import Wire
from tests.lsp.workspace import API, PAY, write

PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
"""What a client can that asks for diagnostics."""


@pytest.mark.parametrize("parameters", [{}, {"params": None}, {"params": {}}], ids=["absent", "null", "empty"])
def test_exit_after_shutdown_is_success(tmp_path: Path, wire: Wire, parameters: dict[str, Any]) -> None:
    wire.initialize(tmp_path)
    wire.send("shutdown", 2, **parameters)
    assert wire.answer(2)["result"] is None
    wire.send("exit", **parameters)
    assert wire.ends() == 0


def test_second_shutdown_is_answered_and_nothing_else(tmp_path: Path, wire: Wire) -> None:
    wire.initialize(tmp_path)
    wire.send("shutdown", 2)
    wire.send("shutdown", 3)
    wire.send("textDocument/hover", 4, params={})
    assert wire.answer(2)["result"] is None
    assert wire.answer(3)["result"] is None
    assert wire.answer(4)["error"]["code"] == -32600
    wire.send("exit")
    assert wire.ends() == 0


@pytest.mark.parametrize("initialized", [True, False])
def test_exit_without_shutdown_is_failure(tmp_path: Path, wire: Wire, initialized: bool) -> None:
    if initialized:
        wire.initialize(tmp_path)
    wire.send("exit")
    assert wire.ends() == 1


@pytest.mark.parametrize("initialized", [True, False])
def test_closed_pipe_ends_the_server(tmp_path: Path, wire: Wire, initialized: bool) -> None:
    if initialized:
        wire.initialize(tmp_path)
    wire.input.close()
    assert wire.ends() == 1


def test_exit_while_a_large_folder_is_read(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {f"part_{number}.py": PAY * 20 for number in range(200)})
    wire.initialize(tmp_path)
    wire.send("shutdown", 2)
    wire.send("exit")
    assert wire.ends() == 0


def test_server_ends_with_the_process_of_its_client(tmp_path: Path, wire: Wire) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as client:
        wire.initialize(tmp_path, client.pid)
        client.kill()
        assert wire.ends() == 1


def test_client_in_another_container_is_not_missed(tmp_path: Path, wire: Wire) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    wire.initialize(tmp_path, gone.pid)
    wire.send("shutdown", 2)
    assert wire.answer(2)["result"] is None


def test_terminated_server_is_silent(tmp_path: Path, wire: Wire) -> None:
    wire.initialize(tmp_path)
    wire.process.send_signal(signal.SIGTERM)
    assert wire.ends() == -signal.SIGTERM
    assert wire.process.stderr is not None
    assert wire.process.stderr.read() == b""


def test_requests_before_initialize_are_refused(tmp_path: Path, wire: Wire) -> None:
    wire.send("textDocument/hover", "a", params={})
    assert wire.answer("a")["error"]["code"] == -32002
    wire.send("textDocument/didOpen", params={})
    wire.initialize(tmp_path)


def test_cancelled_request_is_answered_as_such(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {f"part_{number}.py": PAY for number in range(50)})
    wire.initialize(tmp_path)
    wire.send("workspace/diagnostic", 2, params={"previousResultIds": []})
    wire.send("$/cancelRequest", params={"id": 2})
    assert wire.answer(2)["error"]["code"] == -32800


def test_diagnostics_that_are_withdrawn_while_they_are_worked_out_are_not_finished(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {"long.py": PAY, "after.py": PAY} | {f"part_{number}.py": API * 5 for number in range(60)})
    wire.initialize(tmp_path, capabilities=PULLS)
    pull = {name: {"textDocument": {"uri": (tmp_path / name).as_uri()}} for name in ("long.py", "after.py")}
    for number in range(2, 20):  # the first is soon being worked on, and takes a while
        wire.send("textDocument/diagnostic", number, params=pull["long.py"])
    for number in range(2, 20):
        wire.send("$/cancelRequest", params={"id": number})
    answers = [wire.answer(number) for number in range(2, 20)]
    assert {it["error"]["code"] for it in answers if "error" in it} <= {-32800}  # one may have been done in time
    wire.send("textDocument/diagnostic", 20, params=pull["after.py"])
    assert len(wire.answer(20)["result"]["items"]) == 2


def test_nothing_but_messages_on_standard_output_and_nothing_on_standard_error(tmp_path: Path, wire: Wire) -> None:
    write(tmp_path, {"shop.py": PAY})
    wire.initialize(tmp_path, os.getpid())
    document = {"uri": (tmp_path / "shop.py").as_uri(), "languageId": "python", "version": 1, "text": PAY}
    wire.send("textDocument/didOpen", params={"textDocument": document})
    assert wire.receive()["method"] == "textDocument/publishDiagnostics"
    wire.send("shutdown", 2)
    wire.answer(2)
    wire.send("exit")
    assert wire.ends() == 0
    assert wire.process.stderr is not None
    assert (wire.output.read(), wire.process.stderr.read()) == (b"", b"")


def test_client_that_names_the_transport_is_served(tmp_path: Path) -> None:
    with subprocess.Popen([*COMMAND, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        wire = Wire(process)
        wire.initialize(tmp_path)
        wire.send("shutdown", 2)
        wire.send("exit")
        assert wire.ends() == 0


def test_session_over_tcp() -> None:
    with subprocess.Popen([*COMMAND, "--tcp", "127.0.0.1:0"], stderr=subprocess.PIPE) as server:
        try:
            assert server.stderr is not None
            port = int(server.stderr.readline().rsplit(b":", 1)[1])
            body = b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}'
            with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
                connection.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
                assert connection.recv(16) == b"Content-Length: "
            assert server.wait(SECONDS) == 1
        finally:
            server.kill()
