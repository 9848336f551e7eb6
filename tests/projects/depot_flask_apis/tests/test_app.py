"""The depot from outside."""

import pytest

from depot import create_app


@pytest.fixture
def client():
    return create_app().test_client(use_cookies=False)


@pytest.fixture
def worker():
    client = create_app().test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "anna"
    return client


@pytest.mark.parametrize(
    "path", ["/v1/goods", "/v1/stock", "/terminal/office/goods", "/v2/goods/1", "/v3/goods/"]
)
def test_strangers_see_no_goods(client, worker, path):
    assert client.get(path).status_code == 401
    assert worker.get(path).status_code == 200


def test_a_worker_is_no_foreman(worker):
    assert worker.delete("/v1/goods/1").status_code == 403
    assert worker.put("/v2/docks/1", json={}).status_code == 403


def test_a_scanner_sends_its_key(client):
    sent = {"number": "7", "name": "Rice"}
    assert client.post("/terminal/v1/scans", data=sent).status_code == 401
    assert (
        client.post(
            "/terminal/v1/scans", data=sent, headers={"X-Scanner-Key": "scanner-1"}
        ).status_code
        == 200
    )
    assert client.post("/v3/yard/trucks", headers={"X-Scanner-Key": "scanner-1"}).status_code == 200
