"""What each call of a body reaches: functions of the workspace, or names of libraries."""

from collections.abc import Iterable, Iterator

from driftlint.facts.expression import Attribute, Call, Expr
from driftlint.facts.model import CallSite
from driftlint.index.decorated import is_context_manager
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.flowing import Place, Reached
from driftlint.index.modules import module_name
from driftlint.index.names import denotes
from driftlint.index.reached import called, reached
from driftlint.index.scopes import is_super
from driftlint.index.targets import Callee, is_abstract, targets
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value

__all__ = ["Callee", "all_callees", "callees", "is_abstract", "opens_by_name"]


@query
def callees(db: Database, path: str, owner: str) -> tuple[Callee, ...]:
    """What the calls of `owner` reach, in the order they are made. A function that is only handed on is not called.

    A decorated function is what its name says, whatever the decorator makes of it.
    """
    here = Place(path, owner)
    plain = called(db, path, owner)
    known = {number for number, it in enumerate(plain) if it is not None and it.path and not it.may}
    found = [it for it in reached(db, path, owner) if it.source == here and it.call not in known]
    return _distinct(db, path, owner, [*_plainly(db, path, owner), *_followed(db, found)])


@query
def all_callees(db: Database, path: str, owner: str) -> tuple[Callee, ...]:
    """The same, with what those call in turn because of what they are handed, and what decorators add."""
    return _distinct(db, path, owner, [*callees(db, path, owner), *_followed(db, reached(db, path, owner))])


def _distinct(db: Database, path: str, owner: str, listed: list[Callee]) -> tuple[Callee, ...]:
    own = body(db, path, owner)
    found: dict[tuple[int, str, str], Callee] = {}
    for it in listed if own is not None else ():
        if own is not None and not (it.path and _only_created(db, own.calls[it.call], it, path, owner)):
            found.setdefault((it.call, it.path, it.qualname or it.name), it)
    return tuple(sorted(found.values(), key=lambda it: it.call))


def _plainly(db: Database, path: str, owner: str) -> Iterator[Callee]:
    """What the calls are of by name and type."""
    own = body(db, path, owner)
    for number, value in enumerate(called(db, path, owner)):
        if value is not None and own is not None:
            found = targets(db, number, value)
            callee = own.calls[number].call.function
            through_super = isinstance(callee, Attribute) and is_super(callee.value)
            yield from found[:1] if through_super else found  # `super().run()` never comes back to an override


def _followed(db: Database, found: Iterable[Reached]) -> Iterator[Callee]:
    """What was found to run by following what is handed over, returned or kept."""
    for it in found:
        target = it.target
        if target.path and target.inline is None:
            name = f"{module_name(db, target.path)}.{target.owner}"
            yield Callee(it.call, name, target.path, target.owner, it.may)
        elif not target.path:
            yield Callee(it.call, target.owner, may=it.may)


def _only_created(db: Database, site: CallSite, callee: Callee, path: str, owner: str) -> bool:
    """Whether the call only makes a generator, which runs when something iterates over it."""
    own = function(db, callee.path, callee.qualname)
    if own is None or not own.is_generator or is_context_manager(db, callee.path, callee.qualname):
        return False
    around = body(db, path, owner)
    statement = (
        around.statements[site.statement] if around is not None and site.statement < len(around.statements) else None
    )
    if statement is None or statement.kind not in ("assign", "return", "expression"):
        return False
    if statement.kind == "assign" and around is not None:
        return any(it.statement == site.statement and it.value == site.call for it in around.assignments)
    return statement.value == site.call


def opens_by_name(db: Database, scope: Scope, expression: Expr) -> Value | None:
    """What a decorator or a `with` item names: the callee of a call, else the thing itself."""
    target = expression.function if isinstance(expression, Call) else expression
    return evaluate(db, scope, target) or denotes(db, scope, target)
