"""The clinic on a fresh database, with the outside world answering at once."""

import io
import os

import django
import httpx
import pytest
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
os.environ["CLINIC_DATABASE"] = ":memory:"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402

from patients.models import Patient, Record  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def schema():
    call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def database(schema):
    call_command("flush", verbosity=0, interactive=False)
    patient = Patient.objects.create(pk=1, name="Ada", phone="+49 1")
    Record.objects.create(patient=patient, kind="allergy", year=2024, text="Pollen")


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    """Paths of the requests the clinic sent."""
    paths: list[str] = []

    def send(self, request, **_options):
        paths.append(request.url.path)
        return httpx.Response(200, json={"reference": "c-1"}, request=request)

    def urlopen(call, timeout):
        paths.append(call.selector)
        return io.BytesIO(b'{"covered": 4000}')

    monkeypatch.setattr(httpx.Client, "send", send)
    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    return paths


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def doctor():
    signed_in = Client()
    signed_in.force_login(User.objects.create_superuser("doctor"))
    return signed_in
