"""Tells whether a handler checks its caller itself, in its body, where no guard stands around it."""

import re
from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Conditional, Constant, Expr, Name, Operation, String, parts
from driftlint.facts.model import Body
from driftlint.facts.names import last_name, names_in
from driftlint.index.engine import Database
from driftlint.index.files import function
from driftlint.rules.handler_expressions import root, write

_ASKS = re.compile(
    r"^(is_)?(authed|logged_?in|authenticated|anonymous|admins?|administrator|staff|superuser|owner\w*|authorized|allowed|permitted|verified_user)$"
    r"|^(can|may|user_can)_\w+|^(user_)?has_?perms?$|(^|_)(permission|permissions|authorized|forbidden|unauthorized)$"
    r"|^(has|check|have)_\w*(perm|role|access|scope|privilege|right|auth|owner|admin|visib)\w*"
)
"""Names in a test that ask who the caller is, or what it may do."""

_DEMANDS = re.compile(
    r"compare_digest|construct_event|(verify|validate|^_*check|assert|ensure|require|enforce|confirm|unsign)_?\w*"
    r"(sign|signature|hmac|token|secret|perm|permission|auth|access|admin|owner|role|login|user|webhook|api_?key|captcha|cred"
    r"|jwt|jws|bearer|saml|receipt|recaptcha|payment)\w*|^retrieve_(payment|checkout|charge)\w*"
    r"|^(authenticate|authorize|authorise|unsign|login_required|get_current_user|get_user_or_40[13]|verify|require_login)\w*$"
    r"|(^|_)(api|basic|token|key|client)_auth$",
    re.IGNORECASE,
)
"""Names of calls that end the request where the caller is not who it must be."""

_REFUSES = re.compile(
    r"^(PermissionDenied|NotAuthenticated|AuthenticationFailed|Unauthorized|Forbidden|HttpResponseForbidden|NotAuthorized"
    r"|PermissionError|InvalidToken|HTTPUnauthorized|HTTPForbidden|HTTP_401\w*|HTTP_403\w*|UNAUTHORIZED|FORBIDDEN)$"
)


_SHARED_SECRET = re.compile(r"(^|_)(secret|token|api_?key|signature|hmac)s?$", re.IGNORECASE)
_SENT = frozenset({"headers", "args", "values", "META", "query_params"})


_OF_SOMETHING_ELSE = re.compile(r"password|passphrase|user_?name|email|captcha|path|get_current_user", re.IGNORECASE)
"""What is verified of people who are known already, too."""


def surely_checks_caller(body: Body) -> bool:
    """The same, for no reason that a handler behind a guard has as well: a password is verified."""
    if _asks_in_tests(body) or any(_refuses_with(it, "401") for it in _called(body)):
        return True
    demanded = (last_name(it) for it in _called(body))
    return any(_demands(it) and not _OF_SOMETHING_ELSE.search(it) for it in demanded)


def checks_caller(body: Body) -> bool:
    """Whether the body asks who calls, verifies a signature, or refuses with 401 or 403."""
    return _asks_in_tests(body) or any(_demands(last_name(it)) for it in _called(body)) or turns_away_openly(body)


def _called(body: Body) -> Iterator[Call]:
    return (it for expression in _expressions(body) for it in parts(expression) if isinstance(it, Call))


def _asks_in_tests(body: Body) -> bool:
    for test in _tests(body):
        names = tuple(names_in(test))
        if any(_ASKS.search(name) for name in names):
            return True
        if _SENT.intersection(names) and any(_SHARED_SECRET.search(name) for name in names):
            return True
    callers = _callers(body)
    return any(_turns_away(body, number, callers) for number in range(len(body.regions)))


def turns_away_openly(body: Body) -> bool:
    """Whether the body answers with 401 or 403 somewhere, or raises what means that."""
    for expression in _expressions(body):
        for it in parts(expression):
            if isinstance(it, Call) and refuses(it):
                return True
            if isinstance(it, Attribute | Name) and _REFUSES.match(last_name(it)):
                return True
    return False


def _demands(callee: str) -> bool:
    return _DEMANDS.search(callee) is not None and not re.search("[cx]srf", callee, re.IGNORECASE)


def writes_data(body: Body) -> bool:
    """Whether a handler that takes any method seems to change something: it reads a posted form, or writes rows."""
    if any(write(site.call) for site in body.calls):
        return True
    names = (it for expression in _expressions(body) for it in parts(expression))
    return any(
        isinstance(it, Attribute) and it.name in ("POST", "body") and root(it)[0] in ("request", "self") for it in names
    )


def considers_strangers(body: Body) -> bool:
    """Whether something in the body depends on whether the caller has come in, whatever becomes of it then."""
    return any(_KNOWN.search(name) for test in _tests(body) for name in names_in(test))


_KNOWN = re.compile(r"^(is_)?(authenticated|anonymous|logged_?in)$")


def asks_whether_known(body: Body) -> bool:
    """Whether something depends on whether there is a caller at all: `if request.user`."""
    for test in _tests(body):
        inner = test.operands if isinstance(test, Operation) else (test,)
        if any(map(_is_caller_here, inner)):
            return True
    return any(
        last_name(it) == "getattr" and any(map(_is_caller_here, it.arguments[:1])) for it in _called(body)
    ) or any(
        it.kind == "except" and "AttributeError" in names_in(it.subject)
        for it in body.regions
        if it.subject is not None
    )


def _is_caller_here(expression: Expr) -> bool:
    return _is_caller(expression) or (isinstance(expression, Name) and expression.id == "current_user")


def sets_cookie(body: Body) -> bool:
    """Whether a handler sets or takes away a cookie."""
    return any(last_name(site.call) in _COOKIES for site in body.calls)


def tells_nothing(body: Body) -> bool:
    """Whether a handler only renders a page or sends a file or a constant that is the same for everybody."""
    return {last_name(site.call) for site in body.calls} <= _ANSWERS


_GIVES = re.compile(r"(list|get|read|fetch)_")


def is_told_something(db: Database, path: str, owner: str) -> bool:
    """Whether a handler is given anything to act upon: a parameter, or the request; or does more than give a list."""
    handler = function(db, path, owner)
    answers = () if handler is None else tuple(it.kind for it in handler.body.statements if it.kind != "expression")
    if (
        handler is None
        or answers != ("return",)
        or not _GIVES.match(handler.name)
        or any(it.name not in ("self", "cls") for it in handler.parameters)
    ):
        return True
    names = (it for expression in _expressions(handler.body) for it in parts(expression))
    return any(isinstance(it, Name) and it.id in ("request", "self", "g", "session") for it in names)


def only_raises(body: Body) -> bool:
    """Whether a handler has nothing to give: all it does is to raise."""
    return bool(body.statements) and all(it.kind in ("raise", "pass", "docstring") for it in body.statements)


_NOT_YET = re.compile(r"\bto come\b|\bcoming\b|not (yet )?implemented|\btodo\b", re.IGNORECASE)


def touches_nothing(body: Body) -> bool:
    """Whether a handler calls only the request itself and what makes an answer: it sets a preference in the session."""
    own = {"request", "self"}
    if not body.calls:  # a stub that says so: `return "to come"`
        return any(isinstance(it.value, String) and _NOT_YET.search(it.value.value) for it in body.statements)
    told = [site.call for site in body.calls if root(site.call)[0] not in _LOGS]
    return bool(told) and all(
        last_name(call) in _ANSWERS | _COOKIES | _LOOKS
        or root(call)[0] == "session"
        or (root(call)[0] in own and "request" in (root(call)[0], *root(call)[1]))
        for call in told
    )


_LOGS = frozenset({"logger", "log", "logging"})
_COOKIES = frozenset({"set_cookie", "delete_cookie", "set_signed_cookie", "unset_cookie"})
_LOOKS = frozenset({
    "url_has_allowed_host_and_scheme", "is_safe_url", "get_host", "is_secure", "get_language", "translation", "len",
    "str", "int", "bool", "lower", "strip", "startswith", "activate", "check_for_language", "resolve_url", "dumps",
})  # fmt: skip
"""What is called to look at a value or at the address to go on to."""

_ANSWERS = frozenset({
    "render", "render_template", "TemplateResponse", "HTMLResponse", "JSONResponse", "Response", "FileResponse",
    "redirect", "url_for", "reverse", "jsonify", "HttpResponse", "JsonResponse", "PlainTextResponse",
    "RedirectResponse", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "send_file", "send_from_directory",
    "make_response", "_", "gettext",
})  # fmt: skip


def _turns_away(body: Body, number: int, callers: set[str]) -> bool:
    """Whether a branch ends the request by who the user is: `if order.owner != request.user: raise Http404`."""
    region = body.regions[number]
    if region.kind not in ("if", "elif") or region.subject is None:
        return False
    if not any(_is_caller(it) or (isinstance(it, Name) and it.id in callers) for it in parts(region.subject)):
        return False
    last = next((it for it in reversed(body.statements) if it.region == number), None)
    return last is not None and last.kind in ("raise", "return")


def _callers(body: Body) -> set[str]:
    """The local names for the user who calls."""
    named = (it.target for it in body.assignments if it.value is not None and _is_caller(it.value))
    return {"current_user"} | {it.id for it in named if isinstance(it, Name)}


def _is_caller(expression: Expr) -> bool:
    """Whether an expression is `request.user`, `self.request.user` or the like."""
    return isinstance(expression, Attribute) and expression.name == "user" and root(expression)[0] in _BEARERS


_BEARERS = frozenset({"request", "self", "req", "info", "g"})


def _tests(body: Body) -> Iterator[Expr]:
    for region in body.regions:
        if region.kind in ("if", "elif", "while") and region.subject is not None:
            yield region.subject
    for statement in body.statements:
        if statement.value is not None:
            if statement.kind == "assert":
                yield statement.value
            yield from (it.test for it in parts(statement.value) if isinstance(it, Conditional))
    for assignment in body.assignments:
        yield from (it.test for it in parts(assignment.value) if isinstance(it, Conditional))


def _expressions(body: Body) -> Iterator[Expr]:
    yield from (it.value for it in body.statements if it.value is not None)
    yield from (it.value for it in body.assignments if it.value is not None)
    for region in body.regions:
        if region.subject is not None:
            yield region.subject
        yield from (item.expression for item in region.items)


def refuses(call: Call) -> bool:
    """Whether a call names 401 or 403 as its answer: `abort(403)`, `HTTPException(401, …)`, `Response(status=403)`."""
    return _refuses_with(call, "401", "403")


def _refuses_with(call: Call, *statuses: str) -> bool:
    values = [*call.arguments[:1], *(it.value for it in call.keywords if it.name in ("status", "status_code", "code"))]
    return any(isinstance(it, Constant) and it.text in statuses for it in values)
