"""Every URL of the help desk."""

from django.urls import include, path
from rest_framework.authtoken.views import obtain_auth_token

from helpdesk.views import exports, session

urlpatterns = [
    path("health/", session.health),
    path("token/", obtain_auth_token),
    path("api/v1/", include("helpdesk.urls")),
    path("exports/tickets/", exports.export_tickets),
    path("exports/articles/", exports.ArticleExport.as_view()),
]
