"""What Flask says about its rules, and whom it lets in."""

import importlib
import inspect
import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.views import MethodView
from werkzeug.test import TestResponse

from tests.oracle.endpoint import Endpoint, Entries, dotted_name, method_name


def endpoints(target: str) -> list[Endpoint]:
    """Report the endpoints of the application made by the factory named `module:attribute`."""
    module, _, factory = target.partition(":")
    app: Flask = getattr(importlib.import_module(module), factory)()
    _create_tables(module)
    entries = Entries()
    stranger = app.test_client(use_cookies=False)
    found: list[Endpoint] = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.rpartition(".")[2] == "static":
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            name, function = _handler(app.view_functions[rule.endpoint], method.lower())
            if name.startswith("flask_restx."):
                continue  # its documentation
            entries.forget()
            answer = stranger.open(re.sub(r"<[^>]+>", "1", rule.rule), method=method)
            guarded = _is_refusal(answer) and not entries.include(function)
            found.append({"method": method, "path": rule.rule, "handler": name, "guarded": guarded, "guards": []})
    return found


def _handler(view: Any, method: str) -> tuple[str, Callable[..., Any]]:
    """Return the name of what serves the method, and the function that does."""
    view_class = getattr(view, "view_class", None)
    if view_class is None:
        function = inspect.unwrap(view)
        return dotted_name(function), function
    if issubclass(view_class, MethodView):
        return method_name(view_class, method), getattr(view_class, method)
    return dotted_name(view_class), view_class.dispatch_request


def _is_refusal(answer: TestResponse) -> bool:
    sent_to_login = answer.status_code == 302 and answer.location.startswith("/login")
    return sent_to_login or answer.status_code in (401, 403)


def _create_tables(module: str) -> None:
    if module == "library":
        database = importlib.import_module("library.db")
        database.Base.metadata.create_all(database.engine)
