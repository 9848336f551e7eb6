"""A client that is written out by hand: what goes over the pipe is what the test says, right or wrong."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.harness.editor import COMMAND, SECONDS


class Wire:
    """A server spoken to by hand."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stdin is not None
        assert process.stdout is not None
        self.input, self.output = process.stdin, process.stdout

    def send(self, method: str, request: object = None, **rest: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, **rest}
        self.send_body(json.dumps(message if request is None else {**message, "id": request}).encode())

    def send_body(self, body: bytes, header: bytes = b"Content-Length: %d\r\n\r\n") -> None:
        self.input.write(header % len(body) + body)
        self.input.flush()

    def receive(self) -> dict[str, Any]:
        """The next message. Raises `EOFError` where none comes any more."""
        length = 0
        while (line := self.output.readline()).strip():
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        if not line:
            raise EOFError("the server has ended")
        message: dict[str, Any] = json.loads(self.output.read(length))
        return message

    def answer(self, request: object) -> dict[str, Any]:
        while (message := self.receive()).get("id") != request or "method" in message:
            pass
        return message

    def initialize(self, root: Path, process: int | None = None, capabilities: dict[str, Any] | None = None) -> None:
        parameters = {"processId": process, "rootUri": root.as_uri(), "capabilities": capabilities or {}}
        self.send("initialize", 1, params=parameters)
        assert "capabilities" in self.answer(1)["result"]
        self.send("initialized", params={})

    def open(self, path: Path, text: str) -> None:
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.send("textDocument/didOpen", params={"textDocument": document})

    def pushed(self, path: Path, version: int) -> list[Any]:
        """The diagnostics pushed for a version of a document."""
        while True:
            message = self.receive()
            params = message.get("params", {})
            if params.get("uri") == path.as_uri() and params.get("version") == version:
                items: list[Any] = params["diagnostics"]
                return items

    def ends(self) -> int:
        return self.process.wait(SECONDS)


@contextmanager
def started() -> Iterator[Wire]:
    """A server that is ended in any case: one that says nothing for too long ends the test, not the run."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        overdue = threading.Timer(SECONDS, process.kill)
        overdue.start()
        try:
            yield Wire(process)
        finally:
            overdue.cancel()
            process.kill()
