"""Tells whether a handler comes to data, itself or through what it calls."""

from collections.abc import Iterable

from driftlint.facts.expression import Attribute, Call, Expr, parts
from driftlint.facts.model import Body
from driftlint.facts.names import last_name
from driftlint.index.calls import callees
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.rules.handler_expressions import write

_DEPTH = 3
"""How many calls deep data is looked for."""

_STORES = frozenset({"objects", "query", "session", "db", "get_object_or_404", "get_list_or_404"})
"""Names that rows are read by."""


@query
def reaches_data(db: Database, path: str, owner: str, depth: int = _DEPTH) -> bool:
    """Whether the handler reads or writes rows, `depth` calls deep; also where it is a class, or has no body yet."""
    own = body(db, path, owner)
    if own is None or (depth == _DEPTH and not own.calls):
        return own is None or all(it.value is None or it.kind != "return" for it in own.statements)
    return _touches_rows(own) or any(reaches_data(db, *it, depth - 1) for it in _further(db, path, owner, depth))


@query
def writes_rows(db: Database, path: str, owner: str, depth: int = _DEPTH) -> bool:
    """Whether the handler writes rows, `depth` calls deep."""
    own = body(db, path, owner)
    if own is not None and any(write(site.call) is not None for site in own.calls):
        return True
    return any(writes_rows(db, *it, depth - 1) for it in _further(db, path, owner, depth))


@query
def only_looks_up(db: Database, path: str, owner: str) -> bool:
    """Whether all that the handler is seen to do is to look rows up and to answer, also with what a form asks for."""
    own = body(db, path, owner)
    if own is None:
        return False
    harmless = {
        it.call
        for it in callees(db, path, owner)
        if it.path and not it.may and not writes_rows(db, it.path, it.qualname)
    }
    return all(number in harmless or _looks(site.call) for number, site in enumerate(own.calls))


def _looks(call: Call) -> bool:
    name = last_name(call.function)
    return name in _LOOKS or name[:1].isupper()  # what makes a form, a table or an answer does nothing yet


_LOOKS = frozenset({
    "filter", "all", "first", "last", "get", "exclude", "order_by", "count", "exists", "values", "values_list",
    "distinct", "annotate", "aggregate", "select_related", "prefetch_related", "get_object_or_404",
    "get_list_or_404", "is_valid", "getlist", "render", "redirect", "reverse", "append", "extend", "items", "keys",
    "join", "split", "strip", "lower", "upper", "format", "len", "str", "int", "float", "bool", "list", "dict", "set",
    "sorted", "sum", "min", "max", "range", "zip", "enumerate", "strptime", "strftime", "timedelta", "now", "today",
    "parse_date", "make_aware",
})  # fmt: skip
"""What is called to look something up, to take a value apart or to answer."""


def _further(db: Database, path: str, owner: str, depth: int) -> Iterable[tuple[str, str]]:
    """The functions of the workspace that are called, unless that is too deep."""
    called = callees(db, path, owner) if depth > 1 else ()
    return dict.fromkeys((it.path, it.qualname) for it in called if it.path and body(db, it.path, it.qualname))


def _touches_rows(own: Body) -> bool:
    for site in own.calls:
        if write(site.call) is not None:
            return True
        for it in parts(site.call):
            if last_name(it) in _STORES and not (isinstance(it, Attribute) and _is_request(it.value)):
                return True
    return False


def _is_request(it: Expr) -> bool:
    """Whether what has a `session` is a request, so that it is the browser's."""
    return last_name(it).lstrip("_") in ("request", "req")
