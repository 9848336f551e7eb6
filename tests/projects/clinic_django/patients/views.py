"""Views of patients."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import CreateView, ListView

from clinic.access import ClinicView, clinic_member_required
from patients import services
from patients.models import Patient, Record


class PatientList(LoginRequiredMixin, ListView):
    """Patients by name."""

    model = Patient
    paginate_by = 50
    template_name = "patients/list.html"


class PatientCreate(PermissionRequiredMixin, CreateView):
    """The form for a new patient."""

    model = Patient
    fields = ["name", "phone"]
    permission_required = "patients.add_patient"
    template_name = "patients/form.html"
    success_url = "/patients/"


class PatientDetail(ClinicView):
    """One patient."""

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Name and telephone number."""
        patient = get_object_or_404(Patient, pk=pk)
        return JsonResponse({"name": patient.name, "phone": patient.phone})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Changes the telephone number."""
        phone = request.POST.get("phone", "").strip()
        if len(phone) > 40:
            return HttpResponseBadRequest("The number is too long")
        get_object_or_404(Patient, pk=pk)
        Patient.objects.filter(pk=pk).update(phone=phone)
        return HttpResponse(status=204)


@method_decorator(login_required, name="dispatch")
class PatientArchive(View):
    """Putting a patient's file away."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Archives the file."""
        services.archive(get_object_or_404(Patient, pk=pk))
        return HttpResponse(status=204)


class PatientMerge(View):
    """Joining two files of the same person."""

    def post(self, request: HttpRequest, kept: int, other: int) -> HttpResponse:
        """Moves the other file's records here and archives it."""
        services.merge(get_object_or_404(Patient, pk=kept), get_object_or_404(Patient, pk=other))
        return HttpResponse(status=204)


@login_required
@never_cache
def records(request: HttpRequest, pk: int) -> JsonResponse:
    """A page of the patient's records."""
    page = Paginator(Record.objects.filter(patient_id=pk).order_by("-year"), 20)
    notes = page.get_page(request.GET.get("page"))
    return JsonResponse({"records": [note.text for note in notes]})


@clinic_member_required
def records_of_kind(request: HttpRequest, pk: int, kind: str) -> JsonResponse:
    """The patient's records of one kind."""
    notes = Record.objects.filter(patient_id=pk, kind=kind)[:100]
    return JsonResponse({"records": [note.text for note in notes]})


def export(request: HttpRequest, year: str) -> HttpResponse:
    """The year's records as comma-separated values."""
    rows = Record.objects.filter(year=int(year)).values_list("patient__name", "kind", "text")
    lines = "\n".join(",".join(row) for row in rows)
    return HttpResponse(lines, content_type="text/csv")
