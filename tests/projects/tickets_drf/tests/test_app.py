"""The help desk from outside."""

import pytest


@pytest.mark.parametrize(
    "path", ["tickets/", "tickets/1/", "directory/agents", "comments/", "reports/load/", "search/"]
)
def test_strangers_are_refused(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize("path", ["/health/", "/api/v1/articles/", "/api/v1/directory/labels"])
def test_some_things_are_for_everyone(client, path):
    assert client.get(path).status_code == 200


def test_a_password_gives_a_token(client):
    credentials = {"username": "customer", "password": "pw"}
    token = client.post("/api/v1/login/", credentials).json()["token"]
    assert client.post("/token/", credentials).json() == {"token": token}
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert client.get("/api/v1/preferences/").json() == {"name": ""}


def test_a_new_ticket_is_made_findable(customer, outside):
    created = customer.post("/api/v1/tickets/", {"title": "No paper"})
    assert created.status_code == 201
    assert outside == [("PUT", f"/tickets/{created.json()['id']}")]


def test_closing_and_reopening_keep_the_search_up_to_date(customer, outside):
    assert customer.post("/api/v1/tickets/1/close/").json()["status"] == "closed"
    assert customer.post("/api/v1/tickets/1/reopen/").json()["status"] == "open"
    assert outside == [("DELETE", "/tickets/1"), ("PUT", "/tickets/1")]


def test_escalating_is_for_supervisors(customer, supervisor, outside):
    assert customer.post("/api/v1/tickets/1/escalate/").status_code == 403
    assert supervisor.post("/api/v1/tickets/1/escalate/").json()["priority"] == 1
    assert outside == [("POST", "/pages")]


def test_duplicates_are_merged_and_late_tickets_credited(supervisor):
    assert supervisor.post("/api/v1/tickets/2/merge/", {"into": 1}).status_code == 204
    assert supervisor.post("/api/v1/tickets/1/resolve/").json() == {"credit": 800}
    assert supervisor.post("/api/v1/tickets/1/resolve/").status_code == 409


def test_long_waits_are_listed_by_page(customer):
    page = customer.get("/api/v1/tickets/waiting-long/").json()
    assert [ticket["id"] for ticket in page["results"]] == [1]


def test_comments_and_reports(customer, supervisor):
    comment = {"ticket": 1, "text": "Water helps"}
    assert customer.post("/api/v1/comments/", comment).status_code == 201
    assert customer.get("/api/v1/comments/1/").status_code == 403
    assert supervisor.get("/api/v1/reports/audit/").json()["count"] == 1
    assert supervisor.get("/api/v1/reports/backlog/3/").json()[0] == "Printer on fire"
    assert supervisor.get("/api/v1/search/?q=fi").status_code == 400


def test_signed_mail_becomes_a_comment(client):
    assert client.post("/api/v1/inbound-mail/", {"from": "a@example.org"}).status_code == 400
