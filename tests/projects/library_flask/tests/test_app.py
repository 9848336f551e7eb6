"""The library from outside."""

import pytest


def test_anyone_may_search(client):
    found = client.get("/books/?q=bees").json
    assert found == {"page": 1, "books": [{"isbn": "9780000000001", "title": "Of Bees"}]}
    assert client.get("/health").json == {"status": "ok", "language": "en"}


def test_a_wrong_pin_is_refused(client):
    assert client.post("/login", json={"card_number": "A1", "pin": "0"}).status_code == 401


@pytest.mark.parametrize("path", ["/loans/", "/members/me", "/branches/", "/branches/wishlist"])
def test_visitors_are_sent_to_the_login(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


def test_reports_are_for_librarians(client, member, librarian):
    assert client.get("/admin/reports/overdue").status_code == 401
    assert member.get("/admin/reports/overdue").status_code == 403
    assert librarian.get("/admin/reports/overdue").json == {"loans": [1]}


def test_a_member_borrows_and_renews(member, outside):
    borrowed = member.post("/loans/", json={"isbn": "9780000000001"})
    assert borrowed.status_code == 201
    assert outside == ["/members/1"]
    assert member.post("/loans/", json={"isbn": "9780000000001"}).status_code == 409
    assert member.post("/loans/2/renew").json["due"] > borrowed.json["due"]


def test_late_books_cost_a_fee(librarian):
    assert librarian.post("/loans/1/give-back").json == {"fee": 60, "blocked": False}


def test_fees_are_paid_by_card(member, outside):
    assert member.post("/loans/1/pay").json == {"receipt": "r-1"}
    assert outside == ["/payments"]


def test_fees_are_waived(librarian):
    assert librarian.post("/loans/1/waive").status_code == 204


def test_new_books_are_described_by_the_open_catalogue(librarian):
    bought = librarian.post("/admin/acquisitions", json={"isbn": "9780000000002", "copies": 2})
    assert bought.json == {"isbn": "9780000000002", "title": "Of Wasps", "copies": 2}


def test_blocks_are_lifted(librarian):
    assert librarian.post("/admin/blocks", json={"members": [1, 7]}).json == {"unblocked": 1}


def test_branches(member, librarian):
    assert member.get("/branches/").json == {"1": "Harbour"}
    assert member.get("/branches/1/notice").json == {"notice": "Closed on Monday"}
    assert librarian.delete("/branches/1/notice").status_code == 204
    assert librarian.post("/branches/1/hours", json={"hours": "9-17"}).json == {"hours": "9-17"}
