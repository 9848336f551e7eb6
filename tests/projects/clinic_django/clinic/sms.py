"""Text messages."""

import httpx
from django.conf import settings


def send(phone: str, text: str) -> None:
    """Sends a text message."""
    response = httpx.post(
        f"{settings.SMS_URL}/messages", json={"to": phone, "text": text}, timeout=5
    )
    response.raise_for_status()
