"""Agents, and the labels they sort by."""

from django.contrib.auth import get_user_model
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet

from helpdesk.models import Label
from helpdesk.serializers import AgentSerializer, LabelSerializer


class AgentViewSet(ReadOnlyModelViewSet):
    """The people who answer."""

    queryset = get_user_model().objects.filter(is_staff=True).order_by("id")
    serializer_class = AgentSerializer


class LabelViewSet(ModelViewSet):
    """Subjects."""

    queryset = Label.objects.order_by("name")
    serializer_class = LabelSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
