"""Signing in and out."""

import hmac

from fastapi import APIRouter, Depends, HTTPException, status
from sqlalchemy import select

from shop.auth import current_user, tokens
from shop.db import SessionDep
from shop.models import User
from shop.schemas import Credentials, Token

router = APIRouter()


@router.post("/login")
def login(credentials: Credentials, session: SessionDep) -> Token:
    """A token for the right e-mail and password."""
    user = session.scalar(select(User).where(User.email == credentials.email))
    offered = tokens.hash_password(credentials.password)
    if user is None or not hmac.compare_digest(user.password_hash, offered):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Wrong e-mail or password")
    return Token(access_token=tokens.issue(user.id))


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
def logout(user: User = Depends(current_user)) -> None:
    """Tokens are stateless; the client drops its copy."""
