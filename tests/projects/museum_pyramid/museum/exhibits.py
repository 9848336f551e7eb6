"""Exhibits: functions and a class, with permissions on some."""

from pyramid.view import view_config, view_defaults

from museum.security import curators_only

EXHIBITS = {"1": "Amphora"}


def includeme(config):
    config.add_route("exhibits", "/exhibits")
    config.add_route("exhibit", "/exhibits/{number}")
    config.add_route("labels", "/exhibits/{number}/labels", request_method="POST")
    config.add_route("restoration", "/exhibits/{number}/restoration")
    config.add_route("health", "/health")


@view_config(route_name="health", renderer="json")
def health(request):
    return {"status": "ok"}


@view_config(route_name="exhibits", request_method="GET", renderer="json")
def list_exhibits(request):
    return EXHIBITS


@view_config(route_name="exhibits", request_method="POST", renderer="json", permission="curate")
def add_exhibit(request):
    EXHIBITS.update({str(len(EXHIBITS) + 1): "Vase"})
    return EXHIBITS


@view_config(route_name="labels", renderer="json")
def print_label(request):
    EXHIBITS.setdefault(request.matchdict["number"], "unknown")
    return {"label": EXHIBITS[request.matchdict["number"]]}


@view_defaults(route_name="exhibit", renderer="json")
class ExhibitViews:
    def __init__(self, request):
        self.request = request

    @view_config(request_method="GET")
    def show(self):
        return {"exhibit": EXHIBITS.get(self.request.matchdict["number"])}

    @view_config(request_method="DELETE", permission="curate")
    def remove(self):
        EXHIBITS.pop(self.request.matchdict["number"], None)
        return {}

    @view_config(request_method=("PUT", "PATCH"), is_authenticated=True)
    def change(self):
        EXHIBITS.update({self.request.matchdict["number"]: "changed"})
        return EXHIBITS


@view_defaults(route_name="restoration", renderer="json", permission="curate")
class Restoration:
    def __init__(self, request):
        self.request = request

    @view_config(request_method="GET")
    def state(self):
        return {"state": "fragile"}

    @view_config(request_method="POST", permission="guide")
    def report_damage(self):
        EXHIBITS.pop(self.request.matchdict["number"], None)
        return {}


@view_config(
    route_name="restoration", request_method="DELETE", renderer="json", decorator=curators_only
)
def cancel(request):
    return {}
