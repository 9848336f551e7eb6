"""Middleware that lets only known callers through to any view of a Django project."""

import re
from collections.abc import Iterator
from typing import Literal

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Name, Operation, keyword
from driftlint.facts.model import Body, Function
from driftlint.facts.names import words_in
from driftlint.index.classes import member, mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function, structure
from driftlint.index.frameworks.django_callers import asks_who, turns_anonymous_away
from driftlint.index.frameworks.drf_actions import class_value
from driftlint.index.frameworks.protection import Protection, together
from driftlint.index.frameworks.settings import Listed, Project, dotted_value, middleware
from driftlint.index.guards import as_kind
from driftlint.index.models import models
from driftlint.index.names import denotes
from driftlint.index.value import Scope, Value

_DEPTH = 2
"""How many calls deep a middleware is followed into its own class."""

Switch = Literal["on", "somewhere", "off", "unknown"]
"""When a login is asked for: always but for what is exempt, on some paths, never, or where something is switched on."""

_RUNS = ("process_view", "process_request", "__call__", "__acall__")
_REQUEST = re.compile(r"(?i)request|path|url|exempt|view|user|is_authenticated|is_anonymous|allow|public|open")


@query
def everywhere(db: Database, project: Project) -> Protection:
    """What the middleware of a project protects all of its views from."""
    return together(_protection(db, it) for it in middleware(db, project))


def _protection(db: Database, listed: Listed) -> Protection:
    if not listed.name:
        return Protection(unknown="the list of middleware is not plain in the settings")
    value = dotted_value(db, listed.name, listed.anchor.path)
    if value is None:
        return Protection()
    kind = models(db).guard(value.name)
    if kind is not None:
        return Protection((Guard(as_kind(kind), value.name, "middleware", listed.anchor),))
    if not value.path:
        return Protection()
    switches = [it for scope, own in _runs(db, value) for it in _turning_away(db, scope, own.body, _DEPTH)]
    if not switches or "off" in switches:
        return Protection()
    short = value.name.rpartition(".")[2]
    if "unknown" in switches:
        return Protection(unknown=f"`{short}` asks for a login where it is switched on")
    if "somewhere" in switches:
        return Protection(unknown=f"`{short}` asks for a login before some paths")
    # What it exempts is the project's own affair: some list, some attribute of the view.
    return Protection((Guard("auth", value.name, "middleware", listed.anchor, certain=False),))


def _turning_away(db: Database, scope: Scope, own: Body, depth: int) -> Iterator[Switch]:
    """How the login is switched that a function of a middleware asks for, or what it calls of its own class."""
    if turns_anonymous_away(own, partly=True):
        yield _switched(db, scope, own)
    holder = scope.owner.rpartition(".")[0]
    for site in own.calls if depth > 1 else ():
        called = site.call.function
        if not isinstance(called, Attribute) or not isinstance(called.value, Name) or called.value.id != "self":
            continue
        found = member(db, scope.path, holder, called.name)
        inner = None if found is None else function(db, found[0].path, f"{found[0].qualname}.{called.name}")
        if found is None or inner is None or called.name in _RUNS:
            continue
        switches = _beyond_request(own, site.region)
        somewhere: Switch = "somewhere" if _on_some_paths(own, site.region) else "on"
        for it in _turning_away(db, Scope(found[0].path, f"{found[0].qualname}.{called.name}"), inner.body, depth - 1):
            yield it if it != "on" else _switch(db, scope, switches) if switches else somewhere


def _on_some_paths(own: Body, region: int) -> bool:
    """Whether a place is reached for requests that are named, rather than for all but those: `if "/staff" in path`."""
    return any(
        around.kind in ("if", "elif") and not any(_is_negative(it) for it in _conjuncts(around.subject))
        for _, around in own.enclosing(region)
    )


def _is_negative(test: Expr) -> bool:
    return isinstance(test, Operation) and test.operator in ("not", "not in", "!=", "is not")


def _runs(db: Database, value: Value) -> list[tuple[Scope, Function]]:
    """The functions of a middleware of the workspace that see each request."""
    if value.kind == "function":
        names = [(value.path, it) for it in structure(db, value.path).functions if it.startswith(value.qualname + ".")]
    else:
        holders = [it for it in mro(db, value.path, value.qualname) if it.path]
        names = [(holder.path, f"{holder.qualname}.{name}") for holder in holders for name in _RUNS]
    return [(Scope(path, name), own) for path, name in names if (own := function(db, path, name)) is not None]


def _switched(db: Database, scope: Scope, own: Body) -> Switch:
    """Whether the login is asked for always, or only where something else than the request (a setting) says so."""
    for number, region in enumerate(own.regions):
        if region.kind in ("if", "elif") and asks_who(region.subject):
            switches = _beyond_request(own, number)
            if switches:
                return _switch(db, scope, switches)
    return "on"


def _beyond_request(own: Body, region: int) -> list[Expr]:
    """What must hold besides for a place in `region` to be reached, of the nearest test that asks for such a thing."""
    for _, around in own.enclosing(region):
        tests = _conjuncts(around.subject) if around.kind in ("if", "elif") else ()
        switches = [it for it in tests if not _about_request(it)]
        if switches:
            return switches
    return []


def _switch(db: Database, scope: Scope, switches: list[Expr]) -> Switch:
    return "off" if any(_is_off(db, scope, it) for it in switches) else "unknown"


def _is_off(db: Database, scope: Scope, test: Expr) -> bool:
    """Whether what a test reads is false unless somebody sets it: a field of a workspace class with `default=False`."""
    name = test.name if isinstance(test, Attribute) else ""
    while isinstance(test, (Attribute, Call)):
        test = test.value if isinstance(test, Attribute) else test.function
    holder = denotes(db, scope, test)
    if not name or holder is None or holder.kind != "class" or not holder.path:
        return False
    found = class_value(db, holder.path, holder.qualname, name)
    value = None if found is None else found[1]
    if isinstance(value, Call):
        value = keyword(value, "default")
    return isinstance(value, Constant) and value.text == "False"


def _conjuncts(test: Expr | None) -> tuple[Expr, ...]:
    if isinstance(test, Operation) and test.operator == "and":
        return test.operands
    return () if test is None else (test,)


def _about_request(test: Expr) -> bool:
    """Whether a test is about the request or what it is exempt from, or says who calls."""
    return any(_REQUEST.search(it) for it in words_in(test))
