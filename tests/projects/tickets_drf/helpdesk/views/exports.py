"""Downloads, which are plain Django views because they stream files."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, StreamingHttpResponse
from django.views import View

from helpdesk.models import Article, Ticket


def export_tickets(request: HttpRequest) -> StreamingHttpResponse:
    """Every ticket as comma-separated values."""
    rows = Ticket.objects.values_list("title", "status", "owner__email").iterator()
    lines = (",".join(row) + "\n" for row in rows)
    return StreamingHttpResponse(lines, content_type="text/csv")


class ArticleExport(LoginRequiredMixin, View):
    """Every article as text."""

    raise_exception = True

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """Bodies, one after another."""
        bodies = Article.objects.values_list("body", flat=True).iterator()
        return StreamingHttpResponse(bodies, content_type="text/plain")
