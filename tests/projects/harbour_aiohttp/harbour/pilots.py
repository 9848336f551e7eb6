"""The pilots' own application, below a prefix of the harbour's."""

from aiohttp import web

from harbour.access import count_calls, pilots_only

TRIPS = []


async def list_trips(request):
    return web.json_response(TRIPS)


async def plan_trip(request):
    TRIPS.append((await request.json())["ship"])
    return web.Response(status=201)


async def health(request):
    return web.json_response({"status": "ok"})


def create_pilots_app() -> web.Application:
    app = web.Application(middlewares=[count_calls, pilots_only("X-Pilot")])
    app.add_routes([web.get("/trips", list_trips), web.post("/trips", plan_trip)])
    for method in ("GET", "POST"):
        app.router.add_route(method, "/trips/export", list_trips)
    return app
