"""Tells whether a handler checks its caller itself, in its body, where no guard stands around it."""

import re
from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Conditional, Constant, Expr, Name, parts
from driftlint.facts.model import Body
from driftlint.rules.handler_expressions import root, write

_ASKS = re.compile(
    r"^(is_)?(authed|logged_?in|authenticated|anonymous|admin\w*|staff|superuser|owner\w*|authorized|allowed|permitted|verified_user)$"
    r"|^(has|can|may|user_can|check)_\w+|^has_?perms?$|(^|_)(permission|permissions|authorized|forbidden|unauthorized)$"
)
"""Names in a test that ask who the caller is, or what it may do."""

_DEMANDS = re.compile(
    r"compare_digest|construct_event|(verify|validate|check|assert|ensure|require|enforce|confirm|unsign)_?\w*"
    r"(sign|signature|hmac|token|secret|perm|permission|auth|access|admin|owner|role|login|user|webhook|api_?key|captcha|cred)\w*"
    r"|^(authenticate|authorize|authorise|unsign|login_required|get_current_user|get_user_or_40[13]|verify|require_login)\w*$"
    r"|(^|_)(api|basic|token|key|client)_auth$",
    re.IGNORECASE,
)
"""Names of calls that end the request where the caller is not who it must be."""

_REFUSES = re.compile(
    r"^(PermissionDenied|NotAuthenticated|AuthenticationFailed|Unauthorized|Forbidden|HttpResponseForbidden|NotAuthorized"
    r"|PermissionError|InvalidToken|HTTPUnauthorized|HTTPForbidden|HTTP_401\w*|HTTP_403\w*|UNAUTHORIZED|FORBIDDEN)$"
)


def checks_caller(body: Body) -> bool:
    """Whether the body asks who calls, verifies a signature, or refuses with 401 or 403."""
    for test in _tests(body):
        if any(_ASKS.search(name) for name in _names(test)):
            return True
    callers = _callers(body)
    if any(_turns_away(body, number, callers) for number in range(len(body.regions))):
        return True
    for expression in _expressions(body):
        for it in parts(expression):
            if isinstance(it, Call) and (_demands(_callee(it)) or refuses(it)):
                return True
            if isinstance(it, Attribute | Name) and _REFUSES.match(it.name if isinstance(it, Attribute) else it.id):
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


def tells_nothing(body: Body) -> bool:
    """Whether a handler only renders a page or sends a file or a constant that is the same for everybody."""
    return {_callee(site.call) for site in body.calls} <= _ANSWERS


def touches_nothing(body: Body) -> bool:
    """Whether a handler calls only the request itself and what makes an answer: it sets a preference in the session."""
    own = {"request", "self"}
    return bool(body.calls) and all(
        _callee(site.call) in _ANSWERS | _COOKIES | _LOOKS
        or root(site.call)[0] == "session"
        or (root(site.call)[0] in own and "request" in (root(site.call)[0], *root(site.call)[1]))
        for site in body.calls
    )


_COOKIES = frozenset({"set_cookie", "delete_cookie", "set_signed_cookie", "unset_cookie"})
_LOOKS = frozenset({
    "url_has_allowed_host_and_scheme", "is_safe_url", "get_host", "is_secure", "get_language", "translation", "len",
    "str", "int", "bool", "lower", "strip", "startswith", "activate", "check_for_language", "resolve_url",
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


def _expressions(body: Body) -> Iterator[Expr]:
    yield from (it.value for it in body.statements if it.value is not None)
    yield from (it.value for it in body.assignments if it.value is not None)
    for region in body.regions:
        if region.subject is not None:
            yield region.subject
        yield from (item.expression for item in region.items)


def _names(expression: Expr) -> Iterator[str]:
    for it in parts(expression):
        if isinstance(it, Attribute):
            yield it.name
        elif isinstance(it, Name):
            yield it.id


def _callee(call: Call) -> str:
    if isinstance(call.function, Attribute):
        return call.function.name
    return call.function.id if isinstance(call.function, Name) else ""


def refuses(call: Call) -> bool:
    """Whether a call names 401 or 403 as its answer: `abort(403)`, `HTTPException(401, …)`, `Response(status=403)`."""
    values = [*call.arguments[:1], *(it.value for it in call.keywords if it.name in ("status", "status_code", "code"))]
    return any(isinstance(it, Constant) and it.text in ("401", "403") for it in values)
