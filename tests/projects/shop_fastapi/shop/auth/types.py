"""Annotated aliases the endpoints take their caller with."""

from typing import Annotated

from fastapi import Depends

from shop.auth.users import current_user, optional_user
from shop.models import User

CurrentUser = Annotated[User, Depends(current_user)]
Visitor = Annotated[User | None, Depends(optional_user)]
