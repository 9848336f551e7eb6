"""One line of a URLconf: a path, and the expression of the view that stands under it."""

from collections.abc import Iterable

import msgspec

from driftlint.facts.expression import Expr
from driftlint.index.frameworks.protection import Protection
from driftlint.index.value import Anchor, Scope


class Operation(msgspec.Struct, frozen=True, gc=False):
    """A function that a framework on top of Django serves: its methods, and what that framework asks of callers."""

    framework: str
    path: str
    qualname: str
    methods: tuple[str, ...]
    protection: Protection


class Route(msgspec.Struct, frozen=True, gc=False):
    """A view under a path, before it is known what the view is.

    `pattern` is the path as the resolver reports it, relative to where the URLconf is included. `actions` are the HTTP
    methods and the method of the viewset each is bound to, where a router or `as_view` binds them; `wrappers`
    are what the URLconf wraps around the view. `operation` is what a framework on top of Django says of the view.
    """

    pattern: str
    scope: Scope
    view: Expr
    anchor: Anchor
    group: str
    actions: tuple[tuple[str, str], ...] = ()
    wrappers: tuple[tuple[Scope, Expr], ...] = ()
    operation: "Operation | None" = None


def joined(outer: str, inner: str) -> str:
    """Two parts of a path, as Django's resolver joins them: the second without the `^` it starts with."""
    return outer + inner.removeprefix("^") if outer else inner


def nested(prefix: str, routes: Iterable[Route]) -> list[Route]:
    """The routes below a prefix."""
    return [msgspec.structs.replace(it, pattern=joined(prefix, it.pattern)) for it in routes]
