"""Notes."""

from django.conf import settings
from django.db import models


class Note(models.Model):
    """A text and whose it is."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]
