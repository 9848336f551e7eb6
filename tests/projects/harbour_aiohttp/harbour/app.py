"""The harbour's application."""

from aiohttp import web

from harbour import berths, ships
from harbour.access import count_calls
from harbour.pilots import create_pilots_app, health


def create_app() -> web.Application:
    app = web.Application()
    app["calls"] = []
    app.middlewares.append(count_calls)
    app.add_routes(ships.routes)
    app.router.add_routes(berths.ROUTES)
    berths.setup_routes(app)
    app.router.add_get("/health", health)
    app.add_subapp("/pilots", create_pilots_app())
    return app
