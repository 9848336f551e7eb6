"""What a view mixes in to be for signed-in users only."""

from rest_framework.authentication import BasicAuthentication
from rest_framework.permissions import IsAuthenticated


class SignedInMixin:
    """Lets only signed-in users reach the view."""

    authentication_classes = [BasicAuthentication]
    permission_classes = [IsAuthenticated]
