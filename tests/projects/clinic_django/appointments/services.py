"""Booking, moving and cancelling."""

from datetime import datetime

from django.db import transaction

from appointments import reminders
from appointments.models import Appointment
from clinic import sms


def book(patient_id: str, doctor: str, starts_at: datetime) -> Appointment:
    """A new appointment, with a reminder on its way."""
    with transaction.atomic():
        appointment = Appointment.objects.create(
            patient_id=patient_id, doctor=doctor, starts_at=starts_at
        )
        reminders.schedule(appointment)
    return appointment


def reschedule(appointment: Appointment, starts_at: datetime) -> None:
    """Moves the appointment and tells the patient."""
    with transaction.atomic():
        locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
        locked.starts_at = starts_at
        locked.save(update_fields=["starts_at"])
    if locked.patient.phone:
        sms.send(locked.patient.phone, f"New time: {locked}")


def cancel(appointment: Appointment) -> None:
    """Cancels the appointment and offers the slot to whoever waits."""
    with transaction.atomic():
        appointment.status = "cancelled"
        appointment.save(update_fields=["status"])
        requests = {row.doctor: row for row in Appointment.objects.filter(status="waiting")}
        waiting = requests.get(appointment.doctor)
        if waiting is not None:
            waiting.status = "booked"
            waiting.save(update_fields=["status"])
