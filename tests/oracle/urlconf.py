"""Walking a Django URLconf, and making a path that leads to a given view."""

# Django ships no types.
# mypy: disable-error-code="import-untyped"

import re
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.utils.regex_helper import normalize

# Values for path parameters; the first that a pattern takes is used.
CANDIDATES = ("1", "2024", "a", "6f2b1c9e-0d4a-4a57-9f38-2b1f3c5d7e90")


class Leaf(NamedTuple):
    """One pattern at the end of the URLconf: its full route and the patterns that lead to it."""

    route: str
    callback: Any
    patterns: tuple[Any, ...]


def leaves() -> Iterator[Leaf]:
    """Yield the project's patterns in the order in which they are tried."""
    yield from _walk(get_resolver().url_patterns, "", ())


def _walk(patterns: list[Any], above: str, parents: tuple[Any, ...]) -> Iterator[Leaf]:
    for entry in patterns:
        own = str(entry.pattern)
        route = above + own.removeprefix("^") if above else own  # as `ResolverMatch.route` joins them
        chain = (*parents, entry.pattern)
        if isinstance(entry, URLPattern):
            yield Leaf(route, entry.callback, chain)
        else:
            yield from _walk(entry.url_patterns, route, chain)


def path_to(leaf: Leaf) -> str:
    """Make a path that resolves to this leaf and to no earlier one; raises LookupError."""
    template, names = "/", []
    for pattern in leaf.patterns:
        piece, parameters = normalize(pattern.regex.pattern)[0]
        template += piece
        names += parameters
    for values in product(CANDIDATES, repeat=len(names)):
        path = re.sub(r"^/+", "/", template % dict(zip(names, values, strict=True)))
        try:
            if resolve(path).func is leaf.callback:
                return path
        except Resolver404:
            continue
    raise LookupError(leaf.route)
