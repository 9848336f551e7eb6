"""The open catalogue of books."""

import json
import os
from urllib.request import urlopen

CATALOGUE_URL = os.environ.get("LIBRARY_CATALOGUE_URL", "https://catalogue.example")


class OpenCatalogue:
    """Knows every book that was ever printed."""

    def __init__(self, url: str) -> None:
        self.url = url

    def title_of(self, isbn: str) -> str:
        """The title of the book with that ISBN."""
        return self._fetch(isbn)["title"]

    def _fetch(self, isbn: str) -> dict[str, str]:
        with urlopen(f"{self.url}/isbn/{isbn}.json", timeout=5) as response:
            return json.load(response)


open_catalogue = OpenCatalogue(CATALOGUE_URL)
