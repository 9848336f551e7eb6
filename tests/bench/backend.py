"""The backend the benchmarks write and type into: one long FastAPI and SQLAlchemy module, and what it uses.

It is the same at every run. `write_others` makes the workspace around it as large as wanted.
"""

from pathlib import Path

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
OTHER = '''"""Orders of the shop, part {number}."""

import logging
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import gateway, models
from shop.auth import current_user
from shop.db import get_session

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/part-{number}")


def names(session: Session, owner: models.User) -> list[str]:
    found = session.scalars(select(models.Order).where(models.Order.name == owner.name))
    return [it.name for it in found if it.name]


@router.get("/orders")
def orders(
    session: Annotated[Session, Depends(get_session)],
    user: Annotated[models.User, Depends(current_user)],
) -> list[str]:
    logger.info("listing %s", user.name)
    return names(session, user)


@router.post("/orders")
def order(
    session: Annotated[Session, Depends(get_session)],
    user: Annotated[models.User, Depends(current_user)],
) -> None:
    with session.begin():
        session.add(models.Order(name=user.name))
        {inside}
'''


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
    """Writes the backend below `root`, its long module of at least `lines` lines; returns that module."""
    names = (*ENTITIES, "user")
    tables = "".join(TABLE.format(Entity=name.capitalize(), entity=name) for name in names)
    files = {**USED, "shop/models.py": MODELS + tables, "shop/api.py": module(lines)}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root / "shop" / "api.py"


def write_others(root: Path, count: int) -> None:
    """Writes `count` more modules of the backend, a hundred in a folder, each one's endpoints mounted by the app."""
    folders = [range(first, min(first + 100, count)) for first in range(0, count, 100)]
    for numbers in folders:
        folder = root / "shop" / _folder(numbers)
        folder.mkdir(parents=True)
        parts = [f"part_{number}" for number in numbers]
        mounted = "".join(f"router.include_router({it}.router)\n" for it in parts)
        imported = f"from shop.{folder.name} import {', '.join(parts)}"
        _write(
            folder / "__init__.py", f"from fastapi import APIRouter\n\n{imported}\n\nrouter = APIRouter()\n{mounted}"
        )
        for number in numbers:
            inside = "gateway.announce(user)" if number % 10 == 5 else "session.flush()"
            _write(folder / f"part_{number}.py", OTHER.format(number=number, inside=inside))
    imports = "".join(f"from shop import {_folder(it)}\n" for it in folders)
    mounts = "".join(f"app.include_router({_folder(it)}.router)\n" for it in folders)
    _write(root / "shop" / "main.py", imports + USED["shop/main.py"] + mounts)


def _folder(numbers: range) -> str:
    return f"parts_{numbers.start // 100}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
