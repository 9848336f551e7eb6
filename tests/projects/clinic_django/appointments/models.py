"""Appointments."""

from django.db import models


class Appointment(models.Model):
    """A patient's time with a doctor."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT)
    doctor = models.CharField(max_length=100)
    starts_at = models.DateTimeField()
    status = models.CharField(max_length=20, default="booked")
    reminder = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.doctor} {self.starts_at:%d.%m. %H:%M}"
