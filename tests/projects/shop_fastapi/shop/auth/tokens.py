"""Signed bearer tokens and password hashes."""

import hashlib
import hmac

from shop.config import settings


def _sign(payload: str) -> str:
    return hmac.new(settings.token_secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


def issue(user_id: int) -> str:
    """A token that names the user."""
    return f"{user_id}.{_sign(str(user_id))}"


def read(token: str) -> int | None:
    """The id of the user the token was issued to, or None when it was not issued here."""
    payload, _, signature = token.partition(".")
    if not payload.isdigit() or not hmac.compare_digest(signature, _sign(payload)):
        return None
    return int(payload)


def hash_password(password: str) -> str:
    """The password's hash, salted with the secret of this installation."""
    salt = settings.token_secret.encode()
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 20_000).hex()
