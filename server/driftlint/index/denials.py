"""What a single `raise`, `return` or call tells a caller it turns away: 401, 403, log in first, a bad signature."""

import re

from driftlint.facts.expression import (
    Attribute,
    Await,
    Call,
    Conditional,
    Constant,
    Expr,
    Name,
    Opaque,
    Operation,
    Sequence,
    String,
)
from driftlint.facts.model import Statement
from driftlint.facts.names import last_name
from driftlint.index.aliases import trace
from driftlint.index.classes import member, mro
from driftlint.index.endpoint import ADMITTING, GuardKind
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass
from driftlint.index.models import models
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value

_EXCEPTIONS: tuple[tuple[re.Pattern[str], GuardKind], ...] = (
    (re.compile(r"(?i)signature(?!s?expired)"), "signature"),
    (
        re.compile(
            r"(?i)forbidden|permission|accessdenied|notpermitted|notallowed(?!method)|insufficient|unauthori[sz]edaccess"
        ),
        "permission",
    ),
    (
        re.compile(
            r"(?i)unauthori[sz]ed|unauthenticated|notauthori[sz]ed|notauthenticated|authenticationfailed|authentication_?error"
            r"|^auth(entication)?(error|exception|failed|failure)|loginrequired|notloggedin|invalidcredentials?|credentials?exception"
            r"|credentials?error|(invalid|expired|missing|bad)\w*token|token\w*(invalid|expired|missing)|authorizationerror|notadmin"
        ),
        "auth",
    ),
)
_RESPONSES = re.compile(
    r"(?i)response$|^make_response$|^jsonify$|^json$|^abort$|httpexception$|^http_?error$|^problem$"
)
_REDIRECTS = frozenset(
    {"redirect", "RedirectResponse", "HttpResponseRedirect", "seeother", "redirect_to", "HTTPFound", "HTTPSeeOther"}
)
_REFUSERS = frozenset({
    "unauthorized", "handle_no_permission", "permission_denied", "redirect_to_login", "HttpResponseForbidden",
    "HttpResponseUnauthorized", "HTTPForbidden", "HTTPUnauthorized", "no_permission", "access_denied",
    "not_authenticated", "forbidden", "unauthenticated", "unauthorized_response", "forbidden_response",
})  # fmt: skip
_STATUS = frozenset({"status_code", "status", "status_code_", "http_status"})
_LOGIN = re.compile(r"(?i)log_?in|sign_?in|(^|[./_-])auth|unauthori[sz]ed|forbidden|setup_first")


def stated_refusal(db: Database, scope: Scope, statement: Statement) -> GuardKind | None:
    """What a `raise` or `return` refuses with."""
    value = statement.value
    if statement.kind == "raise" and value is not None:
        raised = (
            value.parts[0] if isinstance(value, Opaque) and value.kind == "raise_statement" and value.parts else value
        )
        return raised_refusal(db, scope, raised)
    if statement.kind == "return" and value is not None:
        return answered_refusal(db, scope, value)
    return None


def raised_refusal(db: Database, scope: Scope, raised: Expr, depth: int = 3) -> GuardKind | None:
    """What raising `raised`, an exception or its class, refuses with."""
    if depth <= 0:
        return None
    written = raised.function if isinstance(raised, Call) else raised
    last = last_name(written)
    if isinstance(raised, Call):
        status = _status_argument(raised)
        if status is not None:
            return _kind_of_status(status)
        if re.search("(?i)redirect|seeother", last) and _mentions_login(raised.arguments):
            return "auth"
    value = evaluate(db, scope, written)
    if value is not None and value.kind in ("class", "instance") and value.path:
        return _exception_kind(db, value)
    if value is not None and value.kind == "function" and value.path and isinstance(raised, Call):
        own = function(db, value.path, value.qualname)
        inner = Scope(value.path, value.qualname)
        for statement in () if own is None else own.body.statements:
            if statement.kind == "return" and statement.value is not None:
                kind = raised_refusal(db, inner, statement.value, depth - 1)
                if kind is not None:
                    return kind
    traced = trace(db, scope, raised) if isinstance(raised, (Name, Attribute)) else None
    if traced is not None:
        return raised_refusal(db, traced[0], traced[1], depth - 1)
    return kind_of_exception(value.name.rpartition(".")[2] if value is not None else last)


def kind_of_exception(name: str) -> GuardKind | None:
    """What raising an exception of that name means."""
    return next((kind for pattern, kind in _EXCEPTIONS if pattern.search(name)), None)


@query
def _exception_kind(db: Database, value: Value) -> GuardKind | None:
    """What raising an exception class of the workspace means: by its status, else by its name and its bases'."""
    for it in mro(db, value.path, value.qualname):
        own = klass(db, it.path, it.qualname) if it.path else None
        for assignment in () if own is None else own.body.assignments:
            if isinstance(assignment.target, Name) and assignment.target.id in (
                "status_code",
                "code",
                "status",
                "http_status",
            ):
                status = None if assignment.value is None else status_of(assignment.value)
                if status is not None:
                    return _kind_of_status(status)
    found = member(db, value.path, value.qualname, "__init__")
    constructor = None if found is None else function(db, found[0].path, f"{found[0].qualname}.__init__")
    for site in () if constructor is None else constructor.body.calls:
        if last_name(site.call.function) == "__init__":
            status = _status_argument(site.call)
            if status is not None:
                return _kind_of_status(status)
    for it in mro(db, value.path, value.qualname):
        kind = kind_of_exception(it.name.rpartition(".")[2])
        if kind is not None:
            return kind
    return None


def answered_refusal(db: Database, scope: Scope, value: Expr) -> GuardKind | None:
    """What a returned value refuses with: a 401 or 403 response, or the way to the login page."""
    if isinstance(value, Await):
        return answered_refusal(db, scope, value.value)
    if isinstance(value, Conditional):
        return answered_refusal(db, scope, value.body) or answered_refusal(db, scope, value.orelse)
    if isinstance(value, Sequence) and value.kind == "tuple":
        statuses = [status for it in value.items[1:2] if (status := status_of(it)) is not None]
        return _kind_of_status(statuses[0]) if statuses else None
    if not isinstance(value, Call):
        return None
    last = last_name(value.function)
    if last in _REDIRECTS:
        return "auth" if _mentions_login((*value.arguments, *(it.value for it in value.keywords))) else None
    if _RESPONSES.search(last):
        status = _status_argument(value)
        return None if status is None else _kind_of_status(status)
    said = next((it.value for it in value.keywords if it.name in _STATUS), None)
    status = None if said is None else status_of(said)
    if status is not None:  # whatever puts the answer together: `return failure("log in first", status=401)`
        return _kind_of_status(status)
    return called_refusal(db, scope, value)


def called_refusal(db: Database, scope: Scope, call: Call) -> GuardKind | None:
    """What the call itself refuses with: `abort(401)`, `login_manager.unauthorized()`, a library's check."""
    if isinstance(call.function, Call):  # `await Response(status_code=401)(scope, receive, send)`
        return answered_refusal(db, scope, call.function)
    last = last_name(call.function)
    if last == "abort" or last.endswith("_abort"):
        status = _status_argument(call)
        return None if status is None else _kind_of_status(status)
    if last in _REFUSERS:
        return "permission" if "permission" in last or "orbidden" in last or "denied" in last else "auth"
    value = evaluate(db, scope, call.function)
    if value is not None and not value.path:
        kind = models(db).guard(value.name)
        return next((it for it in sorted(ADMITTING) if it == kind), None)
    return None


def _status_argument(call: Call) -> str | None:
    """The status an argument of the call says, "?" for one that is computed, None where none says any."""
    for it in call.keywords:
        if it.name in _STATUS or it.name == "code":
            return status_of(it.value) or "?"
    named = (it.value for it in call.keywords if re.search(r"_(status|status_code)$", it.name or ""))
    for value in named:
        if (status := status_of(value)) is not None:
            return status
    return next((status for it in call.arguments if (status := status_of(it)) is not None), None)


def status_of(expression: Expr) -> str | None:
    """The HTTP status an expression plainly is: `403`, `status.HTTP_403_FORBIDDEN`, `HTTPStatus.FORBIDDEN`."""
    if isinstance(expression, Constant):
        return expression.text if re.fullmatch(r"[1-5]\d\d", expression.text) else None
    if isinstance(expression, Attribute) and expression.name == "value":
        expression = expression.value
    last = last_name(expression)
    found = re.search(r"(?:^|_)([1-5]\d\d)(?:_|$)", last)
    if found:
        return found.group(1)
    return {"UNAUTHORIZED": "401", "FORBIDDEN": "403", "NOT_FOUND": "404", "BAD_REQUEST": "400"}.get(last.upper())


def _kind_of_status(status: str) -> GuardKind | None:
    return {"401": "auth", "403": "permission", "511": "auth"}.get(status)  # type: ignore[return-value]


def _mentions_login(expressions: tuple[Expr, ...]) -> bool:
    for it in expressions:
        if isinstance(it, String) and _LOGIN.search(it.value):
            return True
        if isinstance(it, (Name, Attribute)) and _LOGIN.search(last_name(it)):
            return True
        if isinstance(it, Call) and _mentions_login(
            (it.function, *it.arguments, *(each.value for each in it.keywords))
        ):
            return True
        if isinstance(it, (Opaque, Operation)):
            inner = it.parts if isinstance(it, Opaque) else it.operands
            if _mentions_login(inner):
                return True
    return False
