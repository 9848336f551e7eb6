"""The entry points of the bakery are those its queues, agents and schemas know, open and closed alike."""

from driftlint.index.endpoints import endpoints, entry_points
from tests.harness.listing import account, is_closed, sample

BAKERY = "bakery_entries"


def test_the_list_is_what_the_libraries_know() -> None:
    listed = {(it.kind, it.path, it.name, is_closed(it)) for it in entry_points(sample(BAKERY).db)}
    assert listed == {(it["method"], it["path"], it["handler"], it["guarded"]) for it in account(BAKERY)}


def test_what_is_entered_by_no_path_is_no_endpoint() -> None:
    assert endpoints(sample(BAKERY).db) == ()
