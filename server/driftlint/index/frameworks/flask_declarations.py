"""What one file says about Flask routes: rules, resources, blueprints and hooks, as plain data."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Lambda, Name, Starred, String, argument, dotted, keyword
from driftlint.facts.model import Function
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass, owners_using
from driftlint.index.frameworks.flask_hooks import Hook, hook_of
from driftlint.index.frameworks.flask_objects import part
from driftlint.index.frameworks.flask_views import HOOKS, VERBS, View, class_views, function_view
from driftlint.index.frameworks.handlers import applied_guards, handler_of
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.loops import rounds
from driftlint.index.frameworks.objects import Environment, Object, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.modules import module_name
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_CALLS = HOOKS | {"add_url_rule", "register_blueprint", "add_resource", "add_namespace", "init_app"}


_MARKS = _CALLS | VERBS | {"route"}


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A view under a path of `target`. `methods` are those the rule names, () where it leaves that to the view."""

    target: Object
    path: str
    methods: tuple[str, ...]
    views: tuple[View, ...]
    name: str = ""
    """The endpoint's own name, as hooks may speak of it."""


class Registration(msgspec.Struct, frozen=True, gc=False):
    """`parent` takes in `children` (none: not known which); `prefix` is None where none is given."""

    parent: Object
    children: tuple[Object, ...]
    prefix: str | None = None


class Declarations(msgspec.Struct, frozen=True, gc=False):
    """What one file declares."""

    rules: tuple[Rule, ...] = ()
    registrations: tuple[Registration, ...] = ()
    hooks: tuple[Hook, ...] = ()

    def objects(self) -> Iterator[Object]:
        """Every application, blueprint, API or namespace that something is done to."""
        for rule in self.rules:
            yield rule.target
        for registration in self.registrations:
            yield registration.parent
            yield from registration.children
        for hook in self.hooks:
            yield hook.target


_Into = tuple[list[Rule], list[Registration], list[Hook]]


@query
def declarations(db: Database, path: str) -> Declarations | None:
    """What the file declares; None where it declares nothing."""
    parts = [it for owner in candidates(db, path) if (it := declared(db, path, owner)) is not None]
    if not parts:
        return None
    return Declarations(
        tuple(it for each in parts for it in each.rules),
        tuple(it for each in parts for it in each.registrations),
        tuple(it for each in parts for it in each.hooks),
    )


@query
def candidates(db: Database, path: str) -> tuple[str, ...]:
    """The parts of the file that may declare something, by the names of what they call or are decorated with."""
    return owners_using(db, path, lambda name: name in _MARKS or _adds_elsewhere(name))


@query
def declared(db: Database, path: str, owner: str) -> Declarations | None:
    """What one function, class or module-level statement declares."""
    into: _Into = ([], [], [])
    own = function(db, path, owner)
    if own is not None and own.decorators:
        _read_decorators(db, path, owner, own, into)
    into[0].extend(_decorated_class(db, path, owner))
    inner = body(db, path, owner)
    for site in () if inner is None else inner.calls:
        called = site.call.function
        if inner is None or not isinstance(called, Attribute):
            continue
        if called.name in _CALLS or _adds_elsewhere(called.name):
            unrolled = rounds(db, Scope(path, owner), inner, site.region)
            for around in [None] if unrolled is None else unrolled:
                _read_call(db, Scope(path, owner), site.call, called, around, into)
    return Declarations(tuple(into[0]), tuple(into[1]), tuple(into[2])) if any(into) else None


def _targets(db: Database, scope: Scope, it: Expr, around: Environment | None = None) -> tuple[Object, ...]:
    """The applications, blueprints and APIs that `it` may mean, and parameters that may turn out to be one."""
    return tuple(made for made in objects(db, scope, it, around) if made.parameter or part(db, made) is not None)


def _decorated_class(db: Database, path: str, owner: str) -> Iterator[Rule]:
    """`@namespace.route("/path")` on a class."""
    found = klass(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    for it in () if found is None else found.decorators:
        if isinstance(it, Call) and isinstance(it.function, Attribute) and it.function.name == "route":
            value = Value("class", f"{module_name(db, path)}.{owner}", path, owner)
            for target in _targets(db, scope, it.function.value):
                views = class_views(db, value, ())
                yield from (Rule(target, path_text(db, scope, each), (), views) for each in it.arguments)


def _adds_elsewhere(name: str) -> bool:
    """Whether a method may be the project's own way to add a rule or a resource."""
    return name.startswith(("add_", "register_", "_add")) and name.endswith(
        ("resource", "url_rule", "route", "view", "rule")
    )


def _read_decorators(db: Database, path: str, owner: str, own: Function, into: _Into) -> None:
    scope = Scope(path, owner.rpartition(".")[0])
    for it in own.decorators:
        call, called = (it, it.function) if isinstance(it, Call) else (None, it)
        if not isinstance(called, Attribute):
            continue
        if called.name in HOOKS and call is None:
            value = Value("function", f"{module_name(db, path)}.{owner}", path, owner)
            for target in _targets(db, scope, called.value):
                hook = hook_of(db, target, value, Anchor(path, owner, own.name_span), name=called.name)
                into[2].extend([] if hook is None else [hook])
        elif call is not None and (called.name == "route" or called.name in VERBS):
            given = argument(call, 0, "rule")
            if given is None:
                continue
            methods = (called.name.upper(),) if called.name in VERBS else methods_of(db, scope, call) or ("GET",)
            name = keyword(call, "endpoint")
            for target in _targets(db, scope, called.value):
                text = path_text(db, scope, given)
                view = function_view(db, path, owner, ())
                into[0].append(
                    Rule(target, text, methods, (view,), name.value if isinstance(name, String) else own.name)
                )


def methods_of(db: Database, scope: Scope, call: Call) -> tuple[str, ...]:
    """The methods that a rule names, () where it names none."""
    written = keyword(call, "methods")
    listed = None if written is None else items_of(db, scope, written)
    if written is not None and listed is None:
        return ("ANY",)
    return tuple(sorted({it.value.upper() for _, it in listed or () if isinstance(it, String)}))


def _read_call(
    db: Database, scope: Scope, call: Call, called: Attribute, around: Environment | None, into: _Into
) -> None:
    env = around or {}
    name = called.name
    if name not in _CALLS:
        found = _by_wrapper(db, scope, called)
        if found is None:
            return
        name = found
    for target in _targets(db, scope, called.value, env):
        if name == "register_blueprint":
            given = argument(call, 0, "blueprint")
            children = () if given is None or around is None else objects(db, scope, given, env)
            prefix = keyword(call, "url_prefix")
            text = None if prefix is None else path_text(db, scope, prefix, env)
            into[1].append(Registration(target, children, text))
        elif name == "add_namespace":
            given = argument(call, 0, "ns")
            children = () if given is None or around is None else objects(db, scope, given, env)
            prefix = argument(call, 1, "path")
            into[1].append(
                Registration(target, children, None if prefix is None else path_text(db, scope, prefix, env))
            )
        elif name == "init_app":  # `api.init_app(app)`
            given = argument(call, 0, "app")
            for parent in () if given is None else objects(db, scope, given, env):
                into[1].append(Registration(parent, (target,)))
        elif name in HOOKS:
            into[2].extend(_called_hook(db, scope, call, target, name))
        elif name == "add_resource":
            into[0].extend(_resource(db, scope, call, target, env))
        elif name == "add_url_rule":
            into[0].extend(_url_rule(db, scope, call, target, env))


def _by_wrapper(db: Database, scope: Scope, called: Attribute) -> str | None:
    """Whether a method of the workspace does nothing but add a resource or a rule."""
    value = evaluate(db, scope, called)
    own = (
        function(db, value.path, value.qualname)
        if value is not None and value.kind == "function" and value.path
        else None
    )
    for site in () if own is None else own.body.calls:
        if isinstance(site.call.function, Attribute) and site.call.function.name in ("add_resource", "add_url_rule"):
            return site.call.function.name
    return None


def _called_hook(db: Database, scope: Scope, call: Call, target: Object, name: str) -> Iterator[Hook]:
    given = call.arguments[0] if call.arguments else None
    if given is None or isinstance(given, Lambda):
        return
    value = evaluate(db, scope, given)
    anchor = Anchor(scope.path, scope.owner, given.span)
    hook = None if value is None else hook_of(db, target, value, anchor, name=name)
    if hook is not None:
        yield hook


def _resource(db: Database, scope: Scope, call: Call, target: Object, env: Environment) -> Iterator[Rule]:
    given = argument(call, 0, "resource")
    if isinstance(given, Name) and given.id in env:
        scope, given = env[given.id].scope, env[given.id].expression
    value = None if given is None else evaluate(db, scope, given)
    if value is None or not value.path or value.kind != "class":
        return
    views = class_views(db, value, ())
    name = keyword(call, "endpoint")
    for it in call.arguments[1:]:
        if not isinstance(it, Starred):
            text = path_text(db, scope, it, env)
            yield Rule(target, text, (), views, name.value if isinstance(name, String) else value.qualname.lower())


def _url_rule(db: Database, scope: Scope, call: Call, target: Object, env: Environment) -> Iterator[Rule]:
    given = argument(call, 2, "view_func")
    if given is None and len(call.arguments) > 1 and not isinstance(call.arguments[1], String):
        given = call.arguments[1]  # a wrapper that leaves the endpoint's name out
    at = scope
    if isinstance(given, Name) and given.id in env:
        at, given = env[given.id].scope, env[given.id].expression
    path = path_text(db, scope, argument(call, 0, "rule"), env)
    handler = handler_of(db, at, given, call.span)
    methods = methods_of(db, scope, call)
    endpoint = argument(call, 1, "endpoint")
    name = endpoint.value if isinstance(endpoint, String) else handler.name.rpartition(".")[2]
    if handler.value is not None and handler.value.kind == "class":
        views: tuple[View, ...] = class_views(db, handler.value, handler.wrappers)
        name = endpoint.value if isinstance(endpoint, String) else _as_view_name(given) or name
    elif handler.owner:
        views = (function_view(db, handler.anchor.path, handler.owner, handler.wrappers),)
        methods = methods or ("GET",)
    elif given is None:
        return
    else:
        guards, _ = applied_guards(db, handler.wrappers, scope.owner, "add_url_rule")
        views = (
            View(
                (),
                handler.anchor,
                handler.name,
                handler.anchor,
                guards,
                f"the view `{dotted(given) or '…'}` is not known",
            ),
        )
        methods = methods or ("GET",)
    yield Rule(target, path, methods, views, name)


def _as_view_name(given: Expr | None) -> str | None:
    while isinstance(given, Call):
        if isinstance(given.function, Attribute) and given.function.name == "as_view":
            name = argument(given, 0, "name")
            return name.value if isinstance(name, String) else None
        given = given.arguments[0] if given.arguments else None
    return None
