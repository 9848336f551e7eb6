"""An application on a fresh database, with the outside world answering at once."""

import os
import tempfile
from pathlib import Path

import httpx
import pytest

_database = Path(tempfile.mkdtemp()) / "shop.db"
os.environ["SHOP_DATABASE_URL"] = f"sqlite:///{_database}"

from shop.auth import tokens  # noqa: E402
from shop.db import Base, SessionLocal, engine  # noqa: E402
from shop.main import app  # noqa: E402
from shop.models import Order, OrderLine, Product, ReturnRequest, Review, User  # noqa: E402


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def database():
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with SessionLocal.begin() as session:
        granted = "returns:approve returns:settle"
        session.add_all(
            [
                User(
                    id=1,
                    email="ada@example.org",
                    password_hash=tokens.hash_password("pw"),
                    loyalty_points=20,
                ),
                User(id=2, email="root@example.org", password_hash="-", role="admin"),
                User(id=3, email="help@example.org", password_hash="-", permissions=granted),
                Product(sku="TEA", name="Green tea", price=900, stock=10),
                Review(id=1, sku="TEA", stars=5, body="Good"),
                Order(id=1, user_id=1, status="paid", total=1800, payment_reference="ch_0"),
                OrderLine(order_id=1, sku="TEA", quantity=2, unit_price=900),
                ReturnRequest(id=1, order_id=1),
            ]
        )


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Paths of the requests the shop sent."""
    paths: list[str] = []

    def answer(self, request, **_options):
        paths.append(request.url.path)
        return httpx.Response(200, json={"reference": "ch_1", "quantity": 7}, request=request)

    monkeypatch.setattr(httpx.Client, "send", answer)
    return paths


@pytest.fixture
def client():
    """A function that opens a client, anonymous or signed in as a user."""

    def open_client(user_id: int | None = None) -> httpx.AsyncClient:
        headers = {} if user_id is None else {"Authorization": f"Bearer {tokens.issue(user_id)}"}
        transport = httpx.ASGITransport(app)
        return httpx.AsyncClient(transport=transport, base_url="http://shop", headers=headers)

    return open_client
