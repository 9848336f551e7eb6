"""Every URL of the notes API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from notes import views

router = SimpleRouter()
router.register("notes", views.NoteViewSet, basename="note")
router.register("archive", views.ArchiveViewSet, basename="archive")

urlpatterns = [
    path("health/", views.Health.as_view()),
    path("statistics/", views.Statistics.as_view()),
    path("import/", views.import_notes),
    path("me/", views.Me.as_view()),
    *router.urls,
    path("v2/", include(router.urls)),
]
