"""Which names in a handler's file belong to the web: frameworks, requests, responses, errors answered with."""

from driftlint.facts.expression import Name
from driftlint.facts.model import Function
from driftlint.index.classes import library_bases
from driftlint.index.names import denotes, lookup
from driftlint.index.value import Scope, Value
from driftlint.rules.fixes.context import FixContext
from driftlint.rules.fixes.names import Uses

WEB = (
    "fastapi", "starlette", "flask", "werkzeug", "quart", "sanic", "litestar", "aiohttp.web", "ninja", "rest_framework",
    "django.http", "django.shortcuts", "django.views", "django.urls", "django.contrib.messages", "django.template",
    "django.core.paginator", "flask_login", "flask_restful", "flask_restx",
)  # fmt: skip
_REQUESTS = frozenset({"request", "req", "response", "background_tasks", "self", "cls"})


def is_web(name: str) -> bool:
    """Whether a full dotted name is one of a web framework's."""
    return any(name == it or name.startswith(it + ".") for it in WEB)


def web_names(ctx: FixContext, found: Uses) -> set[str]:
    """The names among those read that belong to the web."""
    return {it for it in found.reads if _belongs_to_web(ctx, it)}


def _belongs_to_web(ctx: FixContext, name: str) -> bool:
    if name in _REQUESTS:
        return True
    own = ctx.facts(ctx.path).functions.get(ctx.owner)
    if own is not None and any(it.name == name for it in own.parameters):
        return _is_web_parameter(ctx, own, name)
    value = lookup(ctx.db, ctx.path, ctx.owner, name, 12)
    return value is not None and _is_web_value(ctx, value)


def _is_web_parameter(ctx: FixContext, own: Function, name: str) -> bool:
    annotation = next(it.annotation for it in own.parameters if it.name == name)
    value = denotes(ctx.db, Scope(ctx.path, ""), annotation) if isinstance(annotation, Name) else None
    return value is not None and value.kind != "class" and is_web(value.name)


def _is_web_value(ctx: FixContext, value: Value) -> bool:
    if value.kind == "class" and value.path:
        return any(is_web(it) for it in library_bases(ctx.db, value.path, value.qualname) if it.startswith(WEB))
    return is_web(value.name)
