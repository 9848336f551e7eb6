"""The endpoints listed of the Django samples, of DRF and ninja too, are what the frameworks serve, open and closed."""

import pytest

from driftlint.index.endpoints import endpoints
from tests.harness.listing import account, is_closed, sample

PROJECTS = ["clinic_django", "clinic_django_middleware", "tickets_drf", "notes_drf", "orchard_ninja"]
LIBRARIES = ("django.", "rest_framework.")
"""Views that a project routes but does not define are no endpoints of its own."""


@pytest.mark.parametrize("project", PROJECTS)
def test_the_list_is_what_django_serves(project: str) -> None:
    told = {
        (it["method"], it["path"], it["handler"], it["guarded"])
        for it in account(project)
        if not it["handler"].startswith(LIBRARIES)
    }
    listed = {
        (method, it.path, it.name, is_closed(it)) for it in endpoints(sample(project).db) for method in it.methods
    }
    assert listed == told


@pytest.mark.parametrize("project", ["tickets_drf", "notes_drf"])
def test_permissions_are_among_those_drf_asks_for(project: str) -> None:
    asked = {(it["method"], it["path"]): set(it["guards"]) for it in account(project)}
    for it in endpoints(sample(project).db):
        permissions = {guard.name for guard in it.guards if guard.name.startswith(("helpdesk.perm", "notes.", "rest_"))}
        for method in it.methods if it.framework == "drf" else ():
            assert permissions <= asked[method, it.path]
            assert permissions or not is_closed(it)


@pytest.mark.parametrize("path", ["/billing/webhooks/cards/", "/api/v1/inbound-mail/"])
def test_a_signature_asked_for_in_the_body_is_a_guard_of_its_own_kind(path: str) -> None:
    project = "clinic_django" if path.startswith("/billing") else "tickets_drf"
    (endpoint,) = (it for it in endpoints(sample(project).db) if it.path == path)
    assert {guard.kind for guard in endpoint.guards} == {"signature"}
