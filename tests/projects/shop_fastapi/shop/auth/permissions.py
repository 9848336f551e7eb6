"""Roles and fine-grained permissions."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import Depends, HTTPException, status

from shop.auth.users import current_user
from shop.models import User


def require_role(role: str) -> Callable[[User], User]:
    """A dependency that lets in only users with this role."""

    def check(user: Annotated[User, Depends(current_user)]) -> User:
        if user.role != role:
            raise HTTPException(status.HTTP_403_FORBIDDEN, f"Needs the {role} role")
        return user

    return check


class PermissionsDependency:
    """A dependency that lets in only users who hold every permission named."""

    def __init__(self, needed: Sequence[str]) -> None:
        self.needed = frozenset(needed)

    def __call__(self, user: Annotated[User, Depends(current_user)]) -> User:
        missing = self.needed - set(user.permissions.split())
        if missing:
            raise HTTPException(status.HTTP_403_FORBIDDEN, f"Missing {', '.join(sorted(missing))}")
        return user
