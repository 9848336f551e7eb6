"""How long a keystroke takes to show in the diagnostics of a 10,000-line file, seen from the client's side.

Writes a backend of one long FastAPI and SQLAlchemy module and the modules it uses, always the same one; opens the
module in `driftlint server` and in `ruff server`, types into a function body one character at a time, and waits for the
diagnostics of each keystroke before the next one. The two take turns, so that both see the same machine.

    python tests/bench/keystroke.py [--edits 200] [--lines 10000] [--push] [--keep FOLDER]
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REFRESH = {"diagnostics": {"refreshSupport": True}}
"""Who cannot be told to ask again gets its diagnostics pushed; see `lsp/client.py`."""

ENTITIES = ("order", "invoice", "customer", "shipment", "payment", "refund", "voucher", "basket", "supplier", "stock")
HANDLER = '''
class {Entity}{n}Create(BaseModel):
    name: str
    quantity: int = 1
    note: str | None = None


class {Entity}{n}Read({Entity}{n}Create):
    id: int
    total: Decimal


def price_{entity}_{n}(session: Session, item: models.{Entity}, quantity: int) -> Decimal:
    """The price of {entity} {n}, discounts included."""
    total = Decimal(0)
    for position in item.positions:
        if position.discount and position.discount.valid_until > utc_now():
            total += position.price * position.quantity * (1 - position.discount.rate)
        else:
            total += position.price * position.quantity
    logger.info("priced %s: %s", item.id, total)
    return total * quantity


@router.post("/{entity}s-{n}", response_model={Entity}{n}Read, status_code=201)
def create_{entity}_{n}(
    payload: {Entity}{n}Create,
    session: Annotated[Session, Depends(get_session)],
    user: Annotated[models.User, Depends(current_user)],
):
    existing = session.scalars(select(models.{Entity}).where(models.{Entity}.name == payload.name)).first()
    if existing is not None:
        raise HTTPException(status_code=409, detail="{entity} exists")
    {entity} = models.{Entity}(name=payload.name, owner=user, note=payload.note)
    with session.begin():
        session.add({entity})
        {inside}
    return {entity}


@router.get("/{entity}s-{n}/{{{entity}_id}}", response_model={Entity}{n}Read)
def read_{entity}_{n}({entity}_id: int, session: Annotated[Session, Depends(get_session)]{guard}):
    {entity} = session.get(models.{Entity}, {entity}_id)
    if {entity} is None:
        raise HTTPException(status_code=404)
    return {entity}
'''
HEAD = '''"""The endpoints of the shop, all in one file, as such files come to be."""

import logging
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import gateway, models
from shop.auth import current_user
from shop.clock import utc_now
from shop.db import get_session

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/api")
'''
USED = {
    "shop/__init__.py": "",
    "shop/auth.py": """from fastapi import Header, HTTPException

from shop import models


def current_user(token: str = Header()) -> models.User:
    if not token:
        raise HTTPException(status_code=401)
    return models.User(name=token)
""",
    "shop/clock.py": """from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
""",
    "shop/db.py": """from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session
""",
    "shop/gateway.py": """import httpx

client = httpx.Client(timeout=5)


def announce(item: object) -> None:
    _post("/announcements", {"id": item.id})


def _post(path: str, body: dict) -> None:
    client.post(f"https://partner.example{path}", json=body)
""",
    "shop/main.py": """from fastapi import FastAPI

from shop.api import router

app = FastAPI()
app.include_router(router)
""",
}
MODELS = """from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Base(DeclarativeBase):
    pass
"""
TABLE = """

class {Entity}(Base):
    __tablename__ = "{entity}"
    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String)
    note = mapped_column(String)
"""
TYPED = "  # the customer sees this total, so it is rounded last, after every discount has been taken off it "


@dataclass
class Server:
    """One server, and what it took."""

    name: str
    command: Sequence[str]
    edits: list[float] = field(default_factory=list)
    opened: float = 0.0
    diagnostics: int = 0
    memory: float = 0.0


def module(lines: int) -> str:
    """A module of at least `lines` lines; a few of its functions break a rule."""
    parts, length, number = [HEAD], HEAD.count("\n"), 0
    while length < lines:
        entity = ENTITIES[number % len(ENTITIES)]
        parts.append(
            HANDLER.format(
                entity=entity,
                Entity=entity.capitalize(),
                n=number,
                inside=f"gateway.announce({entity})" if number % 11 == 5 else "session.flush()",
                guard="" if number % 13 == 7 else ", user: Annotated[models.User, Depends(current_user)]",
            )
        )
        length += parts[-1].count("\n")
        number += 1
    return "\n".join(parts)


def write(root: Path, lines: int) -> Path:
    """Writes the backend; returns its long module."""
    names = (*ENTITIES, "user")
    tables = "".join(TABLE.format(Entity=name.capitalize(), entity=name) for name in names)
    files = {**USED, "shop/models.py": MODELS + tables, "shop/api.py": module(lines)}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root / "shop" / "api.py"


class Session:
    """A client that does nothing but type and wait."""

    def __init__(self, process: asyncio.subprocess.Process, path: Path, *, push: bool) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self.input, self.output = process, process.stdin, process.stdout
        self.path, self.uri, self.push = path, path.as_uri(), push
        self.requests = 0
        self.version = 0
        self.pushed: dict[int, list[Any]] = {}
        self.progress_ended = False

    async def initialize(self, root: Path) -> None:
        document: dict[str, Any] = {"publishDiagnostics": {"versionSupport": True, "relatedInformation": True}}
        if not self.push:
            document["diagnostic"] = {}
        await self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
                "capabilities": {"textDocument": document, "workspace": REFRESH, "window": {"workDoneProgress": True}},
            },
        )
        self.send("initialized", {})

    async def open(self) -> list[Any]:
        self.version = 1
        text = self.path.read_text(encoding="utf-8")
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})
        return await self.diagnostics()

    async def type(self, line: int, column: int, character: str) -> list[Any]:
        self.version += 1
        at = {"line": line, "character": column}
        change = {"range": {"start": at, "end": at}, "text": character}
        identifier = {"uri": self.uri, "version": self.version}
        self.send("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
        return await self.diagnostics()

    async def diagnostics(self) -> list[Any]:
        if self.push:
            while self.version not in self.pushed:
                await self.receive()
            return self.pushed.pop(self.version)
        report = await self.ask("textDocument/diagnostic", {"textDocument": {"uri": self.uri}})
        items: list[Any] = report["items"]
        return items

    async def end(self) -> None:
        await self.ask("shutdown", None)
        self.send("exit", None)
        await self.process.wait()

    async def ask(self, method: str, parameters: Any) -> Any:
        self.requests += 1
        self.send(method, parameters, id=self.requests)
        while True:
            message = await self.receive()
            if message.get("id") == self.requests and "method" not in message:
                return message["result"]

    def send(self, method: str, parameters: Any, **rest: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters, **rest}).encode()
        self.input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def receive(self) -> dict[str, Any]:
        length = 0
        while (line := await self.output.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(await self.output.readexactly(length))
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == self.uri:
            self.pushed[message["params"].get("version", self.version)] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            result = (
                [None] * len(message["params"]["items"]) if message["method"] == "workspace/configuration" else None
            )
            answer = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode()
            self.input.write(b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer))
        return message


async def measure(servers: Sequence[Server], root: Path, path: Path, options: argparse.Namespace) -> None:
    """Types the same into every server, each keystroke into one after the other."""
    text = path.read_text(encoding="utf-8")  # noqa: ASYNC240  nothing is measured yet
    lines = text.split("\n")
    line = next(it for it in range(len(lines) // 2, len(lines)) if lines[it].lstrip().startswith(options.at))
    sessions = []
    for server in servers:
        process = await asyncio.create_subprocess_exec(
            *server.command, stdin=-1, stdout=-1, stderr=asyncio.subprocess.DEVNULL, cwd=root, limit=1 << 28
        )
        session = Session(process, path, push=options.push)
        await session.initialize(root)
        started = time.perf_counter()
        server.diagnostics = len(await session.open())
        server.opened = (time.perf_counter() - started) * 1000
        sessions.append(session)
    for number in range(options.edits):
        for server, session in zip(servers, sessions, strict=True):
            started = time.perf_counter()
            await session.type(line, len(lines[line]) + number, TYPED[number % len(TYPED)])
            server.edits.append((time.perf_counter() - started) * 1000)
    for server, session in zip(servers, sessions, strict=True):
        server.memory = peak_memory(session.process.pid)
        await session.end()


def peak_memory(process: int) -> float:
    """MiB, where the system says; else 0."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    return next(int(it.split()[1]) / 1024 for it in status.read_text().splitlines() if it.startswith("VmHWM"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--at", default="return total", help="type at the end of the first such line past the middle")
    parser.add_argument("--push", action="store_true", help="wait for pushed diagnostics instead of asking for them")
    parser.add_argument("--keep", type=Path, help="write the backend there and leave it")
    options = parser.parse_args()
    servers = [
        Server("driftlint", (sys.executable, "-m", "driftlint", "server")),
        Server("ruff", (sys.executable, "-m", "ruff", "server")),
    ]
    with tempfile.TemporaryDirectory() as scratch:
        root = (options.keep or Path(scratch)).resolve()
        path = write(root, options.lines)
        asyncio.run(measure(servers, root, path, options))
    for it in servers:
        edits = sorted(it.edits)
        print(
            f"{it.name:<10} p50 {statistics.median(edits):6.2f} ms  p95 {edits[int(len(edits) * 0.95)]:6.2f} ms  "
            f"max {edits[-1]:6.2f} ms  opened in {it.opened:7.1f} ms  {it.diagnostics} diagnostics  {it.memory:.0f} MiB"
        )
    driftlint, ruff = (statistics.median(it.edits) for it in servers)
    print(f"a keystroke takes {driftlint / ruff:.2f} times as long as in ruff server")


if __name__ == "__main__":
    main()
