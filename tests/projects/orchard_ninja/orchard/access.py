"""Who may do what: tokens, the keys of weighing machines, and roles."""

from functools import wraps

from ninja.errors import HttpError
from ninja.security import APIKeyHeader, HttpBearer

TOKENS = {"token-1": "picker", "token-2": "owner"}


class Token(HttpBearer):
    def authenticate(self, request, token):
        return TOKENS.get(token)


class ScaleKey(APIKeyHeader):
    param_name = "X-Scale-Key"

    def authenticate(self, request, key):
        return "scale" if key == "scale-1" else None


class AllowAnonymous(HttpBearer):
    """Lets everybody in; who sends a token is known by it."""

    def __call__(self, request):
        return TOKENS.get(request.headers.get("Authorization", "")) or "anonymous"

    def authenticate(self, request, token):
        return token


def visitor_pass(request):
    return request.headers.get("X-Visitor") == "pass-1"


def owners_only(operation):
    @wraps(operation)
    def wrapper(request, *args, **kwargs):
        if request.auth != "owner":
            raise HttpError(403, "For owners")
        return operation(request, *args, **kwargs)

    return wrapper
