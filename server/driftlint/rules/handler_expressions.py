"""Tells, from how an expression is written, whether it is about data or about the request, and what it does to data."""

from collections.abc import Iterable, Iterator

from driftlint.facts.expression import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Constant,
    Expr,
    Mapping,
    Name,
    Opaque,
    Operation,
    Sequence,
    String,
    Subscript,
    parts,
)
from driftlint.facts.names import names_in

ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_COMPARISON = frozenset({"==", "!=", "<", ">", "<=", ">=", "in", "not in", "is", "is not"})

_REQUEST = frozenset({
    "request", "req", "form", "formset", "forms", "serializer", "response", "resp", "settings", "config", "conf",
    "current_app", "current_user", "g", "logger", "logging", "log", "messages", "context", "ctx", "kwargs", "args",
    "params", "query_params", "page", "pages", "paginator", "pagination", "per_page", "page_size", "page_number",
    "limit", "offset", "cursor", "sort", "order_by", "ordering", "skip", "count", "total_count", "background_tasks",
    "schema", "app", "flash", "template",
})  # fmt: skip
"""Names that stand for the request, its parsing and its response, not for what the product is about."""

_REQUEST_OF_SELF = frozenset(
    {"request", "kwargs", "args", "serializer_class", "form", "action", "get_serializer", "get_form"}
)
_CHECKS = (
    "is_valid", "validate", "has_perm", "has_", "can_", "check_", "is_auth", "is_superuser", "is_staff", "is_admin",
    "isinstance", "hasattr", "callable", "user_can", "require",
)  # fmt: skip

_SESSIONS = frozenset(
    {"session", "db", "db_session", "dbsession", "async_session", "sess", "conn", "connection", "tx", "uow"}
)
_SESSION_WRITES = frozenset(
    {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
)
_MANAGER_WRITES = frozenset({
    "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "acreate", "aget_or_create",
    "aupdate_or_create", "abulk_create", "abulk_update",
})  # fmt: skip
_ROW_WRITES = frozenset({"save", "asave", "delete", "adelete"})
_QUERY_WRITES = frozenset({"update", "delete", "aupdate", "adelete"})
_RELATION_WRITES = frozenset({"add", "remove", "set", "clear"})
_QUERY_PARTS = frozenset({"objects", "filter", "exclude", "all", "query", "filter_by", "where", "_default_manager"})
_MEASURES = frozenset({"len", "sum", "count", "aggregate", "total_seconds"})
_CLOCKS = frozenset({"now", "utcnow", "today", "timedelta", "relativedelta", "time", "monotonic", "perf_counter"})
_NO_ROWS = frozenset({
    "cache", "redis", "r", "client", "storage", "default_storage", "s3", "bucket", "image", "img", "file", "fs",
    "buffer", "workbook", "wb", "plt", "fig", "cookies", "os", "path", "tmp", "super",
})  # fmt: skip


def root(expression: Expr) -> tuple[str, tuple[str, ...]]:
    """The name an access chain starts from ("" where it starts otherwise) and the attributes along it, past calls."""
    along: list[str] = []
    while True:
        match expression:
            case Attribute():
                along.append(expression.name)
                expression = expression.value
            case Call():
                expression = expression.function
            case Subscript() | Await():
                expression = expression.value
            case Name():
                return expression.id, tuple(reversed(along))
            case _:
                return "", tuple(reversed(along))


def about_request(expression: Expr) -> bool:
    """Whether an access chain speaks of the request, its parsing or its response."""
    name, along = root(expression)
    if name in ("self", "cls"):
        return not along or along[0] in _REQUEST_OF_SELF
    return name in _REQUEST or any(
        it in ("query_params", "cleaned_data", "GET", "POST", "args", "headers", "method") for it in along
    )


def about_data(test: Expr, local: frozenset[str]) -> bool:
    """Whether a test asks attributes of data, and not whether something is there, valid, allowed or asked for.

    `local` are the names that hold something read from data.
    """
    asked = list(parts(test))
    if any(name.startswith(_CHECKS) for name in names_in(test)):
        return False
    called = {id(it.function) for it in asked if isinstance(it, Call)}
    return compares(test, local) or any(
        isinstance(it, Attribute | Subscript) and not about_request(it) for it in asked if id(it) not in called
    )


def compares(test: Expr, local: frozenset[str]) -> bool:
    """Whether a test compares data with something other than nothing."""
    return any(
        isinstance(it, Operation)
        and any(word in _COMPARISON for word in (it.operator, *it.operator.split()))
        and not any(isinstance(operand, Constant) and operand.text == "None" for operand in it.operands)
        and any(_is_data(operand, local) for operand in it.operands)
        and not any(about_request(operand) for operand in it.operands)
        for it in parts(test)
    )


def _is_data(operand: Expr, local: frozenset[str]) -> bool:
    if isinstance(operand, Name):
        return operand.id in local
    return isinstance(operand, Attribute) and not operand.name[:1].isupper() and not about_request(operand)


def data_names(assigned: Iterable[tuple[Expr, Expr | None]]) -> frozenset[str]:
    """The local names given something that was read from data: an attribute, a count, a calculation with either."""
    found: set[str] = set()
    for target, value in assigned:
        if isinstance(target, Name) and value is not None and target.id not in _REQUEST and not about_request(value):
            within = list(parts(value))
            called = {id(it.function) for it in within if isinstance(it, Call)}
            if any(
                (isinstance(it, Attribute) and _is_value(it, called))
                or (isinstance(it, Name) and (it.id in found or (it.id in _MEASURES and id(it) in called)))
                or (isinstance(it, Attribute) and it.name in _MEASURES and id(it) in called)
                for it in within
            ):
                found.add(target.id)
    return frozenset(found)


def calculates(expression: Expr | None, local: frozenset[str]) -> Iterator[Operation]:
    """The outermost arithmetic in `expression` that has data in it; joined text, paging and clocks are none."""
    if expression is None:
        return
    inside: set[int] = set()
    for it in parts(expression):
        if not isinstance(it, Operation) or it.operator not in ARITHMETIC or id(it) in inside:
            continue
        within = list(parts(it))
        inside |= {id(part) for part in within if isinstance(part, Operation)}
        if len(it.operands) > 1 and not any(_is_no_number(part) for part in within):
            called = {id(part.function) for part in within if isinstance(part, Call)}
            if any(
                (isinstance(part, Attribute) and _is_value(part, called))
                or (isinstance(part, Name) and part.id in local)
                for part in within
            ):
                yield it


def _is_no_number(part: Expr) -> bool:
    """Whether something in an operation tells that it joins text or lists, turns pages or reads the clock."""
    if isinstance(part, Name):
        return part.id in _REQUEST or part.id in _CLOCKS
    if isinstance(part, Attribute):
        return part.name in _CLOCKS or part.name in _REQUEST
    return isinstance(part, String | Sequence | Mapping | Comprehension) or (
        isinstance(part, Opaque) and "string" in part.kind
    )


def _is_value(attribute: Attribute, called: set[int]) -> bool:
    """Whether an attribute is read as a value of data: no callee, no constant of a class, nothing of the request."""
    if id(attribute) in called or attribute.name[:1].isupper() or about_request(attribute):
        return False
    name, along = root(attribute)
    return not any(it[:1].isupper() for it in (name, *along))


def copies(value: Expr | None) -> bool:
    """Whether a value is only handed on: a name, a field of what came in, a key of it; what was sent is no decision."""
    while isinstance(value, Await):
        value = value.value
    if isinstance(value, Operation) and value.operator in ("or", "and"):
        return all(copies(it) or isinstance(it, Constant | String) for it in value.operands)
    if isinstance(value, Attribute):
        return not value.name[:1].isupper()
    if isinstance(value, Call):
        along = root(value)[1]
        return (bool(along) and along[-1] in ("get", "strip", "getlist", "lower", "pop")) or about_request(value)
    return value is None or isinstance(value, Name | Subscript)


def write(call: Call) -> str | None:
    """What a call writes to the database, as far as its spelling tells: `order.save`; None where it writes nothing."""
    if not isinstance(call.function, Attribute):
        return None
    name, along = root(call.function)
    method, receiver = call.function.name, along[:-1]
    shown = ".".join(it for it in (name, *along) if it)
    last = receiver[-1] if receiver else name
    if name in _NO_ROWS or last in _NO_ROWS or (about_request(call.function) and name != "cursor"):
        return None
    if last in _SESSIONS:
        return shown if method in _SESSION_WRITES or (method == "execute" and _changes_rows(call)) else None
    through = set(receiver) & _QUERY_PARTS
    if method in _MANAGER_WRITES and (last.endswith("objects") or last == "_default_manager"):
        return shown
    if method == "create" and last[:1].isupper() and (not receiver or name == "models"):
        return shown
    if method in _QUERY_WRITES and through:
        return shown
    if method in _ROW_WRITES and name and not _is_module_like(call, name) and (receiver or len(along) == 1):
        return shown
    related = (
        method in _RELATION_WRITES
        and len(receiver) == 1
        and name not in ("self", "cls")
        and isinstance(call.function.value, Attribute)
    )
    return (
        shown
        if related and last.endswith(("s", "set", "_many")) and bool(call.arguments or method == "clear")
        else None
    )


def _is_module_like(call: Call, name: str) -> bool:
    """Whether the receiver is more likely a module of functions than a row: `service.delete(session, id)`."""
    return name.endswith(
        ("service", "services", "crud", "repo", "repository", "storage", "manager", "handler", "backend")
    ) or (len(call.arguments) > 1)


def _changes_rows(call: Call) -> bool:
    names = {root(it)[0] for argument in call.arguments for it in parts(argument) if isinstance(it, Call)}
    return bool(names & {"insert", "update", "delete"})
