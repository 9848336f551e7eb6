"""The frameworks whose endpoints are known: adding one adds its module and one line here."""

from collections.abc import Callable
from typing import NamedTuple

from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database
from driftlint.index.frameworks import (
    aiohttp_web,
    django,
    fastapi,
    flask,
    flask_appbuilder,
    graphene,
    litestar,
    pyramid,
    strawberry,
    tasks,
)

Listed = Callable[[Database, str], tuple[Endpoint, ...]]


class ByFile(NamedTuple):
    """A framework that tells for each file which endpoints it declares, so that others need not be looked at again.

    `for_others` is the shorter way to those of them that stand in other files, where there is one.
    """

    declared: Listed
    for_others: Listed | None = None


BY_FILE = (
    ByFile(fastapi.endpoints_declared, fastapi.endpoints_for_others),
    ByFile(flask.endpoints_declared),
    ByFile(flask_appbuilder.endpoints_declared),
)

WHOLE: tuple[Callable[[Database], tuple[Endpoint, ...]], ...] = (
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
