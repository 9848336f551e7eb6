"""The card provider."""

import httpx


class CardGateway:
    """Charges cards."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=10)

    def charge(self, invoice_id: int, amount: int) -> str:
        """The provider's reference for a charge of so many cents."""
        response = self.http.post("/charges", json={"invoice": invoice_id, "amount": amount})
        response.raise_for_status()
        return response.json()["reference"]
