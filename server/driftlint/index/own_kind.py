"""What methods of a base class do on an instance of a subclass: its overrides run, and never those of a sibling.

Which class that is travels with what parameters are known to hold, under a name no parameter has.
"""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name
from driftlint.facts.model import Function
from driftlint.index.annotations import instance_of
from driftlint.index.classes import mro
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass
from driftlint.index.scopes import enclosing_class, is_super, local_bindings, module_bindings, scope_chain, scope_of
from driftlint.index.switches import Known
from driftlint.index.targets import Callee, targets
from driftlint.index.types import attribute, evaluate
from driftlint.index.value import Scope, Value

_SELF = "<self>"


class Kind(msgspec.Struct, frozen=True, gc=False):
    """The class of an object; `exactly` where it is known to be none that derives from it."""

    value: Value
    exactly: bool


def known_kind(db: Database, known: Known) -> Kind | None:
    """What the first parameter of a method is known to be an instance of."""
    written = known[0][1].split("\n") if known and known[0][0] == _SELF else None
    return None if written is None else Kind(mro(db, written[0], written[1])[0], written[2] == "exactly")


def called_on(db: Database, path: str, owner: str, call: Call, callee: Callee, known: Known) -> Known:
    """What a call makes known of the object its method is called on, where that tells more than the method itself."""
    holder, _, name = callee.qualname.rpartition(".")
    if not holder or not _uses_itself(db, callee.path, callee.qualname):
        return ()
    kind = _kind_of_receiver(db, path, owner, call, name, known)
    if kind is None or kind.value.may or not kind.value.path:
        return ()
    order = mro(db, kind.value.path, kind.value.qualname)
    if not any((it.path, it.qualname) == (callee.path, holder) for it in order[0 if kind.exactly else 1 :]):
        return ()
    return ((_SELF, f"{kind.value.path}\n{kind.value.qualname}\n{'exactly' if kind.exactly else ''}"),)


def _kind_of_receiver(db: Database, path: str, owner: str, call: Call, name: str, known: Known) -> Kind | None:
    called = call.function
    scope = Scope(path, owner)
    if isinstance(called, Attribute) and called.name == name:
        own = function(db, path, owner)
        if is_super(called.value) or (own is not None and _is_first(own, called.value)):
            around = enclosing_class(db, path, owner)
            own_kind = None if around is None else Kind(mro(db, path, around)[0], exactly=False)
            return known_kind(db, known) or own_kind
        value = evaluate(db, scope, called.value)
        return None if value is None else Kind(value, _is_made(db, scope, called.value))
    value = evaluate(db, scope, called) if name == "__init__" else None
    return Kind(value, exactly=True) if value is not None and value.kind == "class" else None


def _is_made(db: Database, scope: Scope, expression: Expr) -> bool:
    """Whether an object is made by calling its class: there, or where the name it has is bound, which is once."""
    if isinstance(expression, Call):
        made = evaluate(db, scope, expression.function)
        return made is not None and made.kind == "class" and not made.may
    if not isinstance(expression, Name):
        return False
    for around in (*scope_chain(db, scope.path, scope.owner), ""):
        names = local_bindings(db, scope.path, around) if around else module_bindings(db, scope.path)
        found = names.get(expression.id)
        if found:
            inner = body(db, scope.path, found[0].owner) if len(found) == 1 else None
            if inner is None or found[0].kind != "assignment" or found[0].element >= 0:
                return False
            value = inner.assignments[found[0].number].value
            return isinstance(value, Call) and _is_made(db, scope_of(scope.path, around, found[0]), value)
    return False


@query
def _uses_itself(db: Database, path: str, qualname: str) -> bool:
    """Whether a method calls something of the object it is called on, or hands on to its base."""
    own = function(db, path, qualname)
    if own is None or not own.parameters or klass(db, path, qualname.rpartition(".")[0]) is None:
        return False
    return any(
        _of_first(own, it.call.function)
        or (isinstance(it.call.function, Attribute) and is_super(it.call.function.value))
        for it in own.body.calls
    )


def _is_first(own: Function, expression: Expr) -> bool:
    return isinstance(expression, Name) and bool(own.parameters) and expression.id == own.parameters[0].name


def _of_first(own: Function, called: Expr) -> tuple[str, ...]:
    """The names of `self.gateway.charge` behind the first; none where it is something else."""
    names: list[str] = []
    while isinstance(called, Attribute):
        names.insert(0, called.name)
        called = called.value
    return tuple(names) if _is_first(own, called) else ()


def on_own_kind(db: Database, path: str, owner: str, kind: Kind) -> Iterator[tuple[int, tuple[Callee, ...]]]:
    """The calls of a method on its own object, by number, with what they reach on an instance of `kind`."""
    own = function(db, path, owner)
    for number, site in enumerate(own.body.calls if own is not None else ()):
        names = () if own is None else _of_first(own, site.call.function)
        value = instance_of(kind.value) if names else None
        for name in names:
            value = None if value is None else attribute(db, value, name)
        if value is not None and value.kind in ("function", "external"):
            yield (
                number,
                tuple(it for it in targets(db, number, value) if not it.may or _may_be(db, it, kind, len(names))),
            )


def _may_be(db: Database, override: Callee, kind: Kind, steps: int) -> bool:
    """Whether an override may run on an instance of `kind`: one of a class that this is, or that derives from it."""
    holder = override.qualname.rpartition(".")[0]
    if steps > 1 or not override.path or klass(db, override.path, holder) is None:
        return True
    own = (kind.value.path, kind.value.qualname)
    return not kind.exactly and any((it.path, it.qualname) == own for it in mro(db, override.path, holder))
