"""Who may do what."""

from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView


class IsAgent(BasePermission):
    """Lets in people who answer tickets."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller works for the help desk."""
        return bool(request.user and request.user.is_authenticated and request.user.is_staff)


class IsSupervisor(IsAuthenticated):
    """Lets in people who are responsible for other agents."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller leads a team."""
        return super().has_permission(request, view) and request.user.is_superuser


class OwnsTicket(BasePermission):
    """Lets customers see only their own tickets."""

    def has_object_permission(self, request: Request, view: APIView, obj) -> bool:
        """Whether the ticket is the caller's or the caller is an agent."""
        return request.user.is_staff or obj.owner_id == request.user.pk
