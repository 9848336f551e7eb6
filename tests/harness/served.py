"""What an application made of a few texts serves to a stranger, by the account of the framework that runs it."""

import asyncio
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.routing import Mount, Route

from tests.harness.command import write
from tests.harness.listing import Row
from tests.oracle.fastapi_routes import iter_routes


@contextmanager
def loaded(folder: Path, texts: Mapping[str, str], module: str) -> Iterator[Any]:
    """The module, imported from the texts written to `folder`, and forgotten afterwards."""
    write(folder, texts)
    known = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        yield importlib.import_module(module)
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - known:
            if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]


def served_by_asgi(app: Any) -> set[Row]:
    """The routes of a FastAPI or Starlette application, mounted ones included, each called once."""
    return asyncio.run(_call_each(app))


async def _call_each(app: Any) -> set[Row]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    found: set[Row] = set()
    async with httpx.AsyncClient(transport=transport, base_url="http://oracle") as stranger:
        for path, methods in _routes(app):
            for method in sorted(methods - {"HEAD", "OPTIONS"}):
                answer = await stranger.request(method, re.sub(r"\{[^}]+\}", "1", path))
                found.add((method, path, answer.status_code in (401, 403)))
    return found


_OWN_PAGES = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}


def _routes(app: Any, prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    for route in iter_routes(app.routes):
        original = getattr(route, "original_route", route)
        if isinstance(original, Mount):
            yield from _routes(original, prefix + original.path)
        elif isinstance(original, Route) and route.path not in _OWN_PAGES:
            yield prefix + route.path, set(route.methods or _class_methods(original))


def _class_methods(route: Route) -> Iterator[str]:
    return (it.upper() for it in ("get", "post", "put", "patch", "delete") if hasattr(route.endpoint, it))


def served_by_flask(app: Any) -> set[Row]:
    """The rules of a Flask application, each called once."""
    stranger = app.test_client(use_cookies=False)
    found: set[Row] = set()
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = stranger.open(re.sub(r"<[^>]+>", "1", rule.rule), method=method)
            to_login = answer.status_code == 302 and "login" in answer.location
            found.add((method, rule.rule, to_login or answer.status_code in (401, 403)))
    return found
