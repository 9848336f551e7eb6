"""The gallery's application."""

from litestar import Litestar
from litestar.config.app import AppConfig

from gallery.access import jwt_auth
from gallery.visits import health, visit
from gallery.works import ShelfController, WorkController


def with_shelves(config: AppConfig) -> AppConfig:
    config.route_handlers.append(ShelfController)
    return config


app = Litestar(
    route_handlers=[health, visit, WorkController],
    on_app_init=[jwt_auth.on_app_init, with_shelves],
    openapi_config=None,
)
