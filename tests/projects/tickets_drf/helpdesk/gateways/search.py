"""The full-text search."""

from django.conf import settings

from helpdesk.gateways.client import JsonClient


class SearchIndex(JsonClient):
    """Knows the titles of open tickets."""

    @property
    def url(self) -> str:
        """Where the search service is."""
        return settings.SEARCH_URL

    def put(self, ticket_id: int, title: str) -> None:
        """Makes a ticket findable."""
        self.call("PUT", f"/tickets/{ticket_id}", {"title": title})

    def remove(self, ticket_id: int) -> None:
        """Forgets a ticket."""
        self.call("DELETE", f"/tickets/{ticket_id}")
