"""Who is calling and what they may do."""

from shop.auth.permissions import PermissionsDependency, require_role
from shop.auth.users import current_user, optional_user

__all__ = ["PermissionsDependency", "current_user", "optional_user", "require_role"]
