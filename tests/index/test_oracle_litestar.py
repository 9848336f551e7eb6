"""The endpoints listed of the Litestar sample are those Litestar serves, open and closed alike."""

from driftlint.index.endpoints import endpoints
from tests.harness.listing import account, listed, reported, sample


def test_the_list_is_what_litestar_serves() -> None:
    assert listed(sample("gallery_litestar")) == reported("gallery_litestar")


def test_guards_that_litestar_names_at_a_handler_are_listed_there() -> None:
    named = {
        (it["method"], it["path"]): [name.partition(".<locals>")[0] for name in it["guards"]]
        for it in account("gallery_litestar")
    }
    for it in endpoints(sample("gallery_litestar").db):
        for method in it.methods:
            assert named[method, it.path] == [guard.name for guard in it.guards if guard.origin == "decorator"]
