"""FastAPI's dependencies: which guards come with one, however many dependencies lie beneath it."""

import msgspec

from driftlint.facts.expression import (
    Attribute,
    Call,
    Conditional,
    Constant,
    Expr,
    Lambda,
    Name,
    Subscript,
    argument,
    dotted,
)
from driftlint.facts.model import Function
from driftlint.index.aliases import trace
from driftlint.index.annotations import annotated
from driftlint.index.classes import member
from driftlint.index.endpoint import Guard, GuardKind
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.frameworks.depends import Dependency, class_dependencies, parameter_dependencies
from driftlint.index.guard_names import kind_by_name
from driftlint.index.guards import Verdict, asks_for_optional, guard_kind
from driftlint.index.types import evaluate, instance_attribute
from driftlint.index.value import Scope, Value

DEPTH = 8
"""How many dependencies of dependencies are looked into."""


class Admission(msgspec.Struct, frozen=True, gc=False):
    """A guard that a dependency is, or that lies beneath it: `through` names the dependency where it is another one."""

    kind: GuardKind
    name: str
    certain: bool = True
    through: str = ""


class Admissions(msgspec.Struct, frozen=True, gc=False):
    """All guards of one dependency, and what stopped the analysis of it."""

    found: tuple[Admission, ...] = ()
    unknown: str = ""


def guards_of(db: Database, dependencies: tuple[Dependency, ...], origin: str) -> tuple[tuple[Guard, ...], str]:
    """The guards that come with the dependencies, and what stopped their analysis ("" where nothing did)."""
    guards: list[Guard] = []
    unknown = ""
    for it in dependencies:
        admissions = provider_admissions(db, it.scope, it.provider, DEPTH)
        unknown = unknown or admissions.unknown
        for found in admissions.found:
            where = f"{origin}{it.label}" + (f", through `{found.through}`" if found.through else "")
            guards.append(Guard(found.kind, found.name, where, it.anchor, found.certain))
    return tuple(dict.fromkeys(guards)), unknown


def provider_admissions(db: Database, scope: Scope, provider: Expr, depth: int) -> Admissions:
    """The guards of what a dependency names: a function, a class, an instance, what a call makes of them."""
    if depth <= 0 or isinstance(provider, Lambda):
        return Admissions()
    if isinstance(provider, Call):
        return _made_admissions(db, scope, provider, depth)
    value = evaluate(db, scope, provider)
    if value is not None and value.kind in ("function", "class") and value.path:
        return value_admissions(db, value, depth)
    traced = trace(db, scope, provider) if isinstance(provider, (Name, Attribute)) else None
    if traced is not None and isinstance(traced[1], (Call, Conditional, Lambda)):
        return provider_admissions(db, traced[0], traced[1], depth - 1)
    if isinstance(provider, Conditional):
        first = provider_admissions(db, scope, provider.body, depth - 1)
        second = provider_admissions(db, scope, provider.orelse, depth - 1)
        return first if not second.found else second if not first.found else first
    if value is not None:
        return value_admissions(db, value, depth)
    if isinstance(provider, Subscript):  # `Depends(Repository[Order])`
        return provider_admissions(db, scope, provider.value, depth - 1)
    name = dotted(provider) or ""
    kind = kind_by_name(name, "dependency") if name else None
    if kind is not None:
        return Admissions((Admission(kind, name, certain=False),))
    return Admissions((), f"what `Depends({name or '…'})` depends on is unknown")


def _made_admissions(db: Database, scope: Scope, call: Call, depth: int) -> Admissions:
    """The guards of what a call makes: an instance that is called, or the function a function returns."""
    if asks_for_optional(call.keywords):
        return Admissions()
    callee = evaluate(db, scope, call.function)
    if callee is None:
        name = dotted(call.function) or ""
        kind = kind_by_name(name, "dependency") if name else None
        if kind is not None:
            return Admissions((Admission(kind, name, certain=False),))
        return Admissions((), f"what `Depends({name or '…'}(…))` depends on is unknown")
    if callee.name in ("functools.partial", "functools.lru_cache") and call.arguments:
        return provider_admissions(db, scope, call.arguments[0], depth - 1)
    if callee.kind == "class" and callee.path:
        return value_admissions(db, Value("instance", callee.name, callee.path, callee.qualname), depth)
    if callee.kind == "function" and callee.path:
        return _returned_admissions(db, callee, call, depth)
    return value_admissions(db, callee, depth)


def _returned_admissions(db: Database, callee: Value, call: Call, depth: int) -> Admissions:
    """The guards of the callable that a function of the workspace returns when called so."""
    own = function(db, callee.path, callee.qualname)
    if own is None:
        return Admissions()
    flags = _flags(own, call)
    scope = Scope(callee.path, callee.qualname)
    found: list[Admissions] = []
    for statement in own.body.statements:
        if statement.kind == "return" and statement.value is not None:
            value: Expr = statement.value
            while isinstance(value, Conditional) and isinstance(value.test, Name) and value.test.id in flags:
                value = value.body if flags[value.test.id] else value.orelse
            found.append(provider_admissions(db, scope, value, depth - 1))
    admitted = [it for it in found if it.found]
    if admitted:
        certain = len(admitted) == len(found)
        return Admissions(tuple(_renamed(it, callee, own, certain=certain) for it in admitted[0].found))
    verdict = guard_kind(db, callee, "dependency")
    if verdict is not None:
        return Admissions((Admission(verdict.kind, callee.name, certain=False),))
    promised = annotated(db, Scope(callee.path, callee.qualname.rpartition(".")[0]), own.returns)
    if promised is not None and promised.path and member(db, promised.path, promised.qualname, "__call__") is not None:
        base = value_admissions(db, promised, depth - 1)  # what is returned is one of its subclasses
        if base.found:
            return Admissions(tuple(_renamed(it, callee, own, certain=False) for it in base.found))
    return Admissions((), next((it.unknown for it in found if it.unknown), ""))


def _renamed(it: Admission, callee: Value, own: Function, *, certain: bool) -> Admission:
    """A function defined inside another is known by the outer one's name."""
    name = it.name if it.through else callee.name
    return Admission(it.kind, name, it.certain and certain, own.name if it.through else "")


def _flags(own: Function, call: Call) -> dict[str, bool]:
    """The parameters that are plainly true or false in that call."""
    found: dict[str, bool] = {}
    for place, it in enumerate(own.parameters):
        given = argument(call, place if it.kind in ("positional", "normal") else 99, it.name) or it.default
        if isinstance(given, Constant) and given.text in ("True", "False"):
            found[it.name] = given.text == "True"
    return found


@query
def value_admissions(db: Database, value: Value, depth: int) -> Admissions:
    """The guards of a dependency that is `value`, those of its own dependencies included."""
    if depth <= 0:
        return Admissions()
    own: list[Admission] = []
    verdict: Verdict | None = guard_kind(db, value, "dependency")
    name = value.name.removesuffix("()")
    if verdict is not None:
        own.append(Admission(verdict.kind, name, verdict.certain))
    beneath: tuple[Dependency, ...] = ()
    if value.path and value.kind == "function":
        beneath = parameter_dependencies(db, value.path, value.qualname)
    elif value.path and value.kind == "class":
        beneath = class_dependencies(db, value.path, value.qualname)
    elif value.path and value.kind == "instance":
        called = instance_attribute(db, value.path, value.qualname, "__call__", 6)
        if called is not None and called.kind == "function" and called.path:
            beneath = parameter_dependencies(db, called.path, called.qualname)
    unknown = ""
    for it in beneath:
        inner = provider_admissions(db, it.scope, it.provider, depth - 1)
        unknown = unknown or inner.unknown
        own += [Admission(found.kind, found.name, found.certain, name.rpartition(".")[2]) for found in inner.found]
    nearest = {it.kind: it for it in reversed(own)}  # what lies beneath a guard of the same kind is how it works
    return Admissions(tuple(it for it in own if nearest[it.kind] == it), "" if own else unknown)
