"""Every URL of the clinic."""

from django.contrib.auth.decorators import (
    login_required,
    permission_required,
    user_passes_test,
)
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from clinic import rota, views
from clinic.access import is_manager

rota_urls = [
    path("", login_required(rota.RotaView.as_view()), name="rota"),
    path(
        "publish/",
        permission_required("appointments.change_appointment", raise_exception=True)(rota.publish),
        name="rota-publish",
    ),
    path("hours/", user_passes_test(is_manager)(rota.hours), name="rota-hours"),
]

urlpatterns = [
    path("healthz/", views.healthz),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("patients/", include("patients.urls")),
    path("appointments/", include("appointments.urls", namespace="appointments")),
    path("billing/", include("billing.urls")),
    path("rota/", include(rota_urls)),
]
