"""Finds what may ask for the caller in a handler's stead: code that is handed the request, or may answer before it."""

import re

from driftlint.facts.expression import Attribute, Call, Expr, Name, String, Subscript, parts
from driftlint.facts.names import last_name
from driftlint.index.calls import callees
from driftlint.index.endpoint import ADMITTING
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database, late, query
from driftlint.index.files import body, function, structure
from driftlint.index.folders import gathered
from driftlint.index.guards import named
from driftlint.index.value import Scope
from driftlint.rules.caller_checks import turns_away_openly
from driftlint.rules.handler_expressions import root

_TAKES_OVER = re.compile(r"^(a?handle|process|dispatch|receive|authenticate|feed)(_|[A-Z]|$)")
_REQUEST = frozenset({"request", "req"})
_PROOFS = re.compile(r"(^|_)(headers?|auth_header|authorization|signature)$", re.IGNORECASE)
KNOWS_NOTHING = re.compile(r"[cx]srf|rate_?limit|throttl|feature|flag|(http_)?method|captcha|cache", re.IGNORECASE)
"""Names of what looks at the request and not at who sent it, whatever else they say (`require_csrf_token`)."""


@query
def takes_over(db: Database, path: str, owner: str) -> str:
    """A call that is handed the request or its headers to answer it, where what it does was not seen; or ""."""
    own = body(db, path, owner)
    if own is None:
        return ""
    seen = {it.call for it in callees(db, path, owner) if it.path}
    for number, site in enumerate(own.calls):
        called = site.call.function
        if number in seen or not isinstance(called, Attribute) or not _TAKES_OVER.search(called.name):
            continue
        given = (*site.call.arguments, *(it.value for it in site.call.keywords))
        if any(_is_request(it) for argument in given for it in parts(argument)):
            name, along = root(called)
            return ".".join((name, *along))
    return ""


@query
def reads_from_around(db: Database, path: str, owner: str, depth: int = 2) -> str:
    """What shows that something around it, or behind it, looks at the caller: `request.state.auth`; or ""."""
    own = body(db, path, owner)
    if own is None:
        return ""
    expressions: list[Expr | None] = [it.call for it in own.calls]
    expressions += [it.value for it in own.assignments]
    for it in (each for expression in expressions for each in parts(expression)):
        if isinstance(it, Attribute) and isinstance(it.value, Attribute) and it.value.name in ("state", "scope"):
            name, _ = root(it)
            if name in _REQUEST and _OF_CALLER.search(it.name):
                return f"{name}.{it.value.name}.{it.name}"
        keys = it.items if isinstance(it, Subscript) else it.arguments if isinstance(it, Call) else ()
        key = next((each.value for each in keys if isinstance(each, String)), "")
        if key.lower() == "authorization" and not (isinstance(it, Call) and last_name(it) != "get"):
            return key
    handed = {
        number
        for number, site in enumerate(own.calls)
        if any(_is_request(it) for it in (*site.call.arguments, *(each.value for each in site.call.keywords)))
    }
    further = [it for it in callees(db, path, owner) if it.path and it.call in handed] if depth > 1 else []
    return next((found for it in further if (found := reads_from_around(db, it.path, it.qualname, depth - 1))), "")


_OF_CALLER = re.compile(r"user|auth|account|principal|identity|token|session|tenant|credential", re.IGNORECASE)


def _is_request(expression: object) -> bool:
    if isinstance(expression, Name):
        return expression.id in _REQUEST or _PROOFS.search(expression.id) is not None
    return isinstance(expression, Attribute) and expression.name == "headers"


_GATE = re.compile(r"^(require|check|ensure|verify|validate|restrict|assert|need)s?_|_(only|require[sd]?)$")


def own_gate(db: Database, path: str, owner: str) -> str:
    """A decorator of the project that lets only some requests pass; none that stands beside guards too; or ""."""
    for name, turns_away in _decorators(db, path, owner):
        if (turns_away or _GATE.search(name)) and name not in _beside_guards(db):
            return name
    return ""


@late
@query
def _beside_guards(db: Database) -> frozenset[str]:
    """What decorates endpoints that have a guard besides, which they would not need if it were one."""
    return frozenset[str]().union(*(found for _, found in gathered(db, _beside_guards_in)))


@query
def _beside_guards_in(db: Database, path: str) -> frozenset[str]:
    found: set[str] = set()
    for it in endpoints_in(db, path):
        if it.anchor.path != path:
            continue
        guards = {guard.name.rpartition(".")[2] for guard in it.guards if guard.kind in ADMITTING}
        for name, _ in _decorators(db, it.handler.path, it.handler.owner) if guards else ():
            if guards - {name}:
                found.add(name)
    return frozenset(found)


@query
def _decorators(db: Database, path: str, owner: str) -> tuple[tuple[str, bool], ...]:
    """The decorators of a handler that the project made, and whether they may answer 401 or 403 in its stead."""
    handler = function(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    found = []
    for decorator in () if handler is None else handler.decorators:
        name = last_name(decorator.function if isinstance(decorator, Call) else decorator)
        value = None if KNOWS_NOTHING.search(name) else named(db, scope, decorator)
        if value is not None and value.path and value.kind == "function":
            nested = (it for it in structure(db, value.path).functions if it.startswith(value.qualname + "."))
            bodies = (body(db, value.path, it) for it in nested)
            found.append((name, any(it is not None and turns_away_openly(it) for it in bodies)))
    return tuple(found)
