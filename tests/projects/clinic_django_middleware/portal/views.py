"""The portal's pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_safe


def home(request: HttpRequest) -> HttpResponse:
    """Greets the patient."""
    return HttpResponse(f"Hello {request.user}")


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Answers as long as the process does."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def opening_hours(request: HttpRequest) -> JsonResponse:
    """When the clinic is open."""
    return JsonResponse({"monday": "8-17", "friday": "8-13"})


@require_safe
def results(request: HttpRequest, year: int) -> JsonResponse:
    """The patient's results of a year."""
    return JsonResponse({"year": year, "results": []})


@method_decorator(login_not_required, name="dispatch")
class News(View):
    """What is new at the clinic."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Headlines."""
        return JsonResponse({"headlines": ["Flu jabs from Monday"]})
