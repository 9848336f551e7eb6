"""Members signing in with their card, and what librarians may do besides."""

from library.auth.access import librarian_required, login_manager, require_librarian
from library.auth.class_views import MemberView

__all__ = ["MemberView", "librarian_required", "login_manager", "require_librarian"]
