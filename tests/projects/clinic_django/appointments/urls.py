"""URLs below /appointments/."""

from django.urls import path

from appointments import views

app_name = "appointments"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("book/", views.book, name="book"),
    path("day/", views.DaySheet.as_view(), name="day"),
    path("slots/", views.SlotFeed.as_view(), name="slots"),
    path("waiting/<int:pk>/", views.WaitingList.as_view(), name="waiting"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/reschedule/", views.reschedule, name="reschedule"),
]
