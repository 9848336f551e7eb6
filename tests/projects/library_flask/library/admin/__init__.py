"""What librarians do; the application factory closes it to everyone else."""

from library.admin.views import admin_bp

__all__ = ["admin_bp"]
