"""What can be done with a patient's file."""

from functools import partial

from django.db import transaction

from clinic import sms
from patients.models import Patient


def archive(patient: Patient) -> None:
    """Puts the file away and tells the patient."""
    with transaction.atomic():
        patient.archived = True
        patient.save(update_fields=["archived"])
        if patient.phone:
            transaction.on_commit(partial(sms.send, patient.phone, "Your file was archived"))


@transaction.atomic
def merge(kept: Patient, other: Patient) -> None:
    """Moves the other file's records into the one that is kept."""
    other.records.update(patient=kept)
    other.archived = True
    other.save(update_fields=["archived"])
    if kept.phone:
        transaction.on_commit(lambda: sms.send(kept.phone, "Your files were joined"))
