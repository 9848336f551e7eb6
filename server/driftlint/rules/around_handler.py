"""Tells whether something around a handler seems to look at its caller, where the index knows of no guard.

What these find is no guard, only a reason to be silent.
"""

import re

from driftlint.facts.expression import Attribute, Call, Expr, Name, String, parts
from driftlint.facts.model import Body
from driftlint.index.calls import callees
from driftlint.index.classes import mro
from driftlint.index.endpoint import ADMITTING, Endpoint
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass
from driftlint.index.guards import guard_of
from driftlint.index.value import Scope
from driftlint.rules.caller_checks import checks_caller, refuses
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
_KNOWS_NOTHING = re.compile(r"[cx]srf|rate_?limit|throttl|feature|flag|(http_)?method|captcha|cache", re.IGNORECASE)
"""Names of what looks at the request and not at who sent it, whatever else they say (`require_csrf_token`)."""

_LETS_ANYBODY = re.compile(r"optional|_or_none|maybe|anonymous|if_any|(^|_)try_", re.IGNORECASE)


@query
def seems_checked(db: Database, endpoint: Endpoint) -> bool:
    """Whether the handler, what it hands on to, or the class it belongs to looks at who is calling."""
    path, owner = endpoint.handler.path, endpoint.handler.owner
    own = body(db, path, owner)
    if says_anybody(db, path, owner):
        return True
    if _demands_status(db, path, owner):
        return True
    if own is not None and (checks_caller(own) or _shows_secret(db, path, owner, own)):
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


def doubtful_dependency(db: Database, path: str, owner: str) -> str:
    """A dependency of the handler that by its name knows the caller, though nothing in it was seen to refuse; or ""."""
    handler = function(db, path, owner)
    if handler is None:
        return ""
    written: list[Expr | None] = [*handler.decorators]
    for parameter in handler.parameters:
        written += (parameter.annotation, parameter.default)
    for expression in written:
        for it in parts(expression):
            name = it.name if isinstance(it, Attribute) else it.id if isinstance(it, Name) else ""
            if _KNOWS_CALLER.search(name) and not (_KNOWS_NOTHING.search(name) or _LETS_ANYBODY.search(name)):
                return name
    return ""


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
    return False


@query
def _class_checks(db: Database, path: str, qualname: str) -> bool:
    for it in mro(db, path, qualname):
        for name in _RUNS_BEFORE if it.path else ():
            found = body(db, it.path, f"{it.qualname}.{name}")
            if found is not None and checks_caller(found):
                return True
    return False


def _is_guarded(db: Database, path: str, qualname: str) -> bool:
    found = function(db, path, qualname) if path else None
    if found is None:
        return False
    scope = Scope(path, qualname.rpartition(".")[0])
    guards = (guard_of(db, scope, it, "decorator") for it in found.decorators)
    return any(it is not None and it[1].kind in ADMITTING for it in guards)
