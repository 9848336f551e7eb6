"""Routers that bring their own authentication."""

from typing import Any

from fastapi import APIRouter, Depends

from shop.auth.users import current_user


class UserAPIRouter(APIRouter):
    """A router whose endpoints are for signed-in users."""

    def __init__(self, **options: Any) -> None:
        dependencies = [Depends(current_user), *options.pop("dependencies", [])]
        super().__init__(dependencies=dependencies, **options)
