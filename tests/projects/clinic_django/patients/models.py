"""Patients and their records."""

from django.db import models


class Patient(models.Model):
    """Someone the clinic treats."""

    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """A note in a patient's file."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="records")
    kind = models.SlugField()
    year = models.PositiveIntegerField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"
