"""The endpoints of Django projects: every view a URLconf reaches, with what stands before it."""

import msgspec

from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database, query
from driftlint.index.folders import gathered
from driftlint.index.frameworks.django_guards import class_protection, decorator_protection, function_protection
from driftlint.index.frameworks.django_middleware import everywhere
from driftlint.index.frameworks.django_urls import DEPTH, has_urlpatterns, mentioned_urlconfs, url_patterns
from driftlint.index.frameworks.django_views import (
    HTTP,
    Handler,
    View,
    action_handler,
    allowed_methods,
    class_handlers,
    decorated_limit,
    handed_keyword,
    limited_methods,
    view_of,
)
from driftlint.index.frameworks.drf import Given, api_view_methods, api_view_protection, is_rest_class, rest_protection
from driftlint.index.frameworks.headers import class_header, function_header
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.ninja import api_routes, apis
from driftlint.index.frameworks.protection import Protection, together
from driftlint.index.frameworks.route import Operation, Route
from driftlint.index.frameworks.settings import Project, projects
from driftlint.index.frameworks.variables import Variable
from driftlint.index.modules import module_name
from driftlint.index.names import definition
from driftlint.index.value import Anchor


@query
def endpoints(db: Database) -> tuple[Endpoint, ...]:
    """Every endpoint that the URLconfs of the workspace reach, each once."""
    found: dict[Endpoint, None] = {}
    for variable in unmounted_apis(db):
        for route in api_routes(db, variable):
            for endpoint in _route_endpoints(db, None, route):
                found.setdefault(_mounted(endpoint))
    for project, path in roots(db):
        mounted = project is None and path in mentioned_urlconfs(db)
        for route in url_patterns(db, path, "urlpatterns", DEPTH).routes:
            for endpoint in _route_endpoints(db, project, route):
                found.setdefault(_mounted(endpoint) if mounted else endpoint)
    return tuple(found)


@query
def unmounted_apis(db: Database) -> tuple[Variable, ...]:
    """The APIs of django-ninja that no URLconf we start from includes."""
    included = {
        (route.anchor.path, route.anchor.owner)
        for _, path in roots(db)
        for route in url_patterns(db, path, "urlpatterns", DEPTH).routes
        if route.operation is not None
    }
    return tuple(
        api
        for api in apis(db)
        if not any((route.anchor.path, route.anchor.owner) in included for route in api_routes(db, api))
    )


def _mounted(endpoint: Endpoint) -> Endpoint:
    """The endpoint of a URLconf that the code includes somewhere we could not follow, and may wrap there."""
    unknown = "" if endpoint.guarded or endpoint.declared_open else "where its URLconf is included is not plain"
    return msgspec.structs.replace(endpoint, path="/{…}" + endpoint.path, unknown=unknown)


@query
def roots(db: Database) -> tuple[tuple[Project | None, str], ...]:
    """The URLconfs to start from: those that settings name, and those that nothing includes."""
    found: list[tuple[Project | None, str]] = [(it, it.urlconf) for it in projects(db)]
    reached: set[str] = set()
    for _, path in found:
        reached |= url_patterns(db, path, "urlpatterns", DEPTH).modules
    if found:
        return tuple(found)
    others = [path for path, _ in gathered(db, has_urlpatterns) if path not in reached]
    for path in others:
        reached |= url_patterns(db, path, "urlpatterns", DEPTH).modules - {path}
    return tuple((None, path) for path in others if path not in reached)


@query
def _route_endpoints(db: Database, project: Project | None, route: Route) -> tuple[Endpoint, ...]:
    """The endpoints under one route, those with the same handler and the same guards together."""
    if route.operation is not None:
        return _operation_endpoints(db, project, route, route.operation)
    view = view_of(db, route)
    if view is None or not view.value.path:
        return ()
    found = (
        _function_endpoints(db, project, view) if view.value.kind == "function" else _class_endpoints(db, project, view)
    )
    outside = [_wrapping(db, view, route), *([] if project is None else [everywhere(db, project)])]
    path = "/" + route.pattern
    merged: dict[Endpoint, list[str]] = {}
    for endpoint, protection in found:
        limit = next(
            (it for wrapper in view.wrappers if (it := decorated_limit(db, wrapper.scope, wrapper.expression))), None
        )
        if limit is not None and endpoint.methods != ("ANY",) and not set(endpoint.methods) <= set(limit):
            continue
        whole = _finished(endpoint, path, together([*outside[:1], protection]), outside[1:])
        merged.setdefault(msgspec.structs.replace(whole, methods=()), []).extend(
            limit if limit is not None and endpoint.methods == ("ANY",) else endpoint.methods
        )
    return tuple(msgspec.structs.replace(it, methods=tuple(sorted(set(methods)))) for it, methods in merged.items())


def _finished(endpoint: Endpoint, path: str, protection: Protection, around: list[Protection]) -> Endpoint:
    """The endpoint with all that stands before it; a guard of the whole project does not hold where a view opts out."""
    opted_out = "login_not_required" in protection.declared_open
    whole = protection if opted_out else together([protection, *around])
    guarded = whole.guarded
    return msgspec.structs.replace(
        endpoint,
        path=path,
        guards=whole.guards,
        declared_open="" if guarded else whole.declared_open,
        unknown="" if guarded or whole.declared_open else whole.unknown,
    )


def _operation_endpoints(
    db: Database, project: Project | None, route: Route, operation: Operation
) -> tuple[Endpoint, ...]:
    """The endpoint of a function that a framework on top of Django serves."""
    own = function_header(db, operation.path, operation.qualname)
    found = definition(db, operation.path, operation.qualname)
    if own is None or found is None:
        return ()
    anchor = Anchor(operation.path, operation.qualname, own.name_span)
    endpoint = _endpoint(db, operation.framework, tuple(sorted(operation.methods)), found.name, anchor, anchor)
    inside = together([operation.protection, function_protection(db, operation.path, operation.qualname)])
    return (_finished(endpoint, "/" + route.pattern, inside, [] if project is None else [everywhere(db, project)]),)


def _wrapping(db: Database, view: View, route: Route) -> Protection:
    anchor = route.anchor
    return together(
        decorator_protection(
            db,
            it.scope,
            it.expression,
            Anchor(it.scope.path, it.scope.owner or anchor.owner, it.expression.span),
            "URLconf",
        )
        for it in view.wrappers
    )


def _function_endpoints(db: Database, project: Project | None, view: View) -> list[tuple[Endpoint, Protection]]:
    path, qualname = view.value.path, view.value.qualname
    own = function_header(db, path, qualname)
    if own is None:
        return []
    anchor = Anchor(path, qualname, own.name_span)
    around = function_protection(db, path, qualname)
    listed = api_view_methods(db, path, qualname)
    if listed is None:
        methods = limited_methods(db, path, qualname) or ("ANY",)
        return [(_endpoint(db, "django", methods, view.value.name, anchor, anchor), around)]
    found = []
    for method in listed:
        permissions = api_view_protection(db, project, path, qualname, method)
        endpoint = _endpoint(db, "drf", (method,), view.value.name, anchor, anchor)
        found.append((endpoint, together([around, permissions])))
    return found


def _class_endpoints(db: Database, project: Project | None, view: View) -> list[tuple[Endpoint, Protection]]:
    path, qualname = view.value.path, view.value.qualname
    own = class_header(db, path, qualname)
    if own is None:
        return []
    rest = is_rest_class(db, path, qualname)
    found = []
    for handler in _handlers(db, view):
        shown = Anchor(path, qualname, own.name_span)
        method = function_header(db, handler.path, handler.qualname) if handler.path else None
        answers = shown if method is None else Anchor(handler.path, handler.qualname, method.name_span)
        # What a base class of the project defines is shown at the class: the base is the affair of its other views too.
        here = method is not None and handler.path == path and handler.qualname.rpartition(".")[0] == qualname
        name = f"{view.value.name}.{handler.name}" if here else view.value.name
        protections = [function_protection(db, handler.path, handler.qualname)] if handler.path else []
        if rest:
            action = handler.name if view.actions else None
            given = handed_keyword(view, "permission_classes")
            handed = None if given is None else Given(*given)
            protections.append(rest_protection(db, project, view.value, action, handler.method, handed))
        else:
            protections.append(class_protection(db, path, qualname, handler.name))
        whole = together(protections)
        if protections[0].guarded:
            whole = msgspec.structs.replace(whole, declared_open="", unknown="")
        framework = "drf" if rest else "django"
        found.append((_endpoint(db, framework, (handler.method,), name, answers, answers if here else shown), whole))
    if rest and not view.actions and not any(it.guarded or it.declared_open or it.unknown for _, it in found):
        # Permissions of these are the class's affair: that is where one is missing.
        shown = Anchor(path, qualname, own.name_span)
        found = [(msgspec.structs.replace(endpoint, anchor=shown), it) for endpoint, it in found]
    return found


def _handlers(db: Database, view: View) -> list[Handler]:
    path, qualname = view.value.path, view.value.qualname
    if view.actions:
        bound = (action_handler(db, path, qualname, method.upper(), action) for method, action in view.actions)
        found = [it for it in bound if it is not None and it.method in HTTP]
    else:
        found = list(class_handlers(db, path, qualname))
    allowed = allowed_methods(db, path, qualname)
    handed = handed_keyword(view, "http_method_names")
    if handed is not None:
        items = items_of(db, *handed)
        allowed = frozenset(text.upper() for at, it in items or () if (text := text_of(db, at, it))) or allowed
    return [it for it in found if allowed is None or it.method in allowed or it.method == "ANY"]


def _endpoint(
    db: Database, framework: str, methods: tuple[str, ...], name: str, handler: Anchor, anchor: Anchor
) -> Endpoint:
    return Endpoint(framework, methods, "", handler, name, anchor, group=module_name(db, anchor.path))
