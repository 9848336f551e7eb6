"""Ships: a table of routes, with functions and a view."""

import hmac

from aiohttp import web

from harbour.access import login_required, method_login_required, signature_of

SHIPS = {1: "Aurora"}
routes = web.RouteTableDef()


@routes.get("/ships")
async def list_ships(request):
    return web.json_response(SHIPS)


@routes.post("/ships")
@login_required
async def register_ship(request):
    sent = await request.json()
    SHIPS[len(SHIPS) + 1] = sent["name"]
    return web.json_response(SHIPS, status=201)


@routes.delete(r"/ships/{number:\d+}")
async def strike_ship(request):
    SHIPS.pop(int(request.match_info["number"]), None)
    return web.Response(status=204)


@routes.route("PUT", "/ships/{number}/name")
@login_required
async def rename_ship(request):
    SHIPS[int(request.match_info["number"])] = (await request.json())["name"]
    return web.Response(status=204)


@routes.post("/ships/arrivals")
async def announce_arrival(request):
    body = await request.read()
    if not hmac.compare_digest(signature_of(body), request.headers.get("X-Signature", "")):
        return web.Response(status=400)
    SHIPS[len(SHIPS) + 1] = body.decode()
    return web.Response(status=202)


@routes.view("/ships/{number}/cargo")
class Cargo(web.View):
    async def get(self):
        return web.json_response({"cargo": "grain"})

    @method_login_required
    async def put(self):
        SHIPS[1] = "grain"
        return web.Response(status=204)
