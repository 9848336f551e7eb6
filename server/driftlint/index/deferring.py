"""Functions that a call only has run later, after the commit or in a thread, because of a decorator of the project."""

from driftlint.facts.expression import Call, Lambda, Name, parts
from driftlint.facts.model import Function
from driftlint.index.calls import opens_by_name
from driftlint.index.engine import Database, query
from driftlint.index.extent import comes_before_region
from driftlint.index.files import function, structure
from driftlint.index.models import models
from driftlint.index.teaching import teaching
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value
from driftlint.text.pattern import matches_any

DEPTH = 4
"""How many deferrals within deferrals are looked into."""


@query
def runs_later(db: Database, path: str, qualname: str) -> bool:
    """Whether calling the function only has it run later, because of what decorates it."""
    own = function(db, path, qualname)
    if own is None or not own.decorators:
        return False
    scope = Scope(path, qualname.rpartition(".")[0])
    return any(
        (value := opens_by_name(db, scope, it)) is not None and _decorator_defers(db, value) for it in own.decorators
    )


def _decorator_defers(db: Database, value: Value) -> bool:
    if defers(db, value.name, library=not value.path):
        return True
    return value.kind == "function" and bool(value.path) and _wrapper_defers(db, value.path, value.qualname, DEPTH)


def defers(db: Database, name: str, *, library: bool = True) -> bool:
    """Whether a call of `name` has its argument run later or elsewhere, by a model or by what the project taught."""
    known = models(db)
    return matches_any(name, teaching(db).defers) or (library and (known.defers(name) or known.detaches(name)))


@query
def _wrapper_defers(db: Database, path: str, qualname: str, depth: int) -> bool:
    """Whether a function hands what it is handed on to something that runs it later, and does not surely call it."""
    own = function(db, path, qualname)
    if own is None or depth <= 0:
        return False
    nested = [(it, function(db, path, it)) for it in structure(db, path).functions if it.startswith(qualname + ".")]
    bodies: list[tuple[str, Function]] = [(qualname, own), *((name, it) for name, it in nested if it is not None)]
    names = {
        parameter.name for _, it in bodies for parameter in it.parameters if parameter.kind not in ("args", "kwargs")
    }
    deferred: set[str] = set()
    for name, it in bodies:
        for number, site in enumerate(it.body.calls):
            if isinstance(site.call.function, Name) and site.call.function.id in names:
                if comes_before_region(it.body, number, -1):
                    return False
                continue
            given = _names_in(site.call) & names
            if given and _hands_to_deferral(db, Scope(path, name), site.call, depth):
                deferred |= given
    return bool(deferred)


def _names_in(call: Call) -> set[str]:
    """The names in the arguments of a call, those that lambdas among them use included."""
    found: set[str] = set()
    for given in (*call.arguments, *(it.value for it in call.keywords)):
        for it in parts(given):
            for inner in parts(it.body) if isinstance(it, Lambda) else (it,):
                if isinstance(inner, Name):
                    found.add(inner.id)
    return found


def _hands_to_deferral(db: Database, scope: Scope, call: Call, depth: int) -> bool:
    value = evaluate(db, scope, call.function)
    if value is None:
        return False
    if defers(db, value.name, library=not value.path):
        return True
    return value.kind == "function" and bool(value.path) and _wrapper_defers(db, value.path, value.qualname, depth - 1)
