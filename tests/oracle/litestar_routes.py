"""What Litestar says about its routes, and whom it lets in."""

import importlib
import logging
import re
from collections.abc import Callable
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from tests.oracle.endpoint import Endpoint, Entries, dotted_name


def endpoints(targets: str) -> list[Endpoint]:
    """Report the endpoints of the applications, or of what the factories make, named `module:attribute`."""
    logging.disable(logging.INFO)  # the client tells of every request
    entries = Entries()
    return [it for target in targets.split() for it in _endpoints(target, entries)]


def _endpoints(target: str, entries: Entries) -> list[Endpoint]:
    module, _, attribute = target.partition(":")
    made = getattr(importlib.import_module(module), attribute)
    app: Litestar = made if isinstance(made, Litestar) else made()
    found: list[Endpoint] = []
    with TestClient(app, raise_server_exceptions=False) as stranger:
        for route in app.routes:
            for handler in getattr(route, "route_handlers", ()):
                function: Callable[..., Any] = handler.fn
                for method in sorted(handler.http_methods - {"HEAD", "OPTIONS"}):
                    entries.forget()
                    answer = stranger.request(method, re.sub(r"\{[^}]+\}", "1", route.path), json={})
                    found.append(
                        {
                            "method": str(method),
                            "path": route.path,
                            "handler": dotted_name(function),
                            "guarded": answer.status_code in (401, 403) and not entries.include(function),
                            "guards": [dotted_name(it) for it in handler.guards or ()],
                        }
                    )
    return found
