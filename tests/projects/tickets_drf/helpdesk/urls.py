"""URLs below /api/v1/."""

from django.urls import include, path, re_path
from rest_framework.routers import DefaultRouter, SimpleRouter

from helpdesk.views import articles, people, reports, session
from helpdesk.views.comments import CommentDetail, CommentList
from helpdesk.views.tickets import TicketViewSet

router = DefaultRouter()
router.register("tickets", TicketViewSet, basename="ticket")
router.register(r"articles", articles.ArticleViewSet)
router.register(r"feedback", articles.FeedbackViewSet)

directory = SimpleRouter(trailing_slash=False)
directory.register("agents", people.AgentViewSet, basename="agent")
directory.register("labels", people.LabelViewSet)

urlpatterns = [
    path("", include(router.urls)),
    path("directory/", include((directory.urls, "directory"))),
    path("login/", session.LoginView.as_view()),
    path("comments/", CommentList.as_view()),
    path("comments/<int:pk>/", CommentDetail.as_view()),
    path("reports/load/", reports.LoadReport.as_view()),
    path("reports/audit/", reports.AuditLog.as_view()),
    re_path(r"^reports/backlog/(?P<priority>[1-5])/$", reports.BacklogReport.as_view()),
    path("search/", reports.search),
    path("preferences/", session.preferences),
    path("inbound-mail/", session.inbound_mail),
    path(
        "tickets/<int:pk>/comments/",
        CommentList.as_view(),
    ),
    path("tickets/<int:pk>/reopen/", TicketViewSet.as_view({"post": "reopen"})),
]
