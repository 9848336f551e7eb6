"""The endpoints listed of the aiohttp sample are those aiohttp serves, open and closed alike."""

from tests.harness.listing import listed, reported, sample


def test_the_list_is_what_aiohttp_serves() -> None:
    assert listed(sample("harbour_aiohttp")) == reported("harbour_aiohttp")
