"""Constant arguments that switch parts of a function off: `load(order, fetch=False)` never comes to `if fetch:`.

Only plain tests of a parameter that is never bound again are followed: `if fetch`, `not`, `and`, `or`, `is None`, `==`.
"""

from collections.abc import Iterator
from typing import TypeAlias

from driftlint.facts.expression import Call, Constant, Expr, Name, Operation, Starred, String
from driftlint.facts.model import Body, Function, Region
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass
from driftlint.index.scopes import local_bindings

Known: TypeAlias = tuple[tuple[str, str], ...]
"""What parameters are known to hold, by name, sorted: a constant as written, a string in quotes."""

UNKNOWN: Known = ()
_FALSE = frozenset({"False", "None", "0", "''", "0.0"})
_ENDS = frozenset({"return", "raise", "continue", "break"})


@query
def switches(db: Database, path: str, qualname: str) -> frozenset[str]:
    """The parameters that the function tests plainly, or hands on as they are."""
    own = function(db, path, qualname)
    if own is None:
        return frozenset()
    tested = {name for it in own.body.regions if it.kind in ("if", "elif") for name in _plain_names(it.subject)}
    for site in own.body.calls:
        given = (*site.call.arguments, *(it.value for it in site.call.keywords))
        tested.update(it.id for it in given if isinstance(it, Name))
    bindings = local_bindings(db, path, qualname)
    names = {it.name for it in own.parameters if it.kind not in ("args", "kwargs")}
    return frozenset(it for it in names & tested if len(bindings.get(it, ())) == 1)


def _plain_names(test: Expr | None) -> Iterator[str]:
    if isinstance(test, Name):
        yield test.id
    elif isinstance(test, Operation):
        for it in test.operands:
            yield from _plain_names(it)


def passed(db: Database, path: str, qualname: str, call: Call, known: Known, *, bound: bool) -> Known:
    """What `call`, made where `known` holds, makes known in the function it calls.

    `bound` tells that the first parameter of a method is not among the arguments.
    """
    wanted = switches(db, path, qualname)
    own = function(db, path, qualname)
    if not wanted or own is None:
        return UNKNOWN
    here = dict(known)
    found: dict[str, str] = {}
    given = given_arguments(db, path, own, call, bound=bound)
    if given is None:
        return UNKNOWN
    for parameter in own.parameters:
        if parameter.name not in wanted:
            continue
        if parameter.name in given:
            value = given[parameter.name]
            text = here.get(value.id) if isinstance(value, Name) else _text(value)
        else:
            text = _text(parameter.default)
        if text is not None:
            found[parameter.name] = text
    return tuple(sorted(found.items()))


def _takes_self(db: Database, path: str, own: Function) -> bool:
    static = any(isinstance(it, Name) and it.id == "staticmethod" for it in own.decorators)
    return not static and klass(db, path, own.qualname.rpartition(".")[0]) is not None


def given_arguments(db: Database, path: str, own: Function, call: Call, *, bound: bool) -> dict[str, Expr] | None:
    """The arguments of a call of `own` by parameter; None where a `*` or `**` hides which they are."""
    skipped = 1 if bound and _takes_self(db, path, own) else 0
    if any(isinstance(it, Starred) for it in call.arguments) or any(it.name is None for it in call.keywords):
        return None
    places = [it.name for it in own.parameters if it.kind in ("positional", "normal")][skipped:]
    found: dict[str, Expr] = dict(zip(places, call.arguments, strict=False))
    found.update((it.name, it.value) for it in call.keywords if it.name is not None)
    return found


def _text(value: Expr | None) -> str | None:
    if isinstance(value, String):
        return repr(value.value)
    return value.text if isinstance(value, Constant) and value.text != "..." else None


def is_off(own: Body, region: int, before: tuple[int, int], known: Known) -> bool:
    """Whether what `known` says keeps a place, in `region` at the line and column `before`, from being reached."""
    if not known:
        return False
    here = dict(known)
    around = [number for number, _ in own.enclosing(region)]
    if any(_never(own, own.regions[number], number, here) for number in around):
        return True
    levels = {-1, *around}
    return any(
        it.kind == "if"
        and it.parent in levels
        and number not in around
        and it.span[2:] <= before
        and _decided(it.subject, here) is True
        and _ends(own, number)
        for number, it in enumerate(own.regions)
    )


def _never(own: Body, it: Region, number: int, here: dict[str, str]) -> bool:
    """Whether a branch is not taken: its test fails, or one before it in the chain is met."""
    if it.kind in ("if", "elif") and _decided(it.subject, here) is False:
        return True
    if it.kind not in ("elif", "else") or it.opens < 0 or own.regions[it.opens].kind != "if":
        return False
    chain = [own.regions[it.opens]]
    chain += [
        each for at, each in enumerate(own.regions) if each.opens == it.opens and each.kind == "elif" and at < number
    ]
    return any(_decided(each.subject, here) is True for each in chain)


def _ends(own: Body, region: int) -> bool:
    """Whether the block ends in leaving what is around it."""
    inside = [it for it in own.statements if it.region == region]
    return bool(inside) and inside[-1].kind in _ENDS


def _decided(test: Expr | None, here: dict[str, str]) -> bool | None:
    """Whether a test is met, None where that is not known."""
    if isinstance(test, (Name, Constant, String)):
        text = _value(test, here)
        return None if text is None else text not in _FALSE
    if not isinstance(test, Operation):
        return None
    if test.operator == "not":
        inner = _decided(test.operands[0], here)
        return None if inner is None else not inner
    if test.operator in ("and", "or"):
        found = [_decided(it, here) for it in test.operands]
        settling = test.operator == "or"
        if settling in found:
            return settling
        return None if None in found else not settling
    if len(test.operands) == 2 and test.operator in ("is", "==", "is not", "!="):
        first, second = (_value(it, here) for it in test.operands)
        if first is None or second is None:
            return None
        return (first == second) == (test.operator in ("is", "=="))
    return None


def _value(expression: Expr, here: dict[str, str]) -> str | None:
    return here.get(expression.id) if isinstance(expression, Name) else _text(expression)
