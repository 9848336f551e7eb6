"""Signing in, preferences, and what needs no signing in."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth import authenticate
from rest_framework.authtoken.models import Token
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.serializers import CredentialsSerializer
from helpdesk.services import tickets


@api_view(["GET"])
@permission_classes([])
def health(request: Request) -> Response:
    """Answers as long as the process does."""
    return Response({"status": "ok"})


class LoginView(APIView):
    """Trades a password for a token."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        """The token of the user with that password."""
        credentials = CredentialsSerializer(data=request.data)
        credentials.is_valid(raise_exception=True)
        user = authenticate(request, **credentials.validated_data)
        if user is None:
            return Response({"error": "Wrong name or password"}, status=401)
        token, _ = Token.objects.get_or_create(user=user)
        return Response({"token": token.key})


@api_view(["GET", "POST"])
def preferences(request: Request) -> Response:
    """The caller's preferences, or new ones."""
    if request.method == "POST":
        request.user.first_name = request.data.get("name", "")
        request.user.save(update_fields=["first_name"])
    return Response({"name": request.user.first_name})


@api_view(["POST"])
@permission_classes([AllowAny])
def inbound_mail(request: Request) -> Response:
    """Turns a customer's mail into a comment; the mail server signs its calls."""
    address = str(request.data.get("from", ""))
    expected = hmac.new(settings.MAIL_SECRET.encode(), address.encode(), hashlib.sha256)
    if not hmac.compare_digest(expected.hexdigest(), request.headers.get("X-Signature", "")):
        return Response({"error": "Bad signature"}, status=400)
    tickets.comment(request.data["ticket"], request.data["text"])
    return Response(status=202)
