"""A server that runs for days keeps no more than it needs, whatever is typed and whatever the client leaves open."""

import asyncio
import gc
import json
import logging
import weakref
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from driftlint.lsp.inbox import Inbox
from driftlint.lsp.server import DriftlintServer
from tests.lsp.workspace import PAY, write

pytestmark = pytest.mark.asyncio

ALL = {
    "textDocument": {"diagnostic": {}, "codeLens": {}},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {
        "diagnostics": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
}


class Here:
    """A server in this process, and a client that answers nothing."""

    def __init__(self) -> None:
        self.server = DriftlintServer(Inbox(lambda _: b""))
        self.server.protocol.set_writer(self)
        self.received: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.received.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        pass

    def send(self, method: str, params: object, **rest: object) -> None:
        self.server.protocol.receive({"method": method, "params": params, **rest}, self.server.inbox)

    def answer(self, question: str, **said: object) -> None:
        self.server.protocol.receive({"id": question, **said}, self.server.inbox)

    async def ask(self, method: str, params: object) -> Any:
        self.received.clear()
        self.send(method, params, id=1)
        while not any(it.get("id") == 1 for it in self.received):
            await self.work()
        return next(it["result"] for it in self.received if it.get("id") == 1)

    async def work(self) -> None:
        """Does one piece of what there is to do, as the server's own loop does."""
        self.server.agenda.step()
        await asyncio.sleep(0)

    async def rest(self) -> None:
        """Does all there is to do."""
        while self.server.agenda.indexing or self.server.agenda.urgent or self.server.agenda.step():
            await self.work()


@asynccontextmanager
async def here(root: Path) -> AsyncIterator[Here]:
    it = Here()
    await it.ask("initialize", {"rootUri": root.as_uri(), "capabilities": ALL})
    it.send("initialized", {})
    try:
        yield it
    finally:
        it.server.agenda.stop()
        it.server.watch.stop()
        logging.getLogger("driftlint").removeHandler(it.server.log)
        gc.unfreeze()


def change(path: Path, version: int, start: int, end: int, text: str) -> dict[str, Any]:
    places = {"start": {"line": start, "character": 0}, "end": {"line": end, "character": 0}}
    identifier = {"uri": path.as_uri(), "version": version}
    return {"textDocument": identifier, "contentChanges": [{"range": places, "text": text}]}


def opened(path: Path, text: str) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}}


async def test_typing_new_names_all_the_time(tmp_path: Path) -> None:
    shop = write(tmp_path, {"shop.py": PAY}) / "shop.py"
    async with here(tmp_path) as it:
        it.send("textDocument/didOpen", opened(shop, PAY))
        await it.rest()
        [project] = it.server.session.projects
        most = 0
        for number in range(2, 600):
            typed = (
                f"        part_{number} = made_{number}(order).part_{number}()\n        send_{number}(part_{number})\n"
            )
            it.send("textDocument/didChange", change(shop, number, 6, 6 if number == 2 else 8, typed))
            await it.ask("textDocument/diagnostic", {"textDocument": {"uri": shop.as_uri()}})
            await it.rest()
            most = max(most, len(project.db))
        assert most < 1_500


async def test_requests_of_the_server_that_nobody_answers(tmp_path: Path) -> None:
    async with here(write(tmp_path, {"shop.py": PAY, "constraints.yaml": ""})) as it:
        await it.rest()
        it.received.clear()

        def kept() -> int:
            gc.collect()
            return sum(
                issubclass(type(each), Future) for each in gc.get_objects()
            )  # `isinstance` asks what pretends too

        async def everything_changes() -> None:
            for number in range(100):
                it.send("workspace/didChangeConfiguration", {"settings": None})
                it.send("$/setTrace", {"value": "off"})
                it.server.agenda.diagnostics_differ()
                it.server.agenda.lenses_may_differ()
                it.send("workspace/executeCommand", {"command": "driftlint.openConstraints"}, id=f"open {number}")
                await it.rest()

        gc.unfreeze()
        await everything_changes()
        before = kept()
        await everything_changes()
        assert kept() == before
        assert sum(each.get("method") == "window/showDocument" for each in it.received) == 200
        asked = [each["id"] for each in it.received if each.get("method") == "workspace/configuration"]
        assert len(asked) == 200
        for question in asked:  # what comes too late is passed over
            it.answer(question, result=[{"logLevel": "error"}])
        assert it.server.settings.log_level == "error"


async def test_folder_that_comes_and_goes(tmp_path: Path) -> None:
    write(tmp_path, {"first/shop.py": PAY, "second/shop.py": PAY})
    folder = {"uri": (tmp_path / "second").as_uri(), "name": "second"}
    async with here(tmp_path / "first") as it:
        await it.rest()
        gone = []
        for _ in range(3):
            it.send("workspace/didChangeWorkspaceFolders", {"event": {"added": [folder], "removed": []}})
            await it.rest()
            gone.append(weakref.ref(it.server.session.projects[-1]))
            it.send("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [folder]}})
            await it.rest()
        assert [each() for each in gone] == [None] * 3
