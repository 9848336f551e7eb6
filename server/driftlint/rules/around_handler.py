"""Tells whether something around a handler seems to look at its caller, where the index knows of no guard.

What these find is no guard, only a reason to be silent.
"""

import re
from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Expr, Name, Sequence, String, parts
from driftlint.facts.model import Body
from driftlint.facts.names import names_in
from driftlint.index.calls import callees
from driftlint.index.classes import mro
from driftlint.index.endpoint import ADMITTING, Endpoint
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass, structure
from driftlint.index.guard_names import sounds_optional
from driftlint.index.guards import guard_of
from driftlint.index.value import Scope
from driftlint.rules.caller_checks import checks_caller, considers_strangers, refuses, surely_checks_caller
from driftlint.rules.handed_on import KNOWS_NOTHING
from driftlint.rules.handler_expressions import root
from driftlint.rules.said_openly import says_anybody

_RUNS_BEFORE = (
    "dispatch", "setup", "initial", "prepare", "before_request", "dispatch_request", "get_object", "get_queryset",
    "has_permission", "check_permissions", "test_func", "get_permissions",
)  # fmt: skip
"""Methods of a class that a handler of it goes through."""

_KNOWS_CALLER = re.compile(
    r"(current|verified|active|authenticated|logged|session)_?\w*(user|account|admin|member|token)|(^|_)(login|auth)(_|$)"
    r"|_or_(login|verify|redirect|40[134])$|require_?\w*(user|login|auth|admin|token|key)",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"^(?!csrf)(\w+_)?(token|secret|otp|signature|passcode|license_key|access_key|one_time_code)$|^key$", re.IGNORECASE
)
_ROUTES = frozenset({
    "route", "get", "post", "put", "patch", "delete", "head", "options", "websocket", "api_route", "expose",
    "add_url_rule",
})  # fmt: skip

_LETS_ANYBODY = re.compile(r"optional|_or_none|maybe|anonymous|if_any|(^|_)try_", re.IGNORECASE)


@query
def seems_checked(db: Database, endpoint: Endpoint, surely: bool = False) -> bool:  # noqa: FBT001, FBT002  a query
    """Whether the handler, what it hands on to, or the class it belongs to looks at who is calling.

    `surely` leaves out what handlers do as well that know their caller by a guard.
    """
    path, owner = endpoint.handler.path, endpoint.handler.owner
    own = body(db, path, owner)
    # A row that is shown to whoever asks is seldom meant so, where all around it is guarded.
    about_row = surely and any(it in endpoint.path for it in "<{(")
    if says_anybody(db, path, owner) or (not about_row and asks_nobody_in_particular(db, path, owner)):
        return True
    if _demands_status(db, path, owner):
        return True
    if own is not None and surely and surely_checks_caller(own):
        return True
    if own is not None and not surely and (checks_caller(own) or _shows_secret(db, path, owner, own)):
        return True
    classes = {(path, owner), (path, owner.rpartition(".")[0]), (endpoint.anchor.path, endpoint.anchor.owner)}
    return hands_on_to_guarded(db, path, owner) or any(_class_checks(db, *it) for it in classes if klass(db, *it))


def _demands_status(db: Database, path: str, owner: str) -> bool:
    """Whether a decorator is told how to turn callers away: `@Permissions.LIST.require(403)`."""
    handler = function(db, path, owner)
    decorators = handler.decorators if handler is not None else ()
    return any(isinstance(it, Call) and refuses(it) for it in decorators)


def hands_on_to_guarded(db: Database, path: str, owner: str) -> bool:
    """Whether the handler only chooses which function answers, and each that it may call stands behind a guard."""
    own = body(db, path, owner)
    if own is None:
        return False
    answers = {None if it.value is None else it.value.span for it in own.statements if it.kind == "return"}
    asked = [it for it in callees(db, path, owner) if own.calls[it.call].call.span in answers]
    return bool(asked) and len(asked) == len(answers) and all(_is_guarded(db, it.path, it.qualname) for it in asked)


@query
def asks_nobody_in_particular(db: Database, path: str, owner: str) -> bool:
    """Whether it is told by name that callers may be anybody: `@jwt_optional`, `Depends(public_endpoint)`."""
    return any(it.islower() and sounds_optional(it) for it in _depends_on(db, path, owner))


def doubtful_dependency(db: Database, path: str, owner: str) -> str:
    """A dependency of the handler that by its name knows the caller, though nothing in it was seen to refuse; or ""."""
    for name in _depends_on(db, path, owner):
        if _KNOWS_CALLER.search(name) and not (KNOWS_NOTHING.search(name) or _LETS_ANYBODY.search(name)):
            return name
    return ""


def _depends_on(db: Database, path: str, owner: str) -> Iterator[str]:
    """The names in the decorators and parameters of a handler."""
    handler = function(db, path, owner)
    written = [_without_router(it) for it in handler.decorators] if handler is not None else []
    for parameter in handler.parameters if handler is not None else ():
        written += (parameter.annotation, parameter.default)
    for expression in written:
        yield from names_in(expression)


def _without_router(decorator: Expr) -> Expr | None:
    """A decorator; of one that makes an endpoint only what it is told: `auth_router.get(…)` knows no caller."""
    function_ = decorator.function if isinstance(decorator, Call) else decorator
    if not isinstance(function_, Attribute) or function_.name not in _ROUTES or not isinstance(decorator, Call):
        return decorator
    told = (*decorator.arguments[1:], *(it.value for it in decorator.keywords))
    return Sequence(decorator.span, "tuple", told)


def _shows_secret(db: Database, path: str, owner: str, own: Body) -> bool:
    """Whether the handler looks at a token or key that it is sent: who has it may go on (`body.invitation_token`)."""
    handler = function(db, path, owner)
    sent = {it.name for it in handler.parameters} - {"self", "cls"} if handler is not None else set()
    for site in own.calls:
        for argument in (*site.call.arguments, *(it.value for it in site.call.keywords)):
            for it in parts(argument):
                if isinstance(it, Attribute) and _SECRET.search(it.name) and root(it)[0] in sent:
                    return True
                if isinstance(it, Name) and it.id in sent and _SECRET.search(it.id):
                    return True
                if isinstance(it, String) and it.value != "key" and _SECRET.fullmatch(it.value):
                    return True
    return _finds_by_code(own)


def _finds_by_code(own: Body) -> bool:
    """Whether rows are found by a code that came with the request: the one of a mail, `get_by(code=args["code"])`."""
    sent = any(isinstance(it, String) and it.value == "code" for site in own.calls for it in site.call.arguments)
    return sent and any(
        it.name == "code" and isinstance(it.value, Name) for site in own.calls for it in site.call.keywords
    )


@query
def _class_checks(db: Database, path: str, qualname: str) -> bool:
    for it in mro(db, path, qualname):
        for name in _RUNS_BEFORE if it.path else ():
            found = body(db, it.path, f"{it.qualname}.{name}")
            if found is not None and checks_caller(found):
                return True
    own = structure(db, path).functions
    methods = (body(db, path, it) for it in own if it.rpartition(".")[0] == qualname)
    return any(it is not None and considers_strangers(it) for it in methods)


def _is_guarded(db: Database, path: str, qualname: str) -> bool:
    found = function(db, path, qualname) if path else None
    if found is None:
        return False
    scope = Scope(path, qualname.rpartition(".")[0])
    guards = (guard_of(db, scope, it, "decorator") for it in found.decorators)
    return any(it is not None and it[1].kind in ADMITTING for it in guards)
