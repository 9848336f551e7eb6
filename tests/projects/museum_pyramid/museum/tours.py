"""Tours: below a prefix, one view under two routes, and one that checks its caller itself."""

from pyramid.httpexceptions import HTTPUnauthorized
from pyramid.view import view_config

TOURS = []


def includeme(config):
    config.add_route("tours", "/")
    config.add_route("tours.today", "/today")
    config.add_route("tours.cancelled", "/cancelled")


@view_config(route_name="tours", request_method="GET", renderer="json")
@view_config(route_name="tours.today", request_method="GET", renderer="json")
def list_tours(request):
    return TOURS


@view_config(route_name="tours", request_method="POST", renderer="json", permission="guide")
def offer_tour(request):
    TOURS.append("tour")
    return TOURS


@view_config(route_name="tours.cancelled", request_method="POST", renderer="json")
def cancel_tour(request):
    if request.authenticated_userid is None:
        raise HTTPUnauthorized()
    TOURS.pop()
    return TOURS
