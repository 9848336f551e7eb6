"""A client of language servers that does nothing but open, type and wait, so that what it waits for is the server."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.bench.machine import Memory, memory_of

DOCUMENT = {
    "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
    "diagnostic": {},
}
WORKSPACE = {"diagnostics": {"refreshSupport": True}}
"""Who cannot be told to ask again gets its diagnostics pushed; see `lsp/client.py`."""


class Client:
    """One session with one server, whose documents are pulled as the large editors do."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self._input, self._output = process, process.stdin, process.stdout
        self._requests = 0
        self._versions: dict[Path, int] = {}
        self._working: set[object] = set()
        self._worked = False
        self.refreshed = False
        """Whether the server has said, since this was last set to false, that diagnostics are to be asked for again."""

    async def initialize(self, root: Path) -> None:
        """Begins the session over `root`."""
        await self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
                "capabilities": {
                    "textDocument": DOCUMENT,
                    "workspace": WORKSPACE,
                    "window": {"workDoneProgress": True},
                },
            },
        )
        self.send("initialized", {})

    async def open(self, path: Path) -> list[Any]:
        """Opens the file; returns its diagnostics."""
        self._versions[path] = 1
        text = path.read_text(encoding="utf-8")  # noqa: ASYNC240  there is nothing else to do meanwhile
        item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})
        return await self.diagnostics(path)

    async def type(self, path: Path, line: int, column: int, text: str, *, over: int = 0) -> list[Any]:
        """Writes `text` over `over` characters at a zero-based place; returns the diagnostics of the file."""
        self._versions[path] += 1
        start, end = {"line": line, "character": column}, {"line": line, "character": column + over}
        change = {"range": {"start": start, "end": end}, "text": text}
        identifier = {"uri": path.as_uri(), "version": self._versions[path]}
        self.send("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
        return await self.diagnostics(path)

    async def diagnostics(self, path: Path) -> list[Any]:
        """The diagnostics of an open file."""
        report = await self.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}})
        items: list[Any] = report["items"]
        return items

    async def indexed(self) -> None:
        """Waits until the server has worked off what it shows progress for."""
        while self._working or not self._worked:
            await self._receive()

    async def told_to_refresh(self) -> None:
        """Waits until the server says that diagnostics are to be asked for again."""
        while not self.refreshed:
            await self._receive()

    def memory(self) -> Memory:
        """What the server and its children hold now."""
        return memory_of(self.process.pid)

    async def ask(self, method: str, parameters: object) -> Any:
        """The result of a request."""
        self._requests += 1
        self.send(method, parameters, id=self._requests)
        while True:
            message = await self._receive()
            if message.get("id") == self._requests and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def send(self, method: str, parameters: object, **rest: object) -> None:
        """Sends a notification, or with an `id` a request."""
        self._write({"method": method, "params": parameters, **rest})

    async def end(self) -> None:
        """Ends the session and the server."""
        await self.ask("shutdown", None)
        self.send("exit", None)
        await self.process.wait()

    def _write(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def _receive(self) -> dict[str, Any]:
        length = 0
        while (line := await self._output.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if not line:
            raise RuntimeError("the server has ended")
        message: dict[str, Any] = json.loads(await self._output.readexactly(length))
        if "method" in message:
            self._take(message, message.get("params") or {})
        return message

    def _take(self, message: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Notes what the server tells, and answers what it asks."""
        method = message["method"]
        if method == "$/progress":
            kind = parameters["value"]["kind"]
            self._worked = self._worked or kind == "end"
            if kind == "end":
                self._working.discard(parameters["token"])
        elif method == "window/workDoneProgress/create":
            self._working.add(parameters["token"])
        elif method == "workspace/diagnostic/refresh":
            self.refreshed = True
        if "id" in message:
            asked = parameters.get("items", ()) if method == "workspace/configuration" else None
            self._write({"id": message["id"], "result": None if asked is None else [None] * len(asked)})


@asynccontextmanager
async def serving(command: Sequence[str], root: Path) -> AsyncIterator[Client]:
    """A session over `root` with the server that `command` starts, ended afterwards."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=-1, stdout=-1, stderr=asyncio.subprocess.DEVNULL, cwd=root, limit=1 << 28
    )
    client = Client(process)
    try:
        await client.initialize(root)
        yield client
        await client.end()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
