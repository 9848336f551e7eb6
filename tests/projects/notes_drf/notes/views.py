"""The API's views."""

from django.contrib.auth import get_user_model
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet

from notes.access import SignedInMixin
from notes.models import Note
from notes.serializers import NoteSerializer


class Health(APIView):
    """Liveness."""

    def get(self, request: Request) -> Response:
        """Answers as long as the process does."""
        return Response({"status": "ok"})


class Statistics(APIView):
    """Numbers about the notes."""

    def get(self, request: Request, format: str | None = None) -> Response:
        """How many notes there are."""
        return Response({"notes": Note.objects.count()})

    def delete(self, request: Request) -> Response:
        """Empties every notebook."""
        Note.objects.all().delete()
        return Response(status=204)


class Me(SignedInMixin, APIView):
    """The caller."""

    def get(self, request: Request) -> Response:
        """The caller's name."""
        return Response({"name": request.user.get_username()})


class NoteViewSet(SignedInMixin, ModelViewSet):
    """The caller's notes."""

    serializer_class = NoteSerializer

    def get_queryset(self):
        """Only what the caller wrote."""
        return Note.objects.filter(owner=self.request.user).order_by("id")

    def perform_create(self, serializer: NoteSerializer) -> None:
        """A new note is the caller's."""
        serializer.save(owner=self.request.user)


class ArchiveViewSet(ReadOnlyModelViewSet):
    """Notes of former users."""

    queryset = Note.objects.filter(owner__is_active=False).order_by("id")
    serializer_class = NoteSerializer


@api_view(["POST"])
def import_notes(request: Request) -> Response:
    """Takes over notes from another program."""
    owner = get_user_model().objects.get(username=request.data["owner"])
    texts = [str(text) for text in request.data.get("notes", [])]
    Note.objects.bulk_create([Note(owner=owner, text=text) for text in texts])
    return Response({"imported": len(texts)}, status=201)
