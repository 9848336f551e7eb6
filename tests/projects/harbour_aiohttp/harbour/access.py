"""Who may do what: the office signs in, pilots send a key, ships a signature."""

import functools
import hmac

from aiohttp import web

TOKENS = {"office-1": "clerk", "office-2": "master"}
PILOTS = {"pilot-1"}


def login_required(handler):
    @functools.wraps(handler)
    async def wrapper(request):
        name = TOKENS.get(request.headers.get("Authorization", ""))
        if name is None:
            raise web.HTTPUnauthorized(reason="Sign in first")
        return await handler(request)

    return wrapper


def method_login_required(method):
    @functools.wraps(method)
    async def wrapper(view):
        if view.request.headers.get("Authorization") not in TOKENS:
            raise web.HTTPUnauthorized(reason="Sign in first")
        return await method(view)

    return wrapper


def for_all_handlers(decorator):
    def decorate(cls):
        for name, attribute in list(vars(cls).items()):
            if callable(attribute) and not name.startswith("_"):
                setattr(cls, name, decorator(attribute))
        return cls

    return decorate


def controller_login_required(method):
    @functools.wraps(method)
    async def wrapper(self, request):
        if request.headers.get("Authorization") not in TOKENS:
            raise web.HTTPUnauthorized(reason="Sign in first")
        return await method(self, request)

    return wrapper


def pilots_only(secret_header):
    @web.middleware
    async def middleware(request, handler):
        if request.headers.get(secret_header) not in PILOTS:
            raise web.HTTPForbidden(reason="For pilots")
        return await handler(request)

    return middleware


@web.middleware
async def count_calls(request, handler):
    request.config_dict["calls"].append(request.path)
    return await handler(request)


def signature_of(body, secret=b"harbour"):
    return hmac.new(secret, body, "sha256").hexdigest()
