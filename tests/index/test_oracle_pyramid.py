"""The endpoints listed of the Pyramid sample are those Pyramid serves, open and closed alike."""

from driftlint.index.endpoints import endpoints
from tests.harness.listing import account, is_closed, reported, sample

INLINE = {("POST", "/tours/cancelled")}
"""Where the view itself turns strangers away, which the oracle does not count."""


def test_the_list_is_what_pyramid_serves() -> None:
    listed = {
        (method, it.path, is_closed(it) and (method, it.path) not in INLINE)
        for it in endpoints(sample("museum_pyramid").db)
        for method in it.methods
    }
    assert listed == reported("museum_pyramid")


def test_permissions_are_those_pyramid_asks_for() -> None:
    asked = {(it["method"], it["path"], it["handler"]): it["guards"] for it in account("museum_pyramid")}
    for it in endpoints(sample("museum_pyramid").db):
        for method in it.methods:
            found = [guard.name for guard in it.guards if guard.origin == "permission"]
            assert asked[method, it.path, it.name] == found
