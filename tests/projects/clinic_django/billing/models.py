"""Invoices. Money is in cents."""

from django.db import models


class Invoice(models.Model):
    """What a patient owes for a treatment."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT)
    amount = models.PositiveIntegerField()
    covered = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=20, default="open")
    plan = models.CharField(max_length=20, default="public")
    reference = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}: {self.amount}"


class Instalment(models.Model):
    """A part of an invoice, due on its own."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="instalments")
    month = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.month}: {self.amount}"
