"""The shop from outside."""

import pytest

pytestmark = pytest.mark.anyio


async def test_anyone_may_browse(client):
    async with client() as http:
        products = (await http.get("/api/catalogue/products")).json()
        assert products == [{"sku": "TEA", "name": "Green tea", "price": 900}]
        assert (await http.get("/health")).json() == {"status": "ok"}


async def test_login_gives_a_token_that_opens_the_account(client):
    async with client() as http:
        body = {"email": "ada@example.org", "password": "pw"}
        token = (await http.post("/api/login", json=body)).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        profile = (await http.get("/api/account/profile", headers=headers)).json()
        assert profile == {"email": "ada@example.org", "loyalty_points": 20}


@pytest.mark.parametrize("path", ["/api/cart", "/api/orders", "/api/stock", "/backoffice/"])
async def test_anonymous_visitors_are_refused(client, path):
    async with client() as http:
        assert (await http.get(path)).status_code == 401


async def test_the_back_office_is_for_admins(client):
    async with client(1) as http:
        assert (await http.get("/backoffice/customers")).status_code == 403
    async with client(2) as http:
        assert (await http.get("/backoffice/customers")).status_code == 200
        assert (await http.get("/api/admin/reports/revenue")).json() == {"paid": 1800}


async def test_a_cart_becomes_a_paid_order(client, sent):
    async with client(1) as http:
        await http.put("/api/cart/items/TEA", json={"quantity": 3})
        placed = await http.post("/api/orders")
        assert placed.status_code == 201
        assert placed.json() == {"id": 2, "status": "paid", "total": 2700}
        assert (await http.get("/api/cart")).json() == {}
    assert sent == ["/charges", "/order-confirmations"]


async def test_an_empty_cart_is_not_ordered(client):
    async with client(1) as http:
        assert (await http.post("/api/orders")).status_code == 409


async def test_orders_are_listed_by_page(client):
    async with client(1) as http:
        page = (await http.get("/api/orders?state=paid&size=5")).json()
        assert page["items"] == [{"id": 1, "status": "paid", "total": 1800}]
        assert (await http.get("/api/orders?state=lost")).status_code == 422


async def test_cancelling_frees_the_reservation(client, sent):
    async with client(1) as http:
        assert (await http.post("/api/orders/1/cancel")).json()["status"] == "cancelled"
    assert sent == ["/reservations/release"]


async def test_refunding_pays_back(client, sent):
    async with client(2) as http:
        assert (await http.post("/api/orders/1/refund")).json()["status"] == "refunded"
    assert sent == ["/refunds"]


async def test_a_return_is_approved_and_settled(client, sent):
    async with client(3) as http:
        assert (await http.post("/api/returns/1/approve")).json()["status"] == "approved"
        settled = (await http.post("/api/returns/1/settle")).json()
        assert settled == {"id": 1, "order_id": 1, "status": "settled", "refund": 1301}
    assert sent == ["/labels"]


async def test_the_warehouse_count_is_taken_over(client):
    async with client(1) as http:
        assert (await http.post("/api/stock/TEA/recount")).json() == {"TEA": 7}
        assert (await http.post("/api/stock/TEA/write-off?quantity=2")).json() == {"TEA": 5}


async def test_a_webhook_needs_its_signature(client):
    async with client() as http:
        body = {"reference": "ch_0", "state": "failed"}
        assert (await http.post("/api/webhooks/payments", json=body)).status_code == 400
