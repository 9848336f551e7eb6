"""Views of appointments."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import TemplateView

from appointments import services
from appointments.models import Appointment
from clinic.access import ClinicMemberMixin, StaffRequiredMixin


@never_cache
@login_required
def calendar(request: HttpRequest) -> JsonResponse:
    """Appointments that are still to come."""
    booked = Appointment.objects.filter(status="booked").order_by("starts_at")[:100]
    return JsonResponse({"appointments": [str(appointment) for appointment in booked]})


@require_POST
@login_required
def book(request: HttpRequest) -> HttpResponse:
    """Books an appointment."""
    starts_at = parse_datetime(request.POST.get("starts_at", ""))
    if starts_at is None:
        return HttpResponseBadRequest("starts_at is no date and time")
    appointment = services.book(request.POST["patient"], request.POST["doctor"], starts_at)
    return JsonResponse({"id": appointment.pk}, status=201)


@login_required
@require_http_methods(["POST", "DELETE"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancels an appointment."""
    services.cancel(get_object_or_404(Appointment, pk=pk))
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves an appointment."""
    starts_at = parse_datetime(request.POST.get("starts_at", ""))
    if starts_at is None:
        return HttpResponseBadRequest("starts_at is no date and time")
    services.reschedule(get_object_or_404(Appointment, pk=pk), starts_at)
    return HttpResponse(status=204)


class DaySheet(ClinicMemberMixin, TemplateView):
    """Today's appointments, for the printer."""

    template_name = "patients/day.html"


class SlotFeed(StaffRequiredMixin, View):
    """Times that are free."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Doctors with an hour to spare."""
        taken = Appointment.objects.filter(status="booked").values_list("doctor", flat=True)
        return JsonResponse({"busy": sorted(set(taken))})


class WaitingList(View):
    """Patients who would come at short notice."""

    @method_decorator(login_required)
    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Whether the appointment is waiting for a slot."""
        appointment = get_object_or_404(Appointment, pk=pk)
        return JsonResponse({"waiting": appointment.status == "waiting"})

    @method_decorator(login_required)
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Puts the appointment on the list."""
        Appointment.objects.filter(pk=pk).update(status="waiting")
        return HttpResponse(status=204)

    def delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes the appointment off the list."""
        Appointment.objects.filter(pk=pk, status="waiting").update(status="booked")
        return HttpResponse(status=204)
