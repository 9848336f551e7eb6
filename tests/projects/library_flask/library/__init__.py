"""The library's backend: `flask --app library run`."""

from library.app import create_app

__all__ = ["create_app"]
