"""The orchard's paths."""

from django.urls import path

from orchard.api import api, open_api

urlpatterns = [path("api/", api.urls), path("open/", open_api.urls)]
