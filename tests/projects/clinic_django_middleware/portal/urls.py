"""Every URL of the portal."""

from django.contrib.auth.views import LoginView
from django.urls import include, path

from portal import letters, views

letter_urls = (
    [
        path("", letters.LetterList.as_view(), name="list"),
        path("<uuid:letter>/", letters.show, name="show"),
    ],
    "letters",
)

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz),
    path("login/", LoginView.as_view(), name="login"),
    path("opening-hours/", views.opening_hours, name="opening-hours"),
    path("news/", views.News.as_view(), name="news"),
    path("results/<int:year>/", views.results, name="results"),
    path("letters/", include(letter_urls)),
]
