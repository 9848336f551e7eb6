"""Print what a framework itself says about one sample backend: `python -m tests.oracle.report shop_fastapi`."""

import argparse
import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

PROJECTS_FOLDER = Path(__file__).resolve().parent.parent / "projects"

# The oracle that can tell, and what it is given: the application or the settings module.
PROJECTS = {
    "shop_fastapi": ("fastapi_routes", "shop.main:app"),
    "library_flask": ("flask_routes", "library:create_app"),
    "reading_room_flask": ("flask_routes", "room:create_app"),
    "depot_flask_apis": ("flask_routes", "depot:create_app"),
    "gallery_litestar": ("litestar_routes", "gallery.app:app gallery.partners:create_partner_app"),
    "harbour_aiohttp": ("aiohttp_routes", "harbour.app:create_app"),
    "museum_pyramid": ("pyramid_routes", "museum:make_app"),
    "bakery_entries": ("entry_points", "bakery"),
    "clinic_django": ("django_routes", "clinic.settings"),
    "clinic_django_middleware": ("django_routes", "portal.settings"),
    "tickets_drf": ("django_routes", "config.settings"),
    "orchard_ninja": ("django_routes", "orchard.settings"),
    "notes_drf": ("django_routes", "notes.settings"),
}


def main() -> None:
    """Import the project named on the command line, call each of its endpoints and print what happened."""
    parser = argparse.ArgumentParser(description="Print a sample backend's endpoints as its framework sees them.")
    parser.add_argument("project", choices=PROJECTS)
    project = parser.parse_args().project

    oracle, target = PROJECTS[project]
    sys.path.insert(0, str(PROJECTS_FOLDER / project))
    sys.addaudithook(_stay_here)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        _use_database_in(Path(folder))
        endpoints = importlib.import_module(f"tests.oracle.{oracle}").endpoints(target)
    endpoints.sort(key=lambda it: (it["path"], it["method"]))
    print(json.dumps(endpoints, indent=2))


def _use_database_in(folder: Path) -> None:
    """Point every project at a fresh database."""
    for name in ("SHOP", "LIBRARY"):
        os.environ[f"{name}_DATABASE_URL"] = f"sqlite:///{folder / 'app.db'}"
    for name in ("CLINIC", "PORTAL", "HELPDESK", "NOTES"):
        os.environ[f"{name}_DATABASE"] = ":memory:"


def _stay_here(event: str, _arguments: tuple[object, ...]) -> None:
    """Refuse to look up a host: endpoints that let a stranger in must not reach the network."""
    if event == "socket.getaddrinfo":
        _refuse()


def _refuse() -> NoReturn:
    raise OSError("The oracle does not talk to the network")


if __name__ == "__main__":
    main()
