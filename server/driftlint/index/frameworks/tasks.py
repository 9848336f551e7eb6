"""Tasks and tools: functions that a queue, a schedule or an agent calls, by decorators and calls that models name."""

from collections.abc import Iterator
from typing import get_args

from driftlint.facts.expression import Call, Expr, argument, keyword
from driftlint.facts.names import last_name
from driftlint.index.classes import mro
from driftlint.index.endpoint import Endpoint, EntryKind
from driftlint.index.engine import Database, query
from driftlint.index.files import body, klass, owners_using, structure
from driftlint.index.folders import gathered
from driftlint.index.frameworks.handlers import decorator_guards, method_anchor, name_span
from driftlint.index.frameworks.headers import function_header
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.guards import named
from driftlint.index.models import models
from driftlint.index.modules import module_name
from driftlint.index.names import definition
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_HANDS_OVER = frozenset({"enqueue", "enqueue_call", "enqueue_in", "enqueue_at", "add_tool", "register_task"})
_RUN = ("run", "perform", "__call__")
"""The methods of a task that is a class."""

DEPTH = 3
"""How many of the project's own decorators are looked into for a library's."""


@query
def entries(db: Database) -> tuple[Endpoint, ...]:
    """The tasks and tools of the project."""
    found = {it.handler: it for _, listed in gathered(db, _entries_in) for it in listed}
    return tuple(found.values())


@query
def _entries_in(db: Database, path: str) -> tuple[Endpoint, ...]:
    shape = structure(db, path)
    found = [it for owner in shape.functions for it in _decorated(db, path, owner)]
    found += [it for owner in shape.classes for it in _class(db, path, owner)]
    found += [it for owner in _handing(db, path) for it in _handed(db, path, owner)]
    return tuple(found)


@query
def _decorated(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    header = function_header(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    for it in () if header is None else header.decorators:
        kind = _kind(db, scope, it, DEPTH)
        value = None if kind is None else definition(db, path, owner)
        if kind is not None and value is not None:
            given = keyword(it, "name") or keyword(it, "actor_name") if isinstance(it, Call) else None
            return tuple(_entry(db, value, kind[0], kind[1], text_of(db, scope, given) or ""))
    return ()


def _kind(db: Database, scope: Scope, it: Expr, depth: int) -> tuple[EntryKind, str] | None:
    """The kind of entry point a decorator makes, and the library; also of one that hands on to a library's."""
    value = None if depth <= 0 else named(db, scope, it)
    if value is None:
        return None
    if not value.path:
        return _modelled(db, value.name)
    return _wrapped(db, value.path, value.qualname, depth) if value.kind == "function" else None


@query
def _wrapped(db: Database, path: str, qualname: str, depth: int) -> tuple[EntryKind, str] | None:
    """What a decorator of the project, or a function in it, makes with a library's."""
    inside = [it for it in structure(db, path).functions if it == qualname or it.startswith(f"{qualname}.")]
    for owner in inside:
        own = body(db, path, owner)
        for site in () if own is None else own.calls:
            found = _kind(db, Scope(path, owner), site.call, depth - 1)
            if found is not None:
                return found
    return None


def _modelled(db: Database, name: str) -> tuple[EntryKind, str] | None:
    kind = models(db).entry(name)
    return next(((it, name.partition(".")[0]) for it in get_args(EntryKind) if it == kind), None)


@query
def _class(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    """A class of tasks, and what arq's `WorkerSettings` lists."""
    own = klass(db, path, owner)
    value = definition(db, path, owner)
    if own is None or value is None:
        return ()
    if own.name.endswith("WorkerSettings"):
        return tuple(_listed(db, path, owner))
    made = [it for base in mro(db, path, owner)[1:] if not base.path and (it := _modelled(db, base.name)) is not None]
    for method in _RUN if made and own.bases else ():
        place = method_anchor(db, value, method)
        if place is not None and method in own.members:
            handler = Value("function", f"{value.name}.{method}", path, place.owner)
            return tuple(_entry(db, handler, made[0][0], made[0][1], value.name))
    return ()


def _listed(db: Database, path: str, owner: str) -> Iterator[Endpoint]:
    own = klass(db, path, owner)
    scope = Scope(path, owner)
    for it in () if own is None else own.body.assignments:
        if last_name(it.target) not in ("functions", "cron_jobs") or it.value is None:
            continue
        for at, each in items_of(db, scope, it.value) or ():
            given = argument(each, 0, "coroutine") if isinstance(each, Call) else each  # `cron(task)`, `func(task)`
            value = None if given is None else evaluate(db, at, given)
            if value is not None:
                yield from _entry(db, value, "task", "arq", "")


@query
def _handing(db: Database, path: str) -> tuple[str, ...]:
    """The parts of the file that hand functions to queues."""
    return owners_using(db, path, _HANDS_OVER.__contains__)


@query
def _handed(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    """`queue.enqueue(function, …)`: the function runs in a worker."""
    inner = body(db, path, owner)
    scope = Scope(path, owner)
    found: list[Endpoint] = []
    for site in () if inner is None else inner.calls:
        if last_name(site.call.function) not in _HANDS_OVER:
            continue
        callee = evaluate(db, scope, site.call.function)
        kind = None if callee is None else _modelled(db, callee.name)
        for it in site.call.arguments[:2] if kind is not None else ():  # `enqueue_in(delay, function)`
            value = evaluate(db, scope, it)
            if kind is not None and value is not None:
                found += _entry(db, value, kind[0], kind[1], "")
    return tuple(found)


def _entry(db: Database, value: Value, kind: EntryKind, library: str, name: str) -> Iterator[Endpoint]:
    span = name_span(db, value.path, value.qualname) if value.path and value.kind == "function" else None
    if span is None:
        return
    anchor = Anchor(value.path, value.qualname, span)
    scope = Scope(value.path, value.qualname.rpartition(".")[0])
    guards, unknown = decorator_guards(
        db, value.path, value.qualname, lambda it: _kind(db, scope, it, DEPTH) is not None
    )
    yield Endpoint(
        framework=library,
        methods=(),
        path=name or value.name,
        handler=anchor,
        name=value.name,
        anchor=anchor,
        guards=guards,
        group=module_name(db, value.path),
        unknown="" if guards else unknown,
        kind=kind,
    )
