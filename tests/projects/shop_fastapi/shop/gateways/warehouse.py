"""The warehouse's own system."""

import httpx

from shop.config import settings


def count(sku: str) -> int:
    """How many the warehouse has."""
    response = httpx.get(f"{settings.warehouse_url}/stock/{sku}", timeout=5)
    response.raise_for_status()
    return response.json()["quantity"]


def release_reservation(sku: str, quantity: int) -> None:
    """Frees goods the warehouse had set aside."""
    response = httpx.post(
        f"{settings.warehouse_url}/reservations/release",
        json={"sku": sku, "quantity": quantity},
        timeout=5,
    )
    response.raise_for_status()
