"""The notes API from outside."""

import os

import django
import pytest
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "notes.settings"
os.environ["NOTES_DATABASE"] = ":memory:"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def schema():
    call_command("migrate", verbosity=0)


@pytest.fixture
def ada():
    call_command("flush", verbosity=0, interactive=False)
    signed_in = APIClient()
    signed_in.force_authenticate(User.objects.create(username="ada"))
    return signed_in


@pytest.mark.parametrize("path", ["/me/", "/notes/", "/v2/notes/"])
def test_strangers_are_refused(path):
    assert APIClient().get(path).status_code == 401


def test_health():
    assert APIClient().get("/health/").json() == {"status": "ok"}


def test_notes_are_written_and_counted(ada):
    assert ada.post("/notes/", {"text": "Buy tea"}).status_code == 201
    imported = {"owner": "ada", "notes": ["Buy milk"]}
    assert ada.post("/import/", imported, format="json").json() == {"imported": 1}
    assert [note["text"] for note in ada.get("/notes/").json()] == ["Buy tea", "Buy milk"]
    assert ada.get("/statistics/").json() == {"notes": 2}
    assert ada.get("/archive/").json() == []
    assert ada.delete("/statistics/").status_code == 204


def test_the_caller_is_known(ada):
    assert ada.get("/me/").json() == {"name": "ada"}
