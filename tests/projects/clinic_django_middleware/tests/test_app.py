"""The portal from outside."""

import os

import django
import pytest
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["PORTAL_DATABASE"] = ":memory:"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def schema():
    call_command("migrate", verbosity=0)


@pytest.mark.parametrize("path", ["/", "/results/2024/", "/letters/"])
def test_strangers_are_sent_to_the_login(path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/login/")


@pytest.mark.parametrize("path", ["/healthz", "/opening-hours/", "/news/"])
def test_some_pages_are_for_everyone(path):
    assert Client().get(path).status_code == 200


def test_a_patient_reads_and_writes_letters():
    patient = Client()
    patient.force_login(User.objects.create_user("ada"))
    assert patient.get("/letters/").json() == {"letters": []}
    assert patient.post("/letters/").status_code == 202
