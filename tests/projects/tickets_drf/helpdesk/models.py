"""Tickets and what surrounds them."""

from django.conf import settings
from django.db import models


class Label(models.Model):
    """A subject tickets are sorted by."""

    name = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """A customer's question."""

    title = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    status = models.CharField(max_length=20, default="open")
    priority = models.PositiveSmallIntegerField(default=3)
    plan = models.CharField(max_length=20, default="basic")
    hours_open = models.PositiveIntegerField(default=0)
    credit = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["priority", "id"]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """An answer to a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:40]


class Article(models.Model):
    """A page of the knowledge base."""

    title = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Feedback(models.Model):
    """What a reader thinks of the knowledge base."""

    text = models.TextField(max_length=2000)

    def __str__(self) -> str:
        return self.text[:40]
