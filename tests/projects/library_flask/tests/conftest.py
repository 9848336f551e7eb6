"""An application on a fresh database, with the outside world answering at once."""

import io
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

_database = Path(tempfile.mkdtemp()) / "library.db"
os.environ["LIBRARY_DATABASE_URL"] = f"sqlite:///{_database}"

from library import create_app  # noqa: E402
from library.db import Base, SessionLocal, engine  # noqa: E402
from library.models import Book, Branch, Loan, Member  # noqa: E402


@pytest.fixture(scope="session")
def app():
    return create_app()


@pytest.fixture(autouse=True)
def database():
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with SessionLocal.begin() as session:
        session.add_all(
            [
                Member(id=1, card_number="A1", pin="1234"),
                Member(id=2, card_number="L1", pin="9999", is_librarian=True),
                Book(isbn="9780000000001", title="Of Bees", copies=1),
                Branch(id=1, name="Harbour", notice="Closed on Monday"),
                Loan(
                    id=1,
                    member_id=1,
                    isbn="9780000000001",
                    due=date.today() - timedelta(days=3),
                    fee=60,
                ),
            ]
        )


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    """Paths of the requests the library sent."""
    paths: list[str] = []

    def send(self, request, **_options):
        paths.append(request.url.path)
        return httpx.Response(200, json={"receipt": "r-1"}, request=request)

    def urlopen(url, timeout):
        paths.append(url)
        return io.BytesIO(b'{"title": "Of Wasps"}')

    monkeypatch.setattr(httpx.Client, "send", send)
    monkeypatch.setattr("library.gateways.catalogues.urlopen", urlopen)
    return paths


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def member(app):
    signed_in = app.test_client()
    signed_in.post("/login", json={"card_number": "A1", "pin": "1234"})
    return signed_in


@pytest.fixture
def librarian(app):
    signed_in = app.test_client()
    signed_in.post("/login", json={"card_number": "L1", "pin": "9999"})
    return signed_in
