"""Pyramid: the views of each route, with its prefixes, and the permissions they ask for."""

from driftlint.facts.expression import Attribute, parts
from driftlint.index.endpoint import ADMITTING, Endpoint, Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.folders import gathered
from driftlint.index.frameworks.handlers import method_anchor, name_span
from driftlint.index.frameworks.pyramid_declarations import Declarations, Include, Route, View, declarations
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.inline_checks import inline_checks
from driftlint.index.modules import module_name
from driftlint.index.refusals import DEPTH, refusal
from driftlint.index.value import Anchor

_IDENTITY = frozenset({"authenticated_userid", "is_authenticated", "identity"})
MOST_INCLUDES = 6
"""How many `include`s with a prefix are followed into each other."""


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """The endpoints of Pyramid applications."""
    if not imports_any(db, ("pyramid",)):
        return ()
    declared = [it for _, it in gathered(db, declarations) if it is not None]
    includes = [it for each in declared for it in each.includes]
    routes: dict[str, list[tuple[Route, str]]] = {}
    for each in declared:
        for route in each.routes:
            for prefix in _prefixes(includes, route.path, route.owner, MOST_INCLUDES):
                routes.setdefault(route.name, []).append((route, prefix))
    around = tuple(it for each in declared for it in each.everywhere)
    default = tuple(it for each in declared for it in each.default)
    found: dict[Endpoint, None] = {}
    for view in _views(declared):
        guards = view.guards if any(it.kind in ADMITTING for it in view.guards) or view.declared_open else default
        everything = tuple(dict.fromkeys((*around, *guards, *view.guards)))
        for known, prefix in routes.get(view.route, ()) or ((None, ""),):
            made = _endpoint(db, view, known, prefix, everything)
            if made is not None:
                found[made] = None
    return tuple(found)


def _views(declared: list[Declarations]) -> list[View]:
    return [it for each in declared for it in each.views]


def _prefixes(includes: list[Include], path: str, owner: str, depth: int) -> list[str]:
    """The prefixes of the routes that a function adds: those of the places that include it."""
    found = [it for it in includes if (it.into, it.callee) == (path, owner)]
    if not found or depth <= 0:
        return [""]
    return list(
        dict.fromkeys(
            f"{outer}/{it.prefix.strip('/')}" if it.prefix.strip("/") else outer
            for it in found
            for outer in _prefixes(includes, it.path, it.owner, depth - 1)
        )
    )


@query
def _asks_who(db: Database, path: str, owner: str) -> tuple[Guard, ...]:
    """What the view does where `request.authenticated_userid` is not there: it ends the request, however it says so."""
    own = body(db, path, owner)
    for statement in () if own is None else own.statements:
        for _, around in own.enclosing(statement.region) if own is not None and statement.kind == "raise" else ():
            test = around.subject if around.kind == "if" else None
            if any(isinstance(it, Attribute) and it.name in _IDENTITY for it in parts(test)):
                anchor = Anchor(path, owner, around.header)
                return (Guard("auth", "authenticated_userid", "inline check", anchor, certain=False),)
    return ()


def _endpoint(db: Database, view: View, route: Route | None, prefix: str, guards: tuple[Guard, ...]) -> Endpoint | None:
    it = view.handler
    if it.kind == "class":
        place = method_anchor(db, it, view.attr)
        name = f"{it.name}.{view.attr}" if view.attr != "__call__" else it.name
        made = method_anchor(db, it, "__init__")
        refused = None if made is None else refusal(db, made.path, made.owner, DEPTH)
        if made is not None and refused is not None:
            guards = (*guards, Guard(refused, it.name, "`__init__`", made, certain=False))
    else:
        span = name_span(db, it.path, it.qualname)
        place, name = (None if span is None else Anchor(it.path, it.qualname, span)), it.name
    if place is None:
        return None
    inline = inline_checks(db, place.path, place.owner) or _asks_who(db, place.path, place.owner)
    guards = tuple(dict.fromkeys((*guards, *inline)))
    admitted = any(guard.kind in ADMITTING for guard in guards)
    return Endpoint(
        framework="pyramid",
        methods=view.methods or (route.methods if route is not None else ()) or ("ANY",),
        path="" if route is None else f"{prefix}/{route.pattern.lstrip('/')}",
        handler=place,
        name=name,
        anchor=place,
        guards=guards,
        group=it.name if it.kind == "class" else module_name(db, it.path),
        declared_open="" if admitted else view.declared_open,
        unknown="" if admitted or view.declared_open else view.unknown,
        unrouted=route is None,
    )
