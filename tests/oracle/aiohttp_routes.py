"""What aiohttp says about its routes, and whom it lets in."""

import asyncio
import importlib
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.oracle.endpoint import Endpoint, Entries, dotted_name, method_name


def endpoints(target: str) -> list[Endpoint]:
    """Report the endpoints of the application made by the factory named `module:attribute`."""
    logging.disable()  # handlers fail of what the stranger sends
    module, _, factory = target.partition(":")
    return asyncio.run(_ask(getattr(importlib.import_module(module), factory)()))


async def _ask(app: web.Application) -> list[Endpoint]:
    entries = Entries()
    found: list[Endpoint] = []
    async with TestClient(TestServer(app)) as stranger:
        for route in app.router.routes():
            path = "" if route.resource is None else route.resource.canonical
            for method, name, function in _handlers(route):
                entries.forget()
                async with stranger.request(method, re.sub(r"\{[^}]+\}", "1", path), json={}) as answer:
                    guarded = answer.status in (401, 403) and not entries.include(function)
                found.append({"method": method, "path": path, "handler": name, "guarded": guarded, "guards": []})
    return found


def _handlers(route: web.AbstractRoute) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield each method, the name of what serves it, and the function that does."""
    handler: Any = route.handler
    if isinstance(handler, type) and issubclass(handler, web.View):
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(handler, method):
                yield method.upper(), method_name(handler, method), getattr(handler, method)
    elif route.method != "HEAD":
        yield route.method, dotted_name(handler), handler
