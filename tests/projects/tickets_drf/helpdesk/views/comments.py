"""Comments."""

from rest_framework.generics import ListCreateAPIView, RetrieveUpdateDestroyAPIView
from rest_framework.permissions import IsAuthenticated

from helpdesk.api import AgentOnlyMixin
from helpdesk.models import Comment
from helpdesk.serializers import CommentSerializer


class CommentList(ListCreateAPIView):
    """Comments, of one ticket or of all."""

    serializer_class = CommentSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        """Comments in the order they were written."""
        comments = Comment.objects.all()
        return comments.filter(ticket=self.kwargs["pk"]) if "pk" in self.kwargs else comments


class CommentDetail(AgentOnlyMixin, RetrieveUpdateDestroyAPIView):
    """One comment."""

    queryset = Comment.objects.all()
    serializer_class = CommentSerializer
