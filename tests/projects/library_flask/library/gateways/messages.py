"""Messages to members."""

import os

import httpx

MESSAGES_URL = os.environ.get("LIBRARY_MESSAGES_URL", "https://messages.example")


def notify(member_id: int, text: str) -> None:
    """Sends the member a message."""
    httpx.post(f"{MESSAGES_URL}/members/{member_id}", json={"text": text}, timeout=5)
