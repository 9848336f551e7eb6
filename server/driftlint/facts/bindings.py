"""Which names a body binds, and by what, without saying where."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from driftlint.facts.expression import Expr, Name, Sequence, Starred, Walrus
from driftlint.facts.model import Body


class Binding(msgspec.Struct, frozen=True, gc=False):
    """One way a name is bound, by a place in the facts of `owner`; it holds no position, so that it outlives moves.

    `kind` and `number`: "parameter" (of the function), "assignment", "import" (of the body), "region" (what a `for`,
    `with`, `except` or `case` binds); for "function" and "class" `owner` is the definition itself; "comprehension" is a
    name that only comprehensions of the function bind. `element` is the place in a tuple target, -1 for all of it.
    """

    kind: Literal["parameter", "assignment", "import", "region", "function", "class", "comprehension"]
    owner: str
    number: int = -1
    element: int = -1


NESTED = 1_000_000
"""The place of what is bound inside an inner tuple or by a starred target: none that could be looked up."""


def bound_in(owner: str, own: Body) -> tuple[tuple[str, tuple[Binding, ...]], ...]:
    """The names that the statements of `own`, the body of `owner`, bind."""
    found: dict[str, list[Binding]] = {}
    for number, it in enumerate(own.imports):
        found.setdefault(it.binds, []).append(Binding("import", owner, number))
    for name, kind, number, element in _bound(own):
        found.setdefault(name, []).append(Binding(kind, owner, number, element))
    return tuple([(name, tuple(bindings)) for name, bindings in found.items()])


def _bound(own: Body) -> Iterator[tuple[str, Literal["assignment", "region"], int, int]]:
    for number, assignment in enumerate(own.assignments):
        if assignment.operator in ("", "=", ":="):
            for name, element in target_names(assignment.target):
                yield name, "assignment", number, element
    for number, region in enumerate(own.regions):
        targets = [region.target] if region.target is not None else []
        targets += [item.target for item in region.items if item.target is not None]
        for target in targets:
            for name, element in target_names(target):
                yield name, "region", number, element


def target_names(target: Expr) -> Iterator[tuple[str, int]]:
    """The names a target binds, each with its place in a tuple target, -1 for the whole, `NESTED` for others."""
    if isinstance(target, Name):
        yield target.id, -1
    elif isinstance(target, Sequence):
        starred = False
        for element, item in enumerate(target.items):
            starred = starred or isinstance(item, Starred)
            for name, inner in target_names(item.value if isinstance(item, Starred) else item):
                yield name, element if inner == -1 and not starred else NESTED
    elif isinstance(target, Walrus):
        yield target.name, -1
