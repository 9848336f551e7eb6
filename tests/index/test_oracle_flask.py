"""The endpoints listed of the Flask samples are those Flask serves, open and closed alike."""

import pytest

from tests.harness.listing import listed, reported, sample


@pytest.mark.parametrize("project", ["library_flask", "reading_room_flask", "depot_flask_apis"])
def test_the_list_is_what_flask_serves(project: str) -> None:
    assert listed(sample(project)) == reported(project)
