"""How names, guards and openers are written where there is little room."""

import re
from collections.abc import Sequence

from driftlint.index.endpoint import Guard
from driftlint.index.value import short_name

_THROUGH = re.compile(r"(.*), through `([^`]*)`")

_CLASS = re.compile(r"`(?:\w+\.)+([A-Z]\w*)`")


def opener(name: str) -> str:
    """The last two parts of the dotted name of what opens a transaction: `transaction.atomic`, `Session.begin`."""
    return ".".join(name.split(".")[-2:])


def guards_in_brief(guards: Sequence[Guard]) -> tuple[str, ...]:
    """Each guard once, with all its origins; one that comes through another guard stands behind that one.

    `current_user (router; parameter `user`)`, `require_role → current_user (app)`.
    """
    names = {short_name(it.name) for it in guards}
    chains: dict[str, list[str]] = {}
    inner: dict[tuple[str, str], list[str]] = {}
    for it in guards:
        through = _THROUGH.fullmatch(it.origin)
        if through and through[2] in names and through[2] != short_name(it.name):
            inner.setdefault((through[2], through[1]), []).append(short_name(it.name))
        else:
            chains.setdefault(short_name(it.name), []).append(it.origin)
    found = []
    for name, origins in chains.items():
        behind = dict.fromkeys(it for origin in origins for it in inner.get((name, origin), ()))
        brief = dict.fromkeys(_CLASS.sub(r"`\1`", it).removesuffix(f" `{name}`") for it in origins)
        found.append(f"{' → '.join([name, *behind])} ({'; '.join(brief)})")
    return tuple(found)
