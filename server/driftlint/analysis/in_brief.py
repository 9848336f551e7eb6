"""How names, methods, guards, openers and whole endpoints are written where there is little room."""

import re
from collections.abc import Iterable, Iterator, Sequence

from driftlint.analysis.knowledge import open_to_all, routes, transactions, unknown_guards
from driftlint.analysis.project import Project
from driftlint.index.effect import Route
from driftlint.index.endpoint import Endpoint, Guard
from driftlint.index.value import short_name

_THROUGH = re.compile(r"(.*), through `([^`]*)`")

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

_CLASS = re.compile(r"`(?:\w+\.)+([A-Z]\w*)`")


def opener(name: str) -> str:
    """The last two parts of the dotted name of what opens a transaction: `transaction.atomic`, `Session.begin`."""
    return ".".join(name.split(".")[-2:])


def in_usual_order(methods: Iterable[str]) -> list[str]:
    """Methods in the order in which one speaks of them: `GET POST PUT PATCH DELETE`, others last."""
    return sorted(methods, key=lambda it: (_METHODS.index(it) if it in _METHODS else len(_METHODS), it))


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


def in_one_line(project: Project, it: Endpoint) -> str:
    """What guards the endpoint, what it holds open and what it does, the way one would say it.

    `auth: current_user ← router · in transaction · http via gateway.charge`.
    """
    return " · ".join(filter(None, (_admission(project, it), _held(project, it), *_effects(project, it))))


def _admission(project: Project, it: Endpoint) -> str:
    if it.kind != "http":
        return it.kind
    kinds: dict[str, dict[str, dict[str, None]]] = {}
    for guard in it.guards:
        origin = _CLASS.sub(r"`\1`", _THROUGH.sub(r"\1", guard.origin)).replace("`", "")
        kinds.setdefault(guard.kind, {}).setdefault(short_name(guard.name), {})[origin] = None
    said = [
        f"{kind}: " + ", ".join(f"{name} ← {'; '.join(origins)}" for name, origins in guards.items())
        for kind, guards in kinds.items()
    ]
    if not it.guarded:
        reason, doubt = open_to_all(project, it), unknown_guards(project, it)
        said.append(f"public: {reason}" if reason else f"guards unknown: {doubt}" if doubt else "no guard")
    return " · ".join(said).replace("`", "")  # where a line is all there is, nothing renders Markdown


def _held(project: Project, it: Endpoint) -> str:
    held = transactions(project.db, it.handler.path, it.handler.owner)
    return "" if not held else "in transaction" if held[0].direct else f"transaction in {held[0].owner}"


def _effects(project: Project, it: Endpoint) -> Iterator[str]:
    """Each effect with the call that leads to it; those on the database together, last."""
    found = sorted(routes(project.db, it.handler.path, it.handler.owner), key=lambda route: route.effect)
    for route in found:
        if not route.effect.startswith("db."):
            yield f"{route.effect} via {_called(route)}"
    stored = dict.fromkeys(route.effect for route in found if route.effect.startswith("db."))
    yield ", ".join(stored)


def _called(route: Route) -> str:
    """The first call of a route, with its class or module."""
    return ".".join(route.steps[0].name.split(".")[-2:])
