"""Tickets."""

import httpx
from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import HelpdeskViewSet
from helpdesk.models import Ticket
from helpdesk.permissions import IsSupervisor
from helpdesk.serializers import TicketSerializer
from helpdesk.services import tickets


class TicketViewSet(HelpdeskViewSet):
    """Tickets: customers see their own, agents see all."""

    serializer_class = TicketSerializer

    def get_queryset(self):
        """The tickets this caller may know of."""
        everything = Ticket.objects.filter(merged_into=None)
        if self.request.user.is_staff:
            return everything
        return everything.filter(owner=self.request.user)

    def perform_create(self, serializer: TicketSerializer) -> None:
        """Stores a new ticket and makes it findable."""
        with transaction.atomic():
            ticket = serializer.save(owner=self.request.user)
            httpx.put(
                f"{settings.SEARCH_URL}/tickets/{ticket.pk}",
                json={"title": ticket.title},
                timeout=3,
            )

    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str | None = None) -> Response:
        """Closes a ticket."""
        ticket = self.get_object()
        tickets.close(ticket)
        return Response(TicketSerializer(ticket).data)

    @action(detail=True, methods=["post"], permission_classes=[IsSupervisor])
    def escalate(self, request: Request, pk: str | None = None) -> Response:
        """Wakes up whoever is on call."""
        ticket = self.get_object()
        tickets.escalate(ticket)
        return Response(TicketSerializer(ticket).data)

    @action(detail=False, url_path="waiting-long")
    def waiting(self, request: Request) -> Response:
        """Open tickets nobody answered for two days."""
        late = self.get_queryset().filter(status="open", hours_open__gte=48)
        page = self.paginate_queryset(late)
        return self.get_paginated_response(TicketSerializer(page, many=True).data)

    @action(detail=True, methods=["post"], permission_classes=[])
    def merge(self, request: Request, pk: str | None = None) -> Response:
        """Joins a duplicate with the ticket that stays open."""
        duplicate = get_object_or_404(Ticket, pk=pk)
        kept = get_object_or_404(Ticket, pk=request.data.get("into"))
        tickets.merge(duplicate, kept)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str | None = None) -> Response:
        """Resolves a ticket and credits customers who waited too long."""
        ticket = self.get_object()
        if ticket.status == "resolved":
            return Response(status=status.HTTP_409_CONFLICT)

        promised = 72
        if ticket.plan == "business":
            promised = 24
        elif ticket.plan == "enterprise":
            promised = 8
        if ticket.priority == 1:
            promised = promised // 2

        late = ticket.hours_open - promised
        credit = 0
        if late > 0:
            credit = late * 100
            if ticket.plan == "enterprise":
                credit = credit * 5 // 2
        if credit > 20_000:
            credit = 20_000

        for duplicate in Ticket.objects.filter(merged_into=ticket):
            if duplicate.owner_id != ticket.owner_id:
                duplicate.credit = credit // 2
            duplicate.status = "resolved"
            duplicate.save()

        ticket.credit += credit
        ticket.status = "resolved"
        ticket.save()
        return Response({"credit": ticket.credit})

    def reopen(self, request: Request, pk: int) -> Response:
        """Opens a closed ticket again."""
        ticket = self.get_object()
        tickets.reopen(ticket)
        return Response(TicketSerializer(ticket).data)
