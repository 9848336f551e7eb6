"""Functions that a call hands to one of the project that runs them inside its own transaction: `in_tx(charge)`."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Lambda, Name, dotted, parts
from driftlint.facts.model import Body
from driftlint.facts.names import HANDS_ON, RUNS, RUNS_FREE
from driftlint.index.annotations import receiver_of
from driftlint.index.calls import Callee, all_callees
from driftlint.index.contexts import innermost, openings
from driftlint.index.effect import Opening
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, names, structure
from driftlint.index.flowing import Passage, Reached
from driftlint.index.folders import folded, wanted_at_once
from driftlint.index.models import models
from driftlint.index.openers import is_bound
from driftlint.index.reached import called, reached
from driftlint.index.scopes import module_bindings
from driftlint.index.targets import targets
from driftlint.index.types import evaluate
from driftlint.index.value import Scope

HANDED_ON = 4
"""Through how many functions it is looked for that hand on what they are handed."""


class RunInside(msgspec.Struct, frozen=True, gc=False):
    """What runs inside a transaction because a call, by its number in `callee`, hands it over.

    `through` are the calls in between, the last of them that of the callee; `opening` is around one of them.
    """

    callee: Callee
    through: tuple[Passage, ...]
    opening: Opening


@query
def may_hand_over(db: Database, path: str) -> tuple[str, ...]:
    """The owners for which `run_inside` may find something, by the names of what they call: no other has a result."""
    runners = _runners(db)
    if not runners:
        return ()
    used = names(db, path)
    return tuple([it for it in structure(db, path).owners if it in used and not runners.isdisjoint(used[it])])


@query
def run_inside(db: Database, path: str, owner: str) -> tuple[RunInside, ...]:
    """What the calls of `owner` hand to functions that run it inside a transaction of their own, in their order."""
    own = body(db, path, owner)
    if own is None or not own.calls:
        return ()
    known, runners = _callable_names(db, path, own), _runners(db)
    calls: list[int] = []
    for number, site in enumerate(own.calls):
        handed = list(_functions(site.call, known)) if _last_name(site.call.function) in runners else []
        if any(_opens_for(db, *it) for it in _receivers(db, Scope(path, owner), site.call, handed)):
            calls.append(number)
    if not calls:
        return ()
    callees = {(it.call, it.path, it.qualname or it.name): it for it in all_callees(db, path, owner)}
    found: dict[tuple[int, str, str], RunInside] = {}
    for it in reached(db, path, owner):
        key = (it.call, it.target.path, it.target.owner)
        if it.call in calls and key in callees and it.target.inline is None and _by_its_name(db, path, owner, it):
            opening = _opened_on_the_way(db, it.through)
            if opening is not None:
                found.setdefault(key, RunInside(callees[key], it.through, opening))
    return tuple(found.values())


def _opened_on_the_way(db: Database, through: tuple[Passage, ...]) -> Opening | None:
    openings = (innermost(db, it.path, it.owner, it.call) for it in reversed(through))
    return next((it for it in openings if it is not None), None)


def _by_its_name(db: Database, path: str, owner: str, it: Reached) -> bool:
    """Whether it is run by what the call names, not by a decorator around that."""
    value = called(db, path, owner)[it.call]
    if value is None or value.kind != "function":
        return True
    return bool(it.through) and (it.through[0].path, it.through[0].owner) == (value.path, value.qualname)


def _arguments(call: Call) -> tuple[Expr, ...]:
    return (*call.arguments, *(it.value for it in call.keywords))


def _callable_names(db: Database, path: str, own: Body) -> frozenset[str]:
    """The names that may mean functions in a body: those of functions, and what is imported or made from functions."""
    local = [it.alias or it.name or "" for it in own.imports]
    local += [
        it.target.id
        for it in own.assignments
        if isinstance(it.target, Name) and (isinstance(it.value, Lambda) or _partial_of(it.value) is not None)
    ]
    known = _names_of_functions(db, path)
    return known.union(local) if local else known


@query
def _names_of_functions(db: Database, path: str) -> frozenset[str]:
    """What functions of the file are called by, methods by ".name", and what it imports."""
    shape = structure(db, path)
    found = {name for name, it in module_bindings(db, path).items() if any(each.kind == "import" for each in it)}
    classes = frozenset(shape.classes)
    for qualname in shape.functions:
        outer, _, name = qualname.partition("#")[0].rpartition(".")
        found.add(f".{name}" if outer in classes else name)
    return frozenset(found)


class _Runner(msgspec.Struct, frozen=True, gc=False):
    """A function that may run what it is handed, or hands it on: what it is called by, and what it uses.

    `opens` tells that it opens a transaction, or a function inside it does.
    """

    called: str
    used: tuple[str, ...]
    opens: bool


@query
def _runners(db: Database) -> frozenset[str]:
    """By what names functions of the workspace are called that may run what they are handed in a transaction: few."""
    if wanted_at_once(db):
        return frozenset()
    listed = folded(db, _runners_in, _together)
    found = frozenset(it.called for it in listed if it.opens)
    for _ in range(HANDED_ON):
        found |= frozenset(it.called for it in listed if not found.isdisjoint(it.used))
    return found


def _together(parts: Iterable[frozenset[_Runner]]) -> frozenset[_Runner]:
    return frozenset[_Runner]().union(*parts)


@query
def _runners_in(db: Database, path: str) -> frozenset[_Runner]:
    used, functions = names(db, path), frozenset(structure(db, path).functions)
    found: set[_Runner] = set()
    for qualname, marks in used.items():
        outermost = _outermost(qualname, functions)
        if RUNS in marks or HANDS_ON in marks or (RUNS_FREE in marks and outermost != qualname):
            name = _called_by(outermost)
            opens = any(openings(db, path, it) for it in functions if f"{it}.".startswith(f"{outermost}."))
            found.add(_Runner(name, marks, opens))
    return frozenset(found)


def _outermost(qualname: str, functions: frozenset[str]) -> str:
    """The function that is nested in no other, around a function or itself."""
    parts = qualname.split(".")
    prefixes = (".".join(parts[:number]) for number in range(1, len(parts) + 1))
    return next((it for it in prefixes if it in functions), qualname)


def _called_by(qualname: str) -> str:
    """The last name of what calls a function: its own, that of its class where it makes an instance."""
    outer, _, name = qualname.partition("#")[0].rpartition(".")
    return outer.rpartition(".")[2] if name == "__init__" else name


def _functions(call: Call, known: frozenset[str]) -> Iterator[Expr]:
    """The arguments that may be functions, as far as names tell."""
    given = (*call.arguments, *(it.value for it in call.keywords))
    return (it for it in given if _is_function(it, known))


def _is_function(given: Expr | None, known: frozenset[str]) -> bool:
    """Whether an argument may be a function."""
    if isinstance(given, Name):
        return (given.id in known or "*" in known) and not given.id[0].isupper()
    if isinstance(given, Attribute):
        return f".{given.name}" in known or dotted(given) is not None
    made_of = _partial_of(given)
    return isinstance(given, Lambda) or (made_of is not None and _is_function(made_of, known))


def _partial_of(given: Expr | None) -> Expr | None:
    """The function of `partial(function, …)`."""
    is_partial = isinstance(given, Call) and _last_name(given.function) == "partial"
    return given.arguments[0] if is_partial and isinstance(given, Call) and given.arguments else None


def _last_name(called: Expr) -> str:
    return called.name if isinstance(called, Attribute) else getattr(called, "id", "")


_State: TypeAlias = tuple[str, str, str]
"""A function, and the name of the parameter that holds what was handed over."""


@query
def _opens_for(db: Database, path: str, qualname: str, parameter: str) -> bool:
    """Whether a function calls what `parameter` holds, and opens a transaction; what it hands that on to included."""
    pending: list[_State] = [(path, qualname, parameter)]
    seen = set(pending)
    is_called = False
    for _ in range(HANDED_ON):
        further: list[_State] = []
        for state in pending:
            is_called = is_called or any(_runs(db, state, owner, it) for owner, it in _users(db, *state))
            further.extend(it for it in _handed_on(db, *state) if it not in seen)
            seen.update(further)
        pending = further
    return is_called and any(_opens_around(db, *state) for state in seen)


def _opens_around(db: Database, path: str, qualname: str, parameter: str) -> bool:
    owners = {qualname: None, **dict.fromkeys(owner for owner, _ in _users(db, path, qualname, parameter))}
    return any(openings(db, path, owner) for owner in owners)


def _runs(db: Database, state: _State, owner: str, call: Call) -> bool:
    """Whether a call, or a lambda handed to it, calls what the parameter holds, or has something else run it."""
    made = [call, *(it for given in _arguments(call) if isinstance(given, Lambda) for it in parts(given.body))]
    if any(isinstance(it, Call) and isinstance(it.function, Name) and it.function.id == state[2] for it in made):
        return True
    value = evaluate(db, Scope(state[0], owner), call.function)
    return value is not None and (models(db).runs(value.name) or value.name == "functools.partial")


def _users(db: Database, path: str, qualname: str, parameter: str) -> Iterator[tuple[str, Call]]:
    """The calls of a function, and of those inside it, that call what the parameter holds or hand it on."""
    nested = (it for it in structure(db, path).functions if it.startswith(qualname + "."))
    for owner in (qualname, *nested):
        own = function(db, path, owner)
        for site in own.body.calls if own is not None else ():
            called_itself = isinstance(site.call.function, Name) and site.call.function.id == parameter
            if called_itself or any(_mentions(it, parameter) for it in _arguments(site.call)):
                yield owner, site.call


def _mentions(given: Expr, name: str) -> bool:
    if isinstance(given, Lambda):
        return any(isinstance(it, Name) and it.id == name for it in parts(given.body))
    if isinstance(given, Call):
        return any(_mentions(it, name) for it in _arguments(given))
    return isinstance(given, Name) and given.id == name


def _handed_on(db: Database, path: str, qualname: str, parameter: str) -> Iterator[_State]:
    for owner, call in _users(db, path, qualname, parameter):
        yield from _receivers(db, Scope(path, owner), call, [it for it in _arguments(call) if _mentions(it, parameter)])


def _receivers(db: Database, scope: Scope, call: Call, handed: list[Expr]) -> Iterator[_State]:
    """The functions of the workspace, with the parameters, that a call hands some of its arguments to."""
    value = evaluate(db, scope, call.function) if handed else None
    if value is None or not value.path:
        return
    for it in targets(db, -1, value):
        own = function(db, it.path, it.qualname) if it.path else None
        if own is None:
            continue
        places = [each.name for each in own.parameters if each.kind in ("positional", "normal")]
        if value.kind != "function" or (receiver_of(db, it.path, own) is not None and is_bound(db, scope, call, value)):
            places = places[1:]
        given = [*zip(places, call.arguments, strict=False), *((each.name, each.value) for each in call.keywords)]
        yield from ((it.path, it.qualname, name) for name, argument in given if name and argument in handed)
