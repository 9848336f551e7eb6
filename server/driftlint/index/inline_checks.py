"""Checks of the caller that a handler makes itself: of a header, a cookie, the user, a signature."""

import re
from collections.abc import Iterator

from driftlint.facts.expression import (
    Attribute,
    Call,
    Constant,
    Expr,
    Name,
    Opaque,
    Operation,
    String,
    Subscript,
    parts,
)
from driftlint.facts.model import Body, Region, Statement
from driftlint.facts.names import last_name, words_in
from driftlint.index.calls import callees
from driftlint.index.conditions import PASSWORD, circumstances, is_about_caller, sense
from driftlint.index.denials import called_refusal, stated_refusal
from driftlint.index.endpoint import Guard, GuardKind
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.guard_names import kind_by_name
from driftlint.index.models import models
from driftlint.index.refusals import off_by_default, passed_over, refusal
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope

_SIGNING_IN = re.compile(
    r"(?i)^(authenticate(_user)?|check_password\w*|verify_password\w*|verify_pw|verify_and_update|verify_hash|login_user|do_login"
    r"|log_?in|sign_?in|create_\w*token\w*|generate_\w*token\w*|encode_\w*token|issue\w*|check_user_password|password_matches)$"
)
_SIGNATURE_CALLS = re.compile(
    r"(?i)^(construct_event(_async)?|verify_\w*signature\w*|validate_\w*signature\w*|_verify_signature|check_\w*signature\w*|verify_header"
    r"|validate_event|verify_webhook\w*|verify_slack_request|is_valid_request|unsign|unsign_\w+|compare_digest|verify_signature_header)$"
)
_SIGNED = re.compile(r"(?i)signature|hmac|digest|webhook|(^|_)sig($|_)|expected|unsign")
_GENERAL = re.compile(r"(?i)^(http\w*(exception|error)|exception|abort|redirect|error|e|exc|\w*response\w*|jsonify)$")
"""What is raised or answered for any reason at all."""
_HOLDERS = frozenset({"headers", "cookies", "session"})
DEPTH = 2


@query
def inline_checks(db: Database, path: str, owner: str) -> tuple[Guard, ...]:
    """What the handler `owner` itself does to turn callers away, with the place where it does."""
    own = body(db, path, owner)
    if own is None or any(_SIGNING_IN.search(last_name(it.call.function)) for it in own.calls):
        return ()
    return tuple({it.kind: it for it in reversed(list(_checks(db, Scope(path, owner), own)))}.values())


def _checks(db: Database, scope: Scope, own: Body) -> Iterator[Guard]:
    flags = off_by_default(function(db, scope.path, scope.owner))
    for statement in own.statements:
        kind = stated_refusal(db, scope, statement)
        if (
            kind is not None
            and not passed_over(own, statement.region, flags)
            and (
                _turns_strangers_away(own, statement.region)
                or (statement.kind == "raise" and kind == "auth" and _misses_something(own, statement.region))
            )
        ):
            yield _guard(scope, statement.span, kind, _what_refuses(own, statement))
    for site in own.calls:
        last = last_name(site.call.function)
        kind = called_refusal(db, scope, site.call)
        plain = kind is not None and (
            _turns_strangers_away(own, site.region) or _is_library_guard(db, scope, site.call)
        )
        if kind is not None and plain and not passed_over(own, site.region, flags):
            yield _guard(scope, site.call.span, kind, last)
        elif _SIGNATURE_CALLS.search(last) and _is_signature(last, site.call):
            yield _guard(scope, site.call.span, "signature", last)
    for callee in callees(db, scope.path, scope.owner):
        site = own.calls[callee.call]
        if not callee.path or callee.may or kind_by_name(callee.name, "dependency") is None:
            continue
        kind = refusal(db, callee.path, callee.qualname, DEPTH)
        if kind is not None and not passed_over(own, site.region, flags):
            yield _guard(scope, site.call.span, kind, callee.name)


def _guard(scope: Scope, span: tuple[int, int, int, int], kind: GuardKind, name: str) -> Guard:
    return Guard(kind, name, "inline check", Anchor(scope.path, scope.owner, span), certain=False)


def _is_library_guard(db: Database, scope: Scope, call: Call) -> bool:
    value = evaluate(db, scope, call.function)
    return value is not None and not value.path and models(db).guard(value.name) is not None


def _is_signature(last: str, call: Call) -> bool:
    written = set(words_in(call))
    return (last != "compare_digest" or any(_SIGNED.search(it) for it in written)) and not any(
        PASSWORD.search(it) for it in written
    )


def _turns_strangers_away(own: Body, region: int) -> bool:
    """Whether what decides that something in `region` runs is that the caller is not known, or lacks something."""
    where = circumstances(own, region)
    if where.nearest is None:  # `if is_admin(): return page`, and everybody else is sent to the login page
        tests = [it.subject for it in own.regions if it.kind == "if" and it.parent == -1 and it.subject is not None]
        return any(sense(it, met=True) == "known" for it in tests)
    if where.nearest == "other" and not where.known_only:
        return _found_by_secret(own, region)
    if where.nearest != "stranger" or where.known_only:
        return False
    written = [word for _, it in own.enclosing(region) for word in _tested(own, it)]
    return is_about_caller(iter(written)) and not any(PASSWORD.search(it) for it in written)


def _found_by_secret(own: Body, region: int) -> bool:
    """Whether a place is reached because nothing was found by a key that came with the request.

    `site = Site.objects.filter(api_key=sent).first()`, then `if not site: return Response(status=403)`.
    """
    nearest = next((it.subject for _, it in own.enclosing(region) if it.kind in ("if", "elif")), None)
    asked = nearest.operands[0] if isinstance(nearest, Operation) and nearest.operator in ("not", "is") else None
    if not isinstance(asked, Name):
        return False
    found = [it.value for it in own.assignments if isinstance(it.target, Name) and it.target.id == asked.id]
    keys = (its.name for value in found for it in parts(value) if isinstance(it, Call) for its in it.keywords)
    return any(_KEY.search(it) for it in keys if it)


_KEY = re.compile(r"(?i)^(\w+_)?((api|access)_?key|(api|access|auth)_?token|(api|client)_?secret)$")
"""Columns of what a program shows to be let in."""


def _misses_something(own: Body, region: int) -> bool:
    """Whether a place is reached because something is not there; what raises an auth error then asked for an identity.

    `if g.client_id is None: raise AuthError()` names nothing that a caller is known by.
    """
    for _, around in own.enclosing(region):
        test = around.subject if around.kind in ("if", "elif") else None
        if isinstance(test, Operation) and not any(PASSWORD.search(it) for it in words_in(test)):
            last = test.operands[-1]
            nothing = isinstance(last, Constant) and last.text == "None"
            return test.operator == "not" or (test.operator == "is" and nothing)
    return False


def _what_refuses(own: Body, statement: Statement) -> str:
    """What a check in a handler is known by: the error it raises, else what of the caller it looks at."""
    value = statement.value
    raised = value.parts[0] if isinstance(value, Opaque) and value.parts else value
    name = "" if raised is None else last_name(raised)
    if name and not _GENERAL.search(name):
        return name
    around = [it for _, it in own.enclosing(statement.region) if it.kind in ("if", "elif")]
    around += [it for it in own.regions if it.kind == "if" and it.parent == -1]
    asked = [it for test in around for it in _named_in(test.subject) if is_about_caller(iter([it]))]
    return next((it for it in asked if it not in _HOLDERS), asked[0] if asked else name or "check")


def _named_in(test: Expr | None) -> Iterator[str]:
    """The names in a test and the keys it reads by; what it compares with may be a secret."""
    for it in parts(test):
        if isinstance(it, (Name, Attribute)):
            yield last_name(it)
        keys = it.arguments[:1] if isinstance(it, Call) and last_name(it) == "get" else ()
        for key in it.items if isinstance(it, Subscript) else keys:
            if isinstance(key, String):
                yield key.value


def _tested(own: Body, around: Region) -> Iterator[str]:
    if around.kind in ("if", "elif"):
        yield from words_in(around.subject)
    if around.opens >= 0 and own.regions[around.opens].kind == "if":
        yield from words_in(own.regions[around.opens].subject)
    if around.kind == "except" and around.opens >= 0:
        for site in own.calls:
            if any(it == around.opens for it, _ in own.enclosing(site.region)):
                yield from words_in(site.call)
