"""The pager of whoever is on call."""

from django.conf import settings

from helpdesk.gateways.client import JsonClient


class Pager(JsonClient):
    """Wakes people up."""

    @property
    def url(self) -> str:
        """Where the pager service is."""
        return settings.PAGER_URL

    def page(self, text: str) -> None:
        """Sends a page."""
        self.call("POST", "/pages", {"text": text})
