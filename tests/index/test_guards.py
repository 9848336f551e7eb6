"""What is a guard and what only looks like one, used as a dependency, decorator, class, hook or middleware."""

import pytest

from driftlint.index.annotations import instance_of
from driftlint.index.guards import Role, Verdict, guard_kind, guard_of
from driftlint.index.names import definition
from driftlint.index.value import Scope, Value
from tests.harness.workspace import Workspace, path_of


def verdict(text: str, name: str, role: Role) -> str:
    """The verdict on what `name` is in a module: its kind, "likely" where it is not certain, "none" for no guard."""
    workspace = Workspace({"main.py": text})
    value = definition(workspace.db, path_of("main.py"), name)
    assert value is not None
    return described(guard_kind(workspace.db, value, role))


def described(found: Verdict | None) -> str:
    return "none" if found is None else found.kind + ("" if found.certain else " (likely)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def check(token):\n    if not token:\n        raise HTTPException(status_code=401)", "auth"),
        ("def check(token):\n    if not token:\n        raise HTTPException(status.HTTP_403_FORBIDDEN)", "permission"),
        ("def check(token):\n    if not token:\n        raise HTTPException(HTTPStatus.UNAUTHORIZED.value)", "auth"),
        ("def check(item):\n    if not item:\n        raise HTTPException(status_code=404)", "none"),
        ("def check(token):\n    if not token:\n        raise Unauthorized()", "auth"),
        ("def check(user):\n    if not user.is_staff:\n        raise PermissionDenied", "permission"),
        (
            (
                "class NoEntry(Exception):\n    status_code = 401\n"
                "def check(token):\n    if not token:\n        raise NoEntry"
            ),
            "auth",
        ),
        ("def check(token):\n    error = HTTPException(401)\n    if not token:\n        raise error", "auth"),
        ("def no():\n    return HTTPException(401)\ndef check(token):\n    if not token:\n        raise no()", "auth"),
        ("def inner(token):\n    if not token:\n        abort(401)\ndef check(token):\n    inner(token)", "auth"),
        (
            (
                "def inner(token):\n    if not token:\n        abort(401)\n"
                "def check(token):\n    try:\n        inner(token)\n    except Exception:\n        return None"
            ),
            "none",
        ),
        (
            (
                "def check(token):\n    try:\n        decode(token)\n    except ValueError as error:\n"
                "        raise HTTPException(401) from error"
            ),
            "auth",
        ),
        ("def check(token=None, strict=False):\n    if strict:\n        raise HTTPException(401)", "none"),
        ("def check(user):\n    if user and user.banned:\n        raise HTTPException(403)", "none"),
        ("def check(user):\n    if user.banned:\n        raise HTTPException(403)", "none"),
        (
            "def check(user):\n    if FROZEN:\n        if not user:\n            raise HTTPException(401)",
            "auth (likely)",
        ),
        ("def check(page):\n    if page > 9:\n        raise HTTPException(403)", "none"),
        ("def check(user):\n    if not user:\n        return failure('log in first', status=401)", "auth"),
        ("def check(user):\n    if not user:\n        return failure('no such page', status=404)", "none"),
    ],
)
def test_a_dependency_that_turns_strangers_away_is_a_guard(text: str, expected: str) -> None:
    assert verdict(text, "check", "dependency") == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("def get_current_user(request) -> User:\n    return request.state.user", "get_current_user", "auth (likely)"),
        ("def get_current_user(request) -> User | None:\n    return find(request)", "get_current_user", "none"),
        (
            "def get_current_user(request):\n    if not request:\n        return None\n    return 1",
            "get_current_user",
            "none",
        ),
        ("def get_current_user_optional(request):\n    return request.user", "get_current_user_optional", "none"),
        ("def current_user_or_none(request):\n    return request.user", "current_user_or_none", "none"),
        ("def require_json(request):\n    return request.json", "require_json", "none"),
        ("def get_session():\n    return Session()", "get_session", "none"),
        ("def authorization_url():\n    return 'x'", "authorization_url", "none"),
        ("def redirect_if_logged_in(request):\n    return home(request)", "redirect_if_logged_in", "none"),
        (
            "def redirect_if_not_logged_in(request):\n    return home(request)",
            "redirect_if_not_logged_in",
            "auth (likely)",
        ),
    ],
)
def test_a_name_alone_makes_a_likely_guard_unless_nobody_may_come_of_it(text: str, name: str, expected: str) -> None:
    assert verdict(text, name, "dependency") == expected


DECORATORS = """
from functools import wraps
from flask import abort, redirect, url_for
from flask_login import login_required
from django.contrib.auth.decorators import user_passes_test

def closed(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if not session.get("user"):
            return redirect(url_for("auth.login"))
        return view(*args, **kwargs)
    return inner

def with_role(role):
    def decorate(view):
        def inner(*args, **kwargs):
            if current.role != role:
                abort(403)
            return view(*args, **kwargs)
        return inner
    return decorate

def built(view):
    return login_required(view)

def wrapped(view):
    @wraps(view)
    @login_required
    def inner(*args, **kwargs):
        return view(*args, **kwargs)
    return inner

def timed(view):
    def inner(*args, **kwargs):
        return view(*args, **kwargs)
    return inner

class Scoped:
    def __init__(self, scope):
        self.scope = scope
    def __call__(self, view):
        def inner(*args, **kwargs):
            if self.scope not in g.scopes:
                abort(403)
            return view(*args, **kwargs)
        return inner

def elsewhere(view):
    def inner(*args, **kwargs):
        if year() == 2020:
            abort(403)
        return view(*args, **kwargs)
    return inner
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("closed", "auth"),
        ("with_role", "permission"),
        ("built", "auth"),
        ("wrapped", "auth"),
        ("timed", "none"),
        ("Scoped", "permission"),
        ("elsewhere", "none"),
    ],
)
def test_a_decorator_is_judged_by_what_it_wraps_around(name: str, expected: str) -> None:
    assert verdict(DECORATORS, name, "decorator") == expected


@pytest.mark.parametrize(
    ("name", "role", "expected"),
    [
        ("flask_login.login_required", "decorator", "auth"),
        ("flask_jwt_extended.jwt_required", "decorator", "auth"),
        ("starlette.authentication.requires", "decorator", "auth"),
        ("fastapi.security.OAuth2PasswordBearer", "dependency", "auth"),
        ("fastapi.security.http.HTTPBearer", "dependency", "auth"),
        ("fastapi_limiter.depends.RateLimiter", "dependency", "rate-limit"),
        ("somewhere.require_admin", "decorator", "permission (likely)"),
        ("somewhere.admin_only", "decorator", "permission (likely)"),
        ("somewhere.verify_webhook_signature", "dependency", "signature (likely)"),
        ("somewhere.cached", "decorator", "none"),
        ("somewhere.jwt_optional", "decorator", "none"),
    ],
)
def test_what_a_library_has_is_known_by_its_model_or_its_name(name: str, role: Role, expected: str) -> None:
    assert described(guard_kind(Workspace({}).db, Value("external", name), role)) == expected


@pytest.mark.parametrize("call", ["jwt_required(optional=True)", "jwt_required(required=False)"])
def test_a_call_that_asks_for_the_optional_form_is_no_guard(call: str) -> None:
    workspace = Workspace({"main.py": f"from flask_jwt_extended import jwt_required\n@{call}\ndef view(): ..."})
    own = workspace.facts("main.py").functions["view"]
    assert guard_of(workspace.db, Scope(path_of("main.py"), ""), own.decorators[0], "decorator") is None


GATE = """
class Gate:
    def __init__(self, error_if_not_found=True):
        self.error_if_not_found = error_if_not_found

    def __call__(self, request):
        if not request.user and self.error_if_not_found:
            raise HTTPException(401)

def allow(roles):
    return login_required
"""


@pytest.mark.parametrize(
    ("call", "role", "expected"),
    [
        ("Gate", "dependency", "none"),
        ("Gate(error_if_not_found=False)", "dependency", "none"),
        ("login_required(strict_mode=False)", "decorator", "none"),
        ("login_required(methods=['GET'])", "decorator", "auth (likely)"),
        ("roles_required(['anonymous'], ['GET'])", "decorator", "none"),
        ("roles_required('everyone')", "decorator", "none"),
        ("roles_required(roles=[Role.PUBLIC])", "decorator", "none"),
        ("roles_required(['admin'])", "decorator", "permission (likely)"),
    ],
)
def test_a_guard_told_to_let_everybody_in_is_none(call: str, role: Role, expected: str) -> None:
    heading = "from gates import login_required, roles_required\n"
    workspace = Workspace({"main.py": heading + GATE + f"\nreveal({call})"})
    ((scope, found),) = [
        (it, made) for it, made in workspace.calls() if str(getattr(made.function, "id", "")) == "reveal"
    ]
    guard = guard_of(workspace.db, scope, found.arguments[0], role)
    assert described(None if guard is None else guard[1]) == expected


@pytest.mark.parametrize(
    ("text", "name", "role", "expected"),
    [
        (
            (
                "class Gate:\n    def process_request(self, request):\n        if not request.user.is_authenticated:\n"
                "            return redirect('/login')"
            ),
            "Gate",
            "middleware",
            "auth",
        ),
        (
            "class Timing:\n    def process_request(self, request):\n        request.start = now()",
            "Timing",
            "middleware",
            "none",
        ),
        (
            (
                "class Closed:\n    def dispatch(self, request):\n        if not request.user:\n"
                "            raise PermissionDenied"
            ),
            "Closed",
            "class",
            "permission",
        ),
        ("def gate():\n    if 'user' not in session:\n        abort(401)", "gate", "hook", "auth"),
        ("from flask_login import login_required\n@login_required\ndef gate(): ...", "gate", "hook", "auth"),
    ],
)
def test_classes_hooks_and_middleware_by_the_methods_that_run(text: str, name: str, role: Role, expected: str) -> None:
    assert verdict(text, name, role) == expected


SCHEMES = """
from fastapi.security import HTTPBearer

class Strict(HTTPBearer):
    def __init__(self, auto_error: bool = True):
        super().__init__(auto_error=auto_error)

class Soft(HTTPBearer):
    def __init__(self):
        super().__init__(auto_error=False)

class SoftByDefault(HTTPBearer):
    def __init__(self, auto_error: bool = False):
        super().__init__(auto_error=auto_error)

class SoftThenStrict(Soft):
    async def __call__(self, request):
        credentials = await super().__call__(request)
        if credentials is None:
            raise HTTPException(403)
        return credentials
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Strict", "auth"), ("Soft", "none"), ("SoftByDefault", "none"), ("SoftThenStrict", "permission")],
)
def test_a_security_scheme_that_does_not_insist_is_no_guard(name: str, expected: str) -> None:
    workspace = Workspace({"main.py": SCHEMES})
    value = definition(workspace.db, path_of("main.py"), name)
    assert value is not None
    assert described(guard_kind(workspace.db, instance_of(value), "dependency")) == expected
