"""What FastAPI says about its routes, and whom it lets in."""

import asyncio
import importlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from fastapi import FastAPI, routing
from fastapi.dependencies.models import Dependant
from starlette.routing import Mount

from tests.oracle.endpoint import Endpoint, Entries, dotted_name

# Older versions copy routes in `include_router`, so there the list of routes is flat already.
iter_routes: Callable[[Any], Iterator[Any]] = getattr(routing, "iter_route_contexts", iter)


def endpoints(target: str) -> list[Endpoint]:
    """Report the endpoints of the application named `module:attribute`."""
    module, _, attribute = target.partition(":")
    app = getattr(importlib.import_module(module), attribute)
    _create_tables()
    return asyncio.run(_ask(app))


async def _ask(app: FastAPI) -> list[Endpoint]:
    entries = Entries()
    found: list[Endpoint] = []
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://oracle") as stranger:
        for prefix, route in _routes(app):
            path = prefix + route.path
            for method in sorted(route.methods - {"HEAD", "OPTIONS"}):
                entries.forget()
                answer = await stranger.request(method, re.sub(r"\{[^}]+\}", "1", path))
                found.append(
                    {
                        "method": method,
                        "path": path,
                        "handler": dotted_name(route.endpoint),
                        "guarded": answer.status_code in (401, 403) and not entries.include(route.endpoint),
                        "guards": list(dict.fromkeys(_callables(route.dependant))),
                    }
                )
    return found


def _routes(app: FastAPI, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each route with the prefix of the mounts above it."""
    for route in iter_routes(app.routes):
        original = getattr(route, "original_route", route)
        if isinstance(original, routing.APIRoute):
            yield prefix, route
        elif isinstance(original, Mount) and isinstance(original.app, FastAPI):
            yield from _routes(original.app, prefix + route.path)


def _callables(dependant: Dependant) -> Iterator[str]:
    """Yield the name of every dependency, those above their own dependencies."""
    for dependency in dependant.dependencies:
        yield dotted_name(dependency.call)
        yield from _callables(dependency)


def _create_tables() -> None:
    database = importlib.import_module("shop.db")
    database.Base.metadata.create_all(database.engine)
