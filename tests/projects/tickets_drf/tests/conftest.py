"""The help desk on a fresh database, with the outside world answering at once."""

import os

import django
import httpx
import pytest
from django.conf import settings
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["HELPDESK_DATABASE"] = ":memory:"
django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.contrib.auth.models import User  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from helpdesk.models import Ticket  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def schema():
    call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def database(schema):
    call_command("flush", verbosity=0, interactive=False)
    customer = User.objects.create_user("customer", password="pw")
    Ticket.objects.create(pk=1, title="Printer on fire", owner=customer, hours_open=80)
    Ticket.objects.create(pk=2, title="Fire in printer", owner=customer)


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    """Methods and paths of the requests the help desk sent."""
    calls: list[tuple[str, str]] = []

    def send(self, request, **_options):
        calls.append((request.method, request.url.path))
        return httpx.Response(200, json={}, request=request)

    monkeypatch.setattr(httpx.Client, "send", send)
    return calls


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def customer():
    signed_in = APIClient()
    signed_in.force_authenticate(User.objects.get(username="customer"))
    return signed_in


@pytest.fixture
def supervisor():
    signed_in = APIClient()
    signed_in.force_authenticate(User.objects.create_superuser("supervisor"))
    return signed_in
