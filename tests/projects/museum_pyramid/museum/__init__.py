"""A museum: exhibits, tours and the office behind them."""

from pyramid.config import Configurator

from museum.security import HeaderPolicy


def make_app():
    config = Configurator(security_policy=HeaderPolicy(), root_factory="museum.security.Root")
    config.include("museum.exhibits")
    config.include("museum.tours", route_prefix="/tours")
    config.include("museum.office", route_prefix="office")
    config.scan("museum")
    return config.make_wsgi_app()
