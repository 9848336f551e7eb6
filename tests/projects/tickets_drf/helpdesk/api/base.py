"""Base classes of views."""

from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from helpdesk.permissions import IsAgent, OwnsTicket


class HelpdeskViewSet(ModelViewSet):
    """A viewset for customers and agents."""

    permission_classes = [IsAuthenticated, OwnsTicket]
    http_method_names = ["get", "post", "patch", "delete"]


class HelpdeskAPIView(APIView):
    """A view for agents."""

    permission_classes = [IsAgent]
