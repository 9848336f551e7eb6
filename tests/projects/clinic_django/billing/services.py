"""Collecting what is owed."""

import json
from urllib import request as urlrequest

from django.conf import settings
from django.db import transaction

from billing.cards import CardGateway
from billing.models import Invoice


class Payments:
    """Card payments for invoices."""

    def __init__(self) -> None:
        self.cards = CardGateway(settings.CARDS_URL)

    @transaction.atomic
    def collect(self, invoice_id: int) -> str:
        """The reference of the charge that paid the invoice."""
        invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
        invoice.reference = self.cards.charge(invoice.pk, invoice.amount - invoice.covered)
        invoice.status = "paid"
        invoice.save(update_fields=["reference", "status"])
        return invoice.reference


def claim(invoice: Invoice) -> int:
    """How much of the invoice the insurer covers."""
    with transaction.atomic():
        body = json.dumps({"invoice": invoice.pk, "amount": invoice.amount}).encode()
        call = urlrequest.Request(f"{settings.INSURER_URL}/claims", data=body, method="POST")
        with urlrequest.urlopen(call, timeout=5) as answer:
            invoice.covered = json.load(answer)["covered"]
        invoice.save(update_fields=["covered"])
    return invoice.covered


def record_payment(reference: str, state: str) -> None:
    """Takes over what the card provider says about a payment."""
    if state == "failed":
        Invoice.objects.filter(reference=reference).update(status="open")
