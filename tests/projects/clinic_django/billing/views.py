"""Views of invoices."""

import hashlib
import hmac
import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from billing import services
from billing.models import Instalment, Invoice


class InvoiceList(ListView):
    """Invoices that are open."""

    queryset = Invoice.objects.filter(status="open").order_by("pk")
    paginate_by = 50
    template_name = "patients/list.html"


@login_required
@require_POST
def pay(request: HttpRequest, pk: int) -> JsonResponse:
    """Charges the patient's card."""
    invoice = get_object_or_404(Invoice, pk=pk)
    return JsonResponse({"reference": services.Payments().collect(invoice.pk)})


@login_required
@require_POST
def claim(request: HttpRequest, pk: int) -> JsonResponse:
    """Asks the insurer to pay."""
    invoice = get_object_or_404(Invoice, pk=pk)
    return JsonResponse({"covered": services.claim(invoice)})


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> JsonResponse:
    """Closes an invoice: what the plan covers, and instalments for the rest."""
    invoice = get_object_or_404(Invoice, pk=pk)
    if invoice.status != "open":
        return JsonResponse({"error": "The invoice is closed"}, status=409)

    if invoice.plan == "private":
        covered = invoice.amount * 80 // 100
        if invoice.amount > 100_000:
            covered = invoice.amount * 90 // 100
    elif invoice.plan == "public":
        covered = invoice.amount - 1000
    else:
        covered = 0

    rest = invoice.amount - covered
    months = 1
    if rest > 50_000:
        months = 12
    elif rest > 10_000:
        months = 3
    for month in range(months):
        part = rest // months
        if month == 0:
            part += rest % months
        Instalment.objects.create(invoice=invoice, month=month + 1, amount=part)

    earlier = Invoice.objects.filter(patient=invoice.patient, status="open").exclude(pk=pk)
    for other in earlier:
        if other.amount < 500:
            other.status = "waived"
            other.save(update_fields=["status"])

    invoice.covered = covered
    invoice.status = "settled"
    invoice.save(update_fields=["covered", "status"])
    return JsonResponse({"covered": covered, "months": months})


@csrf_exempt
@require_POST
def card_webhook(request: HttpRequest) -> HttpResponse:
    """Records what became of a card payment."""
    secret = settings.CARDS_WEBHOOK_SECRET.encode()
    expected = hmac.new(secret, request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
        return HttpResponseBadRequest("Bad signature")
    event = json.loads(request.body)
    services.record_payment(event["reference"], event["state"])
    return HttpResponse(status=202)
