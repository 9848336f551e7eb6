"""Who may pass."""

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

OPEN_ENDPOINTS = {"door.login", "door.health"}


def require_reader() -> ResponseReturnValue | None:
    """Sends everyone without a reader's card to the door."""
    if request.endpoint in OPEN_ENDPOINTS or "reader" in session:
        return None
    return redirect(url_for("door.login"))
