"""The reading room from outside."""

import pytest

from room import create_app


@pytest.fixture
def client():
    return create_app().test_client()


def test_strangers_are_sent_to_the_door(client):
    assert client.get("/seats/").location == "/login"
    assert client.get("/health").json == {"status": "ok"}


def test_a_reader_takes_a_seat(client):
    assert client.post("/login", json={"card": "R-7"}).status_code == 204
    assert client.put("/seats/3").status_code == 204
    assert client.get("/seats/").json == {"3": "R-7"}
    assert client.post("/leave").status_code == 204
