"""Reports and the search behind the agents' command palette."""

from django.db.models import Count
from rest_framework.decorators import api_view, permission_classes
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api import HelpdeskAPIView
from helpdesk.models import Comment, Ticket
from helpdesk.permissions import IsAgent, IsSupervisor
from helpdesk.serializers import CommentSerializer, TicketSerializer


class LoadReport(APIView):
    """How much there is to do."""

    def get(self, request: Request) -> Response:
        """Open tickets by priority."""
        counts = Ticket.objects.filter(status="open").values("priority").annotate(n=Count("id"))
        return Response({row["priority"]: row["n"] for row in counts})


class BacklogReport(HelpdeskAPIView):
    """What was left lying."""

    def get(self, request: Request, priority: str) -> Response:
        """Titles of open tickets of that priority."""
        backlog = Ticket.objects.filter(status="open", priority=int(priority))
        return Response(list(backlog.values_list("title", flat=True)[:100]))


class AuditLog(ListAPIView):
    """Everything that was ever answered."""

    queryset = Comment.objects.order_by("-id")
    serializer_class = CommentSerializer
    permission_classes = [IsSupervisor | IsAgent]


@api_view(["GET"])
@permission_classes([IsAgent])
def search(request: Request) -> Response:
    """Tickets with these words in the title."""
    words = request.query_params.get("q", "").strip()
    if len(words) < 3:
        return Response({"error": "Search for three letters or more"}, status=400)
    found = Ticket.objects.filter(title__icontains=words)[:20]
    return Response(TicketSerializer(found, many=True).data)
