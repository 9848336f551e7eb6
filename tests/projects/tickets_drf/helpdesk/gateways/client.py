"""The client every gateway is built on."""

import httpx


class JsonClient:
    """Talks JSON to one service."""

    def __init__(self) -> None:
        self._opened: httpx.Client | None = None

    @property
    def url(self) -> str:
        """Where the service is."""
        raise NotImplementedError

    @property
    def http(self) -> httpx.Client:
        """The connection, opened when it is first needed."""
        if self._opened is None:
            self._opened = httpx.Client(base_url=self.url, timeout=5)
        return self._opened

    def call(self, method: str, path: str, body: dict[str, object] | None = None) -> None:
        """Sends a request and expects it to be accepted."""
        self.http.request(method, path, json=body).raise_for_status()
