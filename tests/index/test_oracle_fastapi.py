"""The endpoints listed of the FastAPI sample are those FastAPI serves, open and closed alike."""

from tests.harness.listing import listed, reported, sample


def test_the_list_is_what_fastapi_serves() -> None:
    assert listed(sample("shop_fastapi")) == reported("shop_fastapi")
