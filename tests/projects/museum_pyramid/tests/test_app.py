"""The museum from outside."""

import pytest
from pyramid.request import Request

from museum import make_app


@pytest.fixture(scope="module")
def app():
    return make_app()


def status(app, method, path, key=""):
    return Request.blank(path, method=method, headers={"X-Key": key}).get_response(app).status_code


def test_anybody_sees_exhibits_and_tours(app):
    assert [
        status(app, "GET", path) for path in ("/exhibits", "/exhibits/1", "/tours/", "/tours/today")
    ] == [200] * 4


def test_curators_change_what_is_there(app):
    assert [status(app, "POST", "/exhibits", key) for key in ("", "key-1", "key-2")] == [
        403,
        403,
        200,
    ]
    assert [status(app, "DELETE", "/office/old/archive", key) for key in ("key-1", "key-2")] == [
        403,
        200,
    ]


def test_guides_offer_and_cancel_tours(app):
    assert [status(app, "POST", "/tours/", key) for key in ("", "key-1")] == [403, 200]
    assert [status(app, "POST", "/tours/cancelled", key) for key in ("", "key-1")] == [401, 200]
