"""The user a request is made by."""

from typing import Annotated

from fastapi import Depends, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shop.auth import tokens
from shop.db import SessionDep
from shop.models import User

bearer = HTTPBearer(auto_error=False)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def optional_user(credentials: Bearer, session: SessionDep) -> User | None:
    """The caller, or None for an anonymous visitor."""
    if credentials is None:
        return None
    user_id = tokens.read(credentials.credentials)
    return session.get(User, user_id) if user_id is not None else None


def current_user(user: Annotated[User | None, Depends(optional_user)]) -> User:
    """The caller; 401 for an anonymous visitor."""
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Sign in to continue")
    return user
