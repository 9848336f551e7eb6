"""The routes that DRF's routers make of the viewsets registered with them, nested routers included."""

import msgspec

from driftlint.facts.expression import Attribute, Call, Constant, Expr, argument, keyword
from driftlint.index.classes import derives_from
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, structure
from driftlint.index.frameworks.drf_actions import Action, actions_of, lookup_of, provides
from driftlint.index.frameworks.drf_registrations import Registration, registrations
from driftlint.index.frameworks.literals import text_of
from driftlint.index.frameworks.route import Route
from driftlint.index.frameworks.variables import Variable, module_changes, variable_of
from driftlint.index.modules import module_name
from driftlint.index.names import denotes
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value

_ROUTERS = (
    "rest_framework.routers.SimpleRouter",
    "rest_framework.routers.DefaultRouter",
    "rest_framework.routers.BaseRouter",
)
_NESTED = (
    "rest_framework_nested.routers.NestedSimpleRouter",
    "rest_framework_nested.routers.NestedDefaultRouter",
    "rest_framework_nested.routers.NestedMixin",
)
_LIST = (("get", "list"), ("post", "create"))
_DETAIL = (("get", "retrieve"), ("put", "update"), ("patch", "partial_update"), ("delete", "destroy"))


class _Router(msgspec.Struct, frozen=True):
    """How a router was made: the class, what ends its paths, and for a nested one what comes before them."""

    maker: Value
    slash: str
    prefix: str = ""
    regex: bool = True


@query
def is_router(db: Database, variable: Variable) -> bool:
    """Whether the variable holds a DRF router."""
    return _router(db, variable, 4) is not None


def router_routes(db: Database, variable: Variable) -> tuple[Route, ...]:
    """The routes below a router, relative to where its `urls` are included."""
    return _routes(db, variable)


@query
def _routes(db: Database, variable: Variable) -> tuple[Route, ...]:
    router = _router(db, variable, 4)
    if router is None:
        return ()
    routes: list[Route] = []
    registered = [*registrations(db).get(variable, ())]
    for other in _joined(db, variable):
        registered.extend(registrations(db).get(other, ()))
    for it in registered:
        value = evaluate(db, it.scope, it.viewset)
        if value is not None and value.kind == "class" and value.path:
            routes.extend(_of_viewset(db, router, it, value))
    return tuple(routes)


def _of_viewset(db: Database, router: _Router, it: Registration, viewset: Value) -> list[Route]:
    lookup = lookup_of(db, viewset.path, viewset.qualname)
    start = router.prefix + it.prefix
    extra = actions_of(db, viewset.path, viewset.qualname)
    routes = [_route(db, router, it, viewset, start, (*_LIST, *_added(db, router.maker)))]
    routes += [_action_route(router, it, f"{start}/{action.url_path}", action) for action in extra if not action.detail]
    detail = f"{start}/{lookup.regex('')}" if router.regex else f"{start}/{lookup.converter('')}"
    routes.append(_route(db, router, it, viewset, detail, _DETAIL))
    routes += [_action_route(router, it, f"{detail}/{action.url_path}", action) for action in extra if action.detail]
    return [route for route in routes if route.actions]


def _route(
    db: Database, router: _Router, it: Registration, viewset: Value, text: str, mapping: tuple[tuple[str, str], ...]
) -> Route:
    bound = tuple((method, name) for method, name in mapping if provides(db, viewset.path, viewset.qualname, name))
    return Route(_pattern(router, text), it.scope, it.viewset, it.anchor, module_name(db, it.scope.path), bound)


def _action_route(router: _Router, it: Registration, text: str, action: Action) -> Route:
    return Route(_pattern(router, text), it.scope, it.viewset, it.anchor, "", action.mapping)


def _pattern(router: _Router, text: str) -> str:
    whole = text.removeprefix("/") + router.slash
    return f"^{whole}$" if router.regex else whole


@query
def _router(db: Database, variable: Variable, depth: int) -> _Router | None:
    if depth <= 0:
        return None
    for change in module_changes(db, variable):
        if change.operation != "=" or not isinstance(change.value, Call):
            continue
        at = Scope(variable.path, change.owner)
        maker = denotes(db, at, change.value.function)
        if maker is None or maker.kind not in ("class", "external"):
            continue
        if derives_from(db, maker, *_NESTED):
            return _nested_router(db, at, change.value, maker, depth)
        if derives_from(db, maker, *_ROUTERS) or (
            not maker.path and maker.name.endswith("Router") and "rest" in maker.name
        ):
            return _Router(
                maker, _slash(db, change.value, maker), regex=not _is_false(keyword(change.value, "use_regex_path"))
            )
    return None


def _nested_router(db: Database, at: Scope, call: Call, maker: Value, depth: int) -> _Router | None:
    """`NestedSimpleRouter(parent, "orders", lookup="order")`: below the detail path of what the parent has there."""
    written = argument(call, 0, "parent_router")
    variable = None if written is None else variable_of(db, at.path, written)
    parent = None if variable is None else _router(db, variable, depth - 1)
    prefix = text_of(db, at, argument(call, 1, "parent_prefix"))
    if variable is None or parent is None or prefix is None:
        return None
    name = text_of(db, at, argument(call, 2, "lookup")) or "nested_" + str(depth)
    lookup = None
    for it in registrations(db).get(variable, ()):
        value = evaluate(db, it.scope, it.viewset)
        if it.prefix == prefix and value is not None and value.path:
            lookup = lookup_of(db, value.path, value.qualname)
    between = f"(?P<{name}_pk>[^/.]+)" if lookup is None else lookup.regex(f"{name}_")
    return _Router(maker, parent.slash, f"{parent.prefix}{prefix}/{between}/", parent.regex)


def _slash(db: Database, call: Call, maker: Value) -> str:
    """What ends the paths: a `trailing_slash` handed over, or set by the router's own constructor."""
    given = argument(call, 0, "trailing_slash")
    if given is not None:
        return "" if _is_false(given) else "/"
    own = function(db, maker.path, f"{maker.qualname}.__init__") if maker.path else None
    for it in () if own is None else own.body.assignments:
        if isinstance(it.target, Attribute) and it.target.name == "trailing_slash":
            return text_of(db, Scope(maker.path, f"{maker.qualname}.__init__"), it.value) or ""
    for site in () if own is None else own.body.calls:
        if _is_false(keyword(site.call, "trailing_slash")):
            return ""
    return "/"


def _added(db: Database, maker: Value) -> tuple[tuple[str, str], ...]:
    """What a project's router binds on the list path besides: `self.routes[0].mapping.update({...})`."""
    own = function(db, maker.path, f"{maker.qualname}.__init__") if maker.path else None
    if own is None:
        return ()
    scope = Scope(maker.path, own.qualname)
    found: list[tuple[str, str]] = []
    for site in own.body.calls:
        target = site.call.function
        if (
            isinstance(target, Attribute)
            and target.name == "update"
            and isinstance(target.value, Attribute)
            and target.value.name == "mapping"
        ):
            for it in site.call.arguments:
                keys, values = getattr(it, "keys", ()), getattr(it, "values", ())
                for key, value in zip(keys, values, strict=True):
                    method, name = text_of(db, scope, key), text_of(db, scope, value)
                    if method and name:
                        found.append((method, name))
    return tuple(found)


def _is_false(expression: Expr | None) -> bool:
    return isinstance(expression, Constant) and expression.text == "False"


def _joined(db: Database, variable: Variable) -> tuple[Variable, ...]:
    """The routers whose registrations this one takes over: `router.registry.extend(other.registry)`."""
    found: list[Variable] = []
    for owner in structure(db, variable.path).toplevel:
        own = body(db, variable.path, owner)
        for site in () if own is None else own.calls:
            target = site.call.function
            if not isinstance(target, Attribute) or target.name != "extend" or not _is_registry(target.value):
                continue
            holder = target.value.value if isinstance(target.value, Attribute) else target.value
            taken = site.call.arguments[0] if site.call.arguments else None
            if (
                variable_of(db, variable.path, holder) == variable
                and isinstance(taken, Attribute)
                and _is_registry(taken)
            ):
                other = variable_of(db, variable.path, taken.value)
                if other is not None:
                    found.append(other)
    return tuple(found)


def _is_registry(expression: Expr) -> bool:
    return isinstance(expression, Attribute) and expression.name == "registry"
