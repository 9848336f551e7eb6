"""Loops over what is spelled out: `for router in (orders.router, people.router)`, round by round."""

from itertools import islice

from driftlint.facts.bindings import target_names
from driftlint.facts.expression import Attribute, Call, Expr, Mapping, Sequence
from driftlint.facts.model import Body
from driftlint.index.aliases import trace
from driftlint.index.engine import Database
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.objects import Environment, Written
from driftlint.index.value import Scope

MOST_ROUNDS = 200
"""How many rounds of the loops around a place are looked at."""


def rounds(db: Database, scope: Scope, own: Body, region: int) -> list[Environment] | None:
    """What the loops around `region` bind in each round; None where one goes over what is not spelled out."""
    found: list[Environment] = [{}]
    for _, around in reversed(list(own.enclosing(region))):
        if around.kind != "for" or around.target is None or around.subject is None:
            continue
        bound = _rounds_of(db, scope, around.target, around.subject)
        if bound is None:
            return None
        found = list(islice(({**outer, **inner} for outer in found for inner in bound), MOST_ROUNDS))
    return found


def _rounds_of(db: Database, scope: Scope, target: Expr, subject: Expr) -> list[Environment] | None:
    names = list(target_names(target))
    pairs = _items(db, scope, subject)
    if pairs is None:
        return None
    found: list[Environment] = []
    for at, item in pairs:
        around: Environment = {}
        for name, element in names:
            if element < 0:
                around[name] = Written(at, item)
            elif isinstance(item, Sequence) and element < len(item.items):
                around[name] = Written(at, item.items[element])
        found.append(around)
    return found


def _items(db: Database, scope: Scope, subject: Expr) -> tuple[tuple[Scope, Expr], ...] | None:
    if isinstance(subject, Call) and isinstance(subject.function, Attribute) and not subject.arguments:
        method, display = subject.function.name, subject.function.value
        at, mapping = (scope, display) if isinstance(display, Mapping) else trace(db, scope, display) or (scope, None)
        if isinstance(mapping, Mapping) and method in ("items", "values"):
            if method == "values":
                return tuple((at, value) for value in mapping.values)
            return tuple(
                (at, Sequence(value.span, "tuple", (value if key is None else key, value)))
                for key, value in zip(mapping.keys, mapping.values, strict=True)
            )
    return items_of(db, scope, subject)
