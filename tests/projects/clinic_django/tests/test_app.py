"""The clinic from outside."""

import pytest
from django.utils import timezone

from appointments.models import Appointment
from billing.models import Invoice


def invoice(**fields):
    return Invoice.objects.create(pk=1, patient_id=1, amount=5000, **fields)


def appointment(**fields):
    return Appointment.objects.create(
        pk=1, patient_id=1, doctor="Curie", starts_at=timezone.now(), **fields
    )


@pytest.mark.parametrize(
    "path", ["/patients/", "/patients/1/", "/appointments/day/", "/appointments/slots/", "/rota/"]
)
def test_visitors_are_sent_to_the_login(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/login/")


def test_health(client):
    assert client.get("/healthz/").json() == {"status": "ok"}


def test_patients(doctor):
    assert b"Ada" in doctor.get("/patients/").content
    assert doctor.post("/patients/new/", {"name": "Bo"}).status_code == 302
    assert doctor.post("/patients/1/", {"phone": "+49 2"}).status_code == 204
    assert doctor.get("/patients/1/").json() == {"name": "Ada", "phone": "+49 2"}
    assert doctor.get("/patients/1/records/allergy/").json() == {"records": ["Pollen"]}
    assert doctor.get("/patients/export/2024/").content == b"Ada,allergy,Pollen"


def test_archiving_and_merging_tell_the_patient(doctor, outside):
    doctor.post("/patients/new/", {"name": "Ada L."})
    assert doctor.post("/patients/1/merge/2/").status_code == 204
    assert doctor.post("/patients/1/archive/").status_code == 204
    assert outside == ["/messages", "/messages"]


def test_booking_sends_a_reminder(doctor, outside):
    form = {"patient": 1, "doctor": "Curie", "starts_at": "2030-01-01T10:00:00Z"}
    assert doctor.post("/appointments/book/", form).status_code == 201
    assert outside == ["/messages"]
    assert doctor.post("/appointments/book/", {"starts_at": "soon"}).status_code == 400


def test_a_cancelled_slot_goes_to_whoever_waits(doctor):
    appointment()
    Appointment.objects.create(
        pk=2, patient_id=1, doctor="Curie", starts_at=timezone.now(), status="waiting"
    )
    assert doctor.post("/appointments/1/cancel/").status_code == 204
    assert Appointment.objects.get(pk=2).status == "booked"


def test_moving_an_appointment_tells_the_patient(doctor, outside):
    appointment()
    moved = doctor.post("/appointments/1/reschedule/", {"starts_at": "2030-01-01T10:00:00Z"})
    assert moved.status_code == 204
    assert outside == ["/messages"]


def test_the_waiting_list(doctor):
    appointment()
    assert doctor.post("/appointments/waiting/1/").status_code == 204
    assert doctor.get("/appointments/waiting/1/").json() == {"waiting": True}
    assert doctor.delete("/appointments/waiting/1/").status_code == 204
    assert doctor.get("/appointments/").json()["appointments"]


def test_invoices_are_paid_and_claimed(doctor, outside):
    invoice()
    assert doctor.post("/billing/invoices/1/claim/").json() == {"covered": 4000}
    assert doctor.post("/billing/invoices/1/pay/").json() == {"reference": "c-1"}
    assert outside == ["/claims", "/charges"]


def test_settling_an_invoice(doctor):
    invoice()
    settled = doctor.post("/billing/invoices/1/settle/")
    assert settled.json() == {"covered": 4000, "months": 1}
    assert doctor.post("/billing/invoices/1/settle/").status_code == 409


def test_a_webhook_needs_its_signature(client):
    assert client.post("/billing/webhooks/cards/").status_code == 400
