"""Mixins of views."""

from rest_framework.permissions import BasePermission

from helpdesk.permissions import IsAgent


class AgentOnlyMixin:
    """Lets only agents reach the view."""

    def get_permissions(self) -> list[BasePermission]:
        """One permission, whatever the view declares."""
        return [IsAgent()]
