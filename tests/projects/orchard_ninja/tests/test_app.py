"""The orchard from outside."""

import os

import django
import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "orchard.settings"
django.setup()

from django.test import Client  # noqa: E402


@pytest.mark.parametrize("path", ["/api/me", "/api/trees/", "/api/harvest/crates"])
def test_strangers_are_refused(path):
    assert Client().get(path).status_code == 401


def test_pickers_plant_no_trees():
    assert (
        Client().post("/api/trees/", headers={"Authorization": "Bearer token-1"}).status_code == 403
    )
    assert (
        Client().post("/api/trees/", headers={"Authorization": "Bearer token-2"}).status_code == 200
    )


def test_scales_send_their_key():
    assert Client().post("/api/scales/weights").status_code == 401
    assert (
        Client().post("/api/scales/weights", headers={"X-Scale-Key": "scale-1"}).status_code == 200
    )


def test_anybody_sees_a_tree_and_the_prices():
    assert Client().get("/api/trees/1").json() == {"tree": "Boskoop"}
    assert Client().get("/open/stalls/prices").json() == {"apple": 3}
