"""Whether the project's own wrappers open a transaction: context managers and decorators, functions and classes.

Each wrapper says what it rests on: other wrappers, or nothing but a library. What then opens is the least fixpoint over
all of them, so that wrappers may stand around each other in any depth, and in circles.
"""

from collections.abc import Iterator
from typing import TypeAlias

from driftlint.facts.expression import Attribute, Call, Expr, Name, dotted
from driftlint.facts.model import Body, Function
from driftlint.index.classes import assigned_attributes, derives_from, library_bases, member
from driftlint.index.decorated import is_context_manager
from driftlint.index.engine import Database, query
from driftlint.index.extent import comes_before_region
from driftlint.index.files import body, function, structure
from driftlint.index.models import models
from driftlint.index.openers import Needs, Opener, Role, Wrapper, decorating, entering, library_opener
from driftlint.index.opening_places import candidates, covers_place
from driftlint.index.outcomes import returns
from driftlint.index.switches import UNKNOWN, Known, is_off
from driftlint.index.types import DEPTH, evaluate, returned
from driftlint.index.value import Scope, Value


def opens(db: Database, opener: Opener) -> bool:
    """Whether all that an opener rests on opens a transaction."""
    return _all_open(db, opener.needs)


def _all_open(db: Database, needs: Needs) -> bool:
    return all(_wrapper_opens(db, it.role, it.path, it.qualname, it.known) for it in needs)


_Clauses: TypeAlias = tuple[tuple[Needs, ...], ...]
"""What has to be: of each clause one alternative, and of that all wrappers."""


@query
def _wrapper_opens(db: Database, role: Role, path: str, qualname: str, known: Known) -> bool:
    start = Wrapper(role, path, qualname, known)
    rests_on: dict[Wrapper, _Clauses] = {}
    pending = [start]
    while pending:
        it = pending.pop()
        if it in rests_on:
            continue
        clauses = _clauses(db, it.role, it.path, it.qualname, it.known)
        rests_on[it] = clauses or ((),)
        pending.extend(need for clause in clauses or () for needs in clause for need in needs)
    open_ones: set[Wrapper] = set()
    while True:
        more = {
            it
            for it, clauses in rests_on.items()
            if it not in open_ones and all(any(open_ones.issuperset(needs) for needs in clause) for clause in clauses)
        }
        if not more:
            return start in open_ones
        open_ones |= more


@query
def _clauses(db: Database, role: Role, path: str, qualname: str, known: Known) -> _Clauses | None:
    """What the wrapper rests on, None where it opens no transaction whatever others do."""
    own = function(db, path, qualname)
    if own is None:
        alternatives = _class_alternatives(db, role, path, qualname)
    elif role == "start":
        alternatives = tuple(_started(db, path, own))
    elif role == "decorate":
        alternatives = (*_around_calls(db, path, own), *_handed_on(db, path, own), *_entered_instead(path, own))
    else:
        return _yields_within(db, path, own, known) if own.is_generator else _returns_openers(db, path, own, known)
    return (alternatives,) if alternatives else None


def _yields_within(db: Database, path: str, own: Function, known: Known) -> _Clauses | None:
    """A context manager function: each of its `yield`s stands inside a transaction."""
    if not is_context_manager(db, path, own.qualname):
        return None
    return _yields_held(db, path, own, known)


@query
def yields_inside(db: Database, path: str, qualname: str) -> bool:
    """Whether a generator function comes to each of its `yield`s inside a transaction."""
    own = function(db, path, qualname)
    clauses = None if own is None or not own.is_generator else _yields_held(db, path, own, UNKNOWN)
    return clauses is not None and all(any(_all_open(db, it) for it in clause) for clause in clauses)


def _yields_held(db: Database, path: str, own: Function, known: Known) -> _Clauses | None:
    """What it rests on that every `yield` of a generator function is come to inside a transaction."""
    found = candidates(db, path, own.qualname, known)
    clauses = [
        tuple(it.opener.needs for it in found if covers_place(own.body, it, region, span))
        for span, region in own.body.yields
        if not is_off(own.body, region, span[:2], known)
    ]
    return tuple(clauses) if clauses and all(clauses) else None


def _returns_openers(db: Database, path: str, own: Function, known: Known) -> _Clauses | None:
    """A function that returns what opens a transaction when it is entered."""
    scope = Scope(path, own.qualname)
    found = [entering(db, scope, it, known) for it in returns(own)]
    if found and all(it is not None for it in found):
        return tuple((it.needs,) for it in found if it is not None)
    value = returned(db, path, own.qualname, DEPTH)
    if value is None or value.kind != "instance":
        return None
    if not value.path:
        return () if library_opener(db, value) is not None else None
    return (((Wrapper("enter", value.path, value.qualname),),),)


def _class_alternatives(db: Database, role: Role, path: str, qualname: str) -> tuple[Needs, ...]:
    if role == "enter":
        for name in ("__enter__", "__aenter__"):
            held = member(db, path, qualname, name)
            if held is not None:
                return ((Wrapper("start", held[0].path, f"{held[0].qualname}.{name}"),),)
        return ((),) if any(models(db).opens_transaction(it) for it in library_bases(db, path, qualname)) else ()
    entered: Needs = (Wrapper("enter", path, qualname),)
    cls = Value("class", qualname, path, qualname)
    as_context = any(models(db).opens_transaction(it) for it in library_bases(db, path, qualname))
    if as_context or derives_from(db, cls, "contextlib.ContextDecorator", "contextlib.AsyncContextDecorator"):
        return (entered,)
    called = member(db, path, qualname, "__call__")
    own = None if called is None else function(db, called[0].path, f"{called[0].qualname}.__call__")
    return () if own is None or called is None else tuple(_around_calls(db, called[0].path, own, called[0].qualname))


def _started(db: Database, path: str, own: Function) -> Iterator[Needs]:
    """What a method, usually `__enter__`, has opened when it is done."""
    scope = Scope(path, own.qualname)
    for it in candidates(db, path, own.qualname, UNKNOWN):
        if it.since >= 0 and not it.ends and comes_before_region(own.body, it.since, -1):
            yield it.opener.needs
    for number, site in enumerate(own.body.calls):
        called = site.call.function
        if not isinstance(called, Attribute) or not comes_before_region(own.body, number, -1):
            continue
        on_itself = (
            isinstance(called.value, Name) and bool(own.parameters) and called.value.id == own.parameters[0].name
        )
        on_super = isinstance(called.value, Call) and isinstance(called.value.function, Name)
        if called.name in ("__enter__", "__aenter__") and not on_super:
            opener = entering(db, scope, _kept(own.body, called.value, number))
            if opener is not None:
                yield opener.needs
        elif on_itself or on_super:
            value = evaluate(db, scope, called)
            if value is not None and value.kind == "function" and value.path:
                yield (Wrapper("start", value.path, value.qualname),)
            elif value is not None and models(db).opens_transaction(value.name.rpartition(".")[0]):
                yield ()


def _kept(own: Body, held: Expr, call: int) -> Expr:
    """What `held` was last assigned before the call: `self._scope = unit_of_work()`; itself where that is not here."""
    name, before = dotted(held), own.calls[call].call.span[:2]
    found = [it for it in own.assignments if name and dotted(it.target) == name and it.span[2:] <= before]
    value = found[-1].value if found else None
    return held if value is None else value


def _around_calls(db: Database, path: str, own: Function, cls: str = "") -> Iterator[Needs]:
    """A decorator whose wrapper calls what it decorates inside a transaction."""
    decorated = {it.name for it in own.parameters}
    kept = _kept_arguments(db, path, cls) if cls else frozenset[str]()
    for qualname in (own.qualname, *structure(db, path).functions):
        nested = function(db, path, qualname)
        if nested is None or not (qualname == own.qualname or qualname.startswith(own.qualname + ".")):
            continue
        outer = function(db, path, qualname.rpartition(".")[0])
        names = decorated | ({it.name for it in outer.parameters} if outer is not None else set())
        found = candidates(db, path, qualname, UNKNOWN)
        for site in nested.body.calls if found else ():
            called = site.call.function
            of_itself = isinstance(called, Attribute) and isinstance(called.value, Name) and called.name in kept
            if of_itself or (isinstance(called, Name) and called.id in names):
                yield from (it.opener.needs for it in found if covers_place(nested.body, it, site.region, called.span))


def _kept_arguments(db: Database, path: str, cls: str) -> frozenset[str]:
    """The attributes in which a class keeps what its constructor is given."""
    constructor = function(db, path, f"{cls}.__init__")
    names = set() if constructor is None else {it.name for it in constructor.parameters}
    found = set[str]()
    for attribute, bindings in assigned_attributes(db, path, cls).items():
        for it in bindings:
            inner = body(db, path, it.owner)
            value = None if inner is None or it.owner != f"{cls}.__init__" else inner.assignments[it.number].value
            if isinstance(value, Name) and value.id in names:
                found.add(attribute)
    return frozenset(found)


def _handed_on(db: Database, path: str, own: Function) -> Iterator[Needs]:
    """A decorator that hands what it decorates to another one: `return transaction.atomic(function)`."""
    names = {it.name for it in own.parameters}
    for it in returns(own):
        if isinstance(it, Call) and any(isinstance(given, Name) and given.id in names for given in it.arguments):
            opener = decorating(db, Scope(path, own.qualname), it.function)
            if opener is not None:
                yield opener.needs


def _entered_instead(path: str, own: Function) -> Iterator[Needs]:
    """A function that makes the context manager which then decorates: `return transaction.atomic(using="x")`."""
    if any(isinstance(it, Call) for it in returns(own)):
        yield (Wrapper("enter", path, own.qualname),)
