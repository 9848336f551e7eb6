"""What a piece of code reads, binds and may change: what decides whether two pieces can change places."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

Path = tuple[str, ...]
"""A dotted name: `("order", "customer")` for `order.customer`."""


@dataclass(slots=True)
class Uses:
    """What a piece of code does with names. Names local to a nested function, lambda or comprehension do not count.

    `reads` are the names it reads, `binds` those it binds, `paths` the longest dotted names it reads. `touched` are the
    dotted names whose objects it may change: it calls a method of them, sets an attribute or item, or passes them on;
    `lent` are attributes passed on, which can change only in themselves. `exits` tells that it may leave the statements
    around it (`return`, `raise`, `assert`, `break`, `continue`), `yields` and `awaits` what they say.
    """

    reads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    paths: set[Path] = field(default_factory=set)
    touched: set[Path] = field(default_factory=set)
    lent: set[Path] = field(default_factory=set)
    calls: int = 0
    exits: bool = False
    returns: bool = False
    yields: bool = False
    awaits: bool = False
    declares: bool = False
    """Whether it says `global` or `nonlocal`."""

    def conflicts(self, other: "Uses", local: Iterable[str]) -> bool:
        """Whether the order of the two pieces matters, as far as the `local` names of their function tell."""
        if self.binds & (other.reads | other.binds) or self.reads & other.binds:
            return True
        names = set(local)
        return _disturbs(self, other, names) or _disturbs(other, self, names)


def path_of(node: cst.CSTNode) -> Path | None:
    """The dotted name that `node` is, if it is one."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    return (node.value, *reversed(parts))


def _disturbs(one: Uses, other: Uses, names: set[str]) -> bool:
    """Whether `one` may change an object that `other` looks at."""
    for touched in one.touched:
        if touched[0] in names and any(_prefix(touched, it) or _prefix(it, touched) for it in other.paths):
            return True
    return any(it[0] in names and _prefix(it, path) for it in one.lent for path in other.paths)


def _prefix(short: Path, long: Path) -> bool:
    return long[: len(short)] == short


def all_parameters(parameters: cst.Parameters) -> list[cst.Param]:
    """Every parameter, in the order in which they are written."""
    found = [*parameters.posonly_params, *parameters.params]
    if isinstance(parameters.star_arg, cst.Param):
        found.append(parameters.star_arg)
    found.extend(parameters.kwonly_params)
    if parameters.star_kwarg is not None:
        found.append(parameters.star_kwarg)
    return found


def parameter_names(parameters: cst.Parameters) -> set[str]:
    """The names of all parameters."""
    return {it.name.value for it in all_parameters(parameters)}
