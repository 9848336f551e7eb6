"""Reminders."""

from appointments.models import Appointment
from clinic import sms


def schedule(appointment: Appointment) -> None:
    """Has the patient reminded of the appointment."""
    if appointment.patient.phone:
        sms.send(appointment.patient.phone, f"See you then: {appointment}")
        appointment.reminder = "sent"
        appointment.save(update_fields=["reminder"])
