"""Letters between patients and doctors."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View


class LetterList(View):
    """The patient's letters."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Letters, newest first."""
        return JsonResponse({"letters": []})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sends a letter to the doctor."""
        return HttpResponse(status=202)


def show(request: HttpRequest, letter: UUID) -> JsonResponse:
    """One letter."""
    return JsonResponse({"letter": str(letter)})
