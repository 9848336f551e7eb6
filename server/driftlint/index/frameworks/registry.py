"""The frameworks whose endpoints are known: adding one adds its module and one line here."""

from collections.abc import Callable

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

BY_FILE: tuple[Callable[[Database, str], tuple[Endpoint, ...]], ...] = (
    fastapi.endpoints_declared,
    flask.endpoints_declared,
    flask_appbuilder.endpoints_declared,
)
"""Those that tell for each file which endpoints it declares, so that the others need not be looked at again."""

FOR_OTHERS: dict[object, Callable[[Database, str], tuple[Endpoint, ...]]] = {
    fastapi.endpoints_declared: fastapi.endpoints_for_others,
}
"""By some of these, the shorter way to those of their endpoints that stand in other files than they are declared in."""

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
