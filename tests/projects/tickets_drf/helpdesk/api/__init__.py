"""What the help desk's views are built on."""

from helpdesk.api.base import HelpdeskAPIView, HelpdeskViewSet
from helpdesk.api.mixins import AgentOnlyMixin

__all__ = ["AgentOnlyMixin", "HelpdeskAPIView", "HelpdeskViewSet"]
