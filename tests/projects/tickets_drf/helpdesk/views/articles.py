"""The knowledge base."""

from rest_framework.mixins import CreateModelMixin
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.viewsets import GenericViewSet, ModelViewSet

from helpdesk.models import Article, Feedback
from helpdesk.permissions import IsAgent, IsSupervisor
from helpdesk.serializers import ArticleSerializer, FeedbackSerializer


class ArticleViewSet(ModelViewSet):
    """Articles: everyone reads, agents write, supervisors delete."""

    queryset = Article.objects.all()
    serializer_class = ArticleSerializer

    def get_permissions(self) -> list[BasePermission]:
        """Permissions by what is being done."""
        if self.action in ("list", "retrieve"):
            return [AllowAny()]
        if self.action == "destroy":
            return [IsSupervisor()]
        return [IsAgent()]


class FeedbackViewSet(CreateModelMixin, GenericViewSet):
    """The form below every article."""

    queryset = Feedback.objects.all()
    serializer_class = FeedbackSerializer
    permission_classes = [AllowAny]
