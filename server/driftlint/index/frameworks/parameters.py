"""What the parameters of functions stand for: the applications and routers that their callers hand over."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name
from driftlint.facts.names import last_name
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, owners_using
from driftlint.index.folders import gathered
from driftlint.index.frameworks.objects import Object, objects
from driftlint.index.scopes import enclosing_class
from driftlint.index.types import evaluate
from driftlint.index.value import Scope


class Handed(msgspec.Struct, frozen=True, gc=False):
    """A function is called with `given` for its parameter `parameter`."""

    parameter: Object
    given: Object


@query
def handed(db: Database, path: str, names: frozenset[str]) -> tuple[Handed, ...]:
    """The applications, routers and blueprints that code of the file hands to functions and classes of those names."""
    found: list[Handed] = []
    for owner in owners_using(db, path, names.__contains__):
        found.extend(_handed_in(db, path, owner, names))
    return tuple(dict.fromkeys(found))


@query
def _handed_in(db: Database, path: str, owner: str, names: frozenset[str]) -> tuple[Handed, ...]:
    inner = body(db, path, owner)
    scope = Scope(path, "" if owner.startswith("@") else owner)
    return tuple(
        it
        for site in (() if inner is None else inner.calls)
        if last_name(site.call.function) in names
        for it in _handed(db, scope, site.call)
    )


def _handed(db: Database, scope: Scope, call: Call) -> Iterator[Handed]:
    value = evaluate(db, scope, call.function)
    if value is None or not value.path or value.kind not in ("function", "class"):
        return
    qualname = value.qualname if value.kind == "function" else f"{value.qualname}.__init__"
    callee = function(db, value.path, qualname)
    if callee is None:
        return
    method = enclosing_class(db, value.path, qualname) is not None and qualname.count(".") > 0
    parameters = [it.name for it in callee.parameters if it.kind in ("positional", "normal")]
    first = 1 if method and parameters[:1] in (["self"], ["cls"]) else 0
    given: list[tuple[Expr, str | None, int]] = [(it, None, number) for number, it in enumerate(call.arguments)]
    given += [(it.value, it.name, -1) for it in call.keywords]
    for it, name, number in given:
        if not isinstance(it, (Name, Attribute)):
            continue
        place = number + first
        wanted = name or (parameters[place] if number >= 0 and place < len(parameters) else None)
        if wanted is None:
            continue
        for made in objects(db, scope, it):
            yield Handed(Object(value.path, qualname, wanted, parameter=True), made)


@query
def meanings(db: Database, names: frozenset[str]) -> dict[Object, tuple[Object, ...]]:
    """What the parameters of the functions and classes of those names stand for, by what the callers hand over."""
    direct: dict[Object, list[Object]] = {}
    for _, given in gathered(db, handed, names):
        for it in given:
            direct.setdefault(it.parameter, []).append(it.given)
    further = names | {_callable_name(given) for listed in direct.values() for given in listed if given.parameter}
    if further != names:
        return meanings(db, further)
    found: dict[Object, tuple[Object, ...]] = {}
    for parameter in direct:
        reached: dict[Object, None] = {}
        pending, seen = [parameter], {parameter}
        while pending:
            for made in direct.get(pending.pop(), ()):
                if made not in direct:
                    reached[made] = None
                elif made not in seen:
                    seen.add(made)
                    pending.append(made)
        found[parameter] = tuple(reached)
    return found


def parameters_meant(db: Database, used: set[Object]) -> dict[Object, tuple[Object, ...]]:
    """What those of `used` that are parameters stand for."""
    names = frozenset(_callable_name(it) for it in used if it.parameter)
    return meanings(db, names) if names else {}


def _callable_name(parameter: Object) -> str:
    """By what name the function that has the parameter is called."""
    outer, _, name = parameter.owner.rpartition(".")
    return outer.rpartition(".")[2] if name == "__init__" else name
