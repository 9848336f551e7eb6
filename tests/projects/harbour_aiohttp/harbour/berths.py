"""Berths: a class whose methods are handlers, and routes that are listed."""

from aiohttp import web

from harbour.access import controller_login_required, for_all_handlers, login_required

BERTHS = {1: None}


@for_all_handlers(controller_login_required)
class BerthController:
    def _number(self, request):
        return int(request.match_info["number"])

    async def list_berths(self, request):
        return web.json_response(list(BERTHS))

    async def free(self, request):
        BERTHS[self._number(request)] = None
        return web.Response(status=204)


class Berth(web.View):
    async def get(self):
        return web.json_response({"berth": self.request.match_info["number"]})

    async def post(self):
        sent = await self.request.json()
        BERTHS.update({int(self.request.match_info["number"]): sent["name"]})
        return web.Response(status=201)


async def tides(request):
    return web.json_response({"high": "06:12"})


async def close_berth(request):
    BERTHS.pop(int(request.match_info["number"]), None)
    return web.Response(status=204)


def setup_routes(app):
    controller = BerthController()
    app.router.add_get("/berths", controller.list_berths)
    app.router.add_post("/berths/{number}/free", controller.free)
    app.router.add_view("/berths/{number}", Berth)
    resource = app.router.add_resource("/berths/{number}/closing")
    resource.add_route("DELETE", login_required(close_berth))


ROUTES = [web.get("/tides", tides), web.head("/tides/latest", tides)]
