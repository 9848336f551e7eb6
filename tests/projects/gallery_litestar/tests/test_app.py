"""The gallery from outside."""

import pytest
from litestar.testing import TestClient

from gallery.access import jwt_auth
from gallery.app import app
from gallery.partners import create_partner_app


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


def test_strangers_see_single_works_only(client):
    assert client.get("/works").status_code == 401
    assert client.get("/works/1").text == "Still life"


def test_a_curator_adds_works_and_removes_none(client):
    headers = {"Authorization": f"Bearer {jwt_auth.create_token('curator')}"}
    assert client.post("/works", json={"title": "Portrait"}, headers=headers).status_code == 201
    assert client.delete("/works/1", headers=headers).status_code == 403


def test_couriers_and_lenders_say_who_they_are(client):
    assert client.post("/visit/deliveries", json={"work": "Bust"}).status_code == 401
    sent = {"json": {"work": "Bust"}, "headers": {"X-Courier-Key": "courier-1"}}
    assert client.post("/visit/deliveries", **sent).status_code == 201
    assert client.post("/visit/lending/loans", json={"work": "Bust"}).status_code == 401


def test_partners_have_an_application_of_their_own():
    with TestClient(create_partner_app()) as client:
        assert client.get("/v1/offers").status_code == 401
        assert client.get("/v1/offers", headers={"X-Partner": "museum"}).status_code == 200
        assert client.get("/v1/terms").status_code == 200
