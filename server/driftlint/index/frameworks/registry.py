"""The frameworks whose endpoints are known: adding one adds its module and one line here."""

from collections.abc import Callable

from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database
from driftlint.index.frameworks import (
    aiohttp_web,
    django,
    fastapi,
    flask,
    graphene,
    litestar,
    pyramid,
    strawberry,
    tasks,
)

FRAMEWORKS: tuple[Callable[[Database], tuple[Endpoint, ...]], ...] = (
    fastapi.endpoints,
    flask.endpoints,
    django.endpoints,
    litestar.endpoints,
    aiohttp_web.endpoints,
    pyramid.endpoints,
)

ENTRIES: tuple[Callable[[Database], tuple[Endpoint, ...]], ...] = (
    strawberry.entries,
    graphene.entries,
    tasks.entries,
)
"""What is entered by other ways than a request to a path."""
