"""The life of a ticket."""

from django.db import transaction

from helpdesk.gateways import pager as oncall
from helpdesk.gateways import search
from helpdesk.models import Comment, Ticket


def escalate(ticket: Ticket) -> None:
    """Makes the ticket urgent and wakes up whoever is on call."""
    with transaction.atomic():
        ticket.priority = 1
        ticket.save(update_fields=["priority"])
        oncall.page(ticket.title)


def close(ticket: Ticket) -> None:
    """Closes the ticket and takes it out of the search."""

    def forget() -> None:
        search.remove(ticket.pk)

    with transaction.atomic():
        ticket.status = "closed"
        ticket.save(update_fields=["status"])
        transaction.on_commit(forget)


def reopen(ticket: Ticket) -> None:
    """Opens the ticket again and puts it back into the search."""
    with transaction.atomic():
        ticket.status = "open"
        ticket.save(update_fields=["status"])
    search.put(ticket.pk, ticket.title)


@transaction.atomic
def merge(duplicate: Ticket, kept: Ticket) -> None:
    """Moves the duplicate's comments to the ticket that is kept."""
    duplicate.comments.update(ticket=kept)
    duplicate.merged_into = kept
    duplicate.status = "closed"
    duplicate.save(update_fields=["merged_into", "status"])
    requests = {row.pk: row for row in Ticket.objects.filter(merged_into=duplicate)}
    chained = requests.get(kept.pk)
    if chained is not None:
        chained.merged_into = None
        chained.save(update_fields=["merged_into"])


def comment(ticket_id: int, text: str) -> Comment:
    """A new comment; the ticket is open again if it was closed."""
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
        ticket.status = "open"
        ticket.save(update_fields=["status"])
        return Comment.objects.create(ticket=ticket, text=text)
