"""What guards a Django view: decorators, mixins, base classes that refuse, checks in its own body."""

import re

from driftlint.facts.expression import Call, Expr, Name, Sequence, argument, dotted
from driftlint.facts.model import Body, Function
from driftlint.facts.names import last_name
from driftlint.index.calls import callees
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function, klass
from driftlint.index.frameworks.django_callers import turns_anonymous_away
from driftlint.index.frameworks.django_hooks import HOOKS, calls_on, hook_says, is_set, sounds_selective
from driftlint.index.frameworks.headers import class_header, function_header
from driftlint.index.frameworks.library_views import is_library_view
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.protection import NOTHING, Protection, together
from driftlint.index.guard_names import kind_by_name
from driftlint.index.guards import guard_kind, guard_of, named
from driftlint.index.inline_checks import inline_checks
from driftlint.index.models import models
from driftlint.index.names import definition, denotes
from driftlint.index.refusals import DEPTH, off_by_default, passed_over, refusal
from driftlint.index.scopes import local_bindings
from driftlint.index.value import Anchor, Scope, Value

_METHOD_DECORATOR = "django.utils.decorators.method_decorator"
_DESCRIBED = frozenset({
    "builtins", "abc", "typing", "typing_extensions", "collections", "functools", "django", "django_filters",
    "django_tables2", "extra_views", "formtools", "dal", "import_export", "reversion", "parler", "haystack",
    "django_htmx", "vanilla", "wagtail", "rest_framework", "rest_framework_extensions", "adrf", "drf_spectacular",
    "drf_yasg", "ninja", "graphene_django",
})  # fmt: skip
"""Packages whose classes ask for nobody, but for those that the models name."""

_ASKS = frozenset({
    "permission_required", "permissions_required", "required_permission", "required_permissions", "required_scopes",
    "required_roles", "role_required", "roles_required", "group_required",
})  # fmt: skip
"""Attributes by which a view tells a class it rests on whom to let in."""

_NOT_GUARDS = frozenset({"django.views.decorators.csrf.csrf_exempt"})
_SIGNS_IN = re.compile(r"(?i)^(authenticate|login|log_in|sign_in|check_password|login_user|do_login)$")


def decorator_protection(db: Database, scope: Scope, expression: Expr, anchor: Anchor, origin: str) -> Protection:
    """What one decorator, as written, does for what it decorates."""
    applied = argument(expression, 0, "decorator") if isinstance(expression, Call) else None
    if applied is not None and isinstance(expression, Call):
        value = denotes(db, scope, expression.function)
        if value is not None and value.name == _METHOD_DECORATOR:
            return _each(db, scope, applied, anchor, origin)
    if isinstance(expression, Sequence):
        return _each(db, scope, expression, anchor, origin)
    found = guard_of(db, scope, expression, "decorator")
    if found is not None and found[0].name not in _NOT_GUARDS:
        value, verdict = found
        return Protection((Guard(verdict.kind, value.name.removesuffix("()"), origin, anchor, verdict.certain),))
    value = named(db, scope, expression)
    if value is None:
        name = dotted(expression.function if isinstance(expression, Call) else expression) or ""
        kind = kind_by_name(name, "decorator") if name else None
        return NOTHING if kind is None else Protection((Guard(kind, name, origin, anchor, certain=False),))
    if models(db).opens_to_all(value.name):
        return Protection(declared_open=f"`{value.name.rpartition('.')[2]}`")
    return NOTHING


def _each(db: Database, scope: Scope, expression: Expr, anchor: Anchor, origin: str) -> Protection:
    items = items_of(db, scope, expression)
    if items is None:
        return decorator_protection(db, scope, expression, anchor, origin)
    return together(decorator_protection(db, at, it, anchor, origin) for at, it in items)


@query
def function_protection(db: Database, path: str, qualname: str) -> Protection:
    """What guards a function or method itself: its decorators, and the checks in its body."""
    own = function(db, path, qualname)
    if own is None:
        return NOTHING
    outer = Scope(path, qualname.rpartition(".")[0])
    found = [decorator_protection(db, outer, it, Anchor(path, qualname, it.span), "decorator") for it in own.decorators]
    found.append(body_protection(db, path, qualname))
    return together(found)


@query
def body_protection(db: Database, path: str, qualname: str) -> Protection:
    """What the body of a view checks of its caller before it goes on."""
    own = function(db, path, qualname)
    if own is None:
        return NOTHING
    anchor = Anchor(path, qualname, own.name_span)
    plain = inline_checks(db, path, qualname)
    if plain:
        return Protection(plain)
    if turns_anonymous_away(own.body):
        return Protection((Guard("auth", _name(db, path, qualname), "inline check", anchor),))
    for callee in callees(db, path, qualname):
        site = own.body.calls[callee.call]
        made = callee.qualname.endswith("__init__")  # what a constructor refuses is a wrong set-up
        kind = None if not callee.path or callee.may or made else refusal(db, callee.path, callee.qualname, DEPTH - 1)
        if kind is not None and not passed_over(own.body, site.region, off_by_default(own)) and not signs_in(own.body):
            anchor = Anchor(path, qualname, site.call.span)
            return Protection((Guard(kind, callee.name, "inline check", anchor, certain=False),))
    delegated = _delegate(db, path, own)
    return NOTHING if delegated is None else delegated


def _name(db: Database, path: str, qualname: str) -> str:
    found = definition(db, path, qualname)
    return qualname if found is None else found.name


def signs_in(own: Body) -> bool:
    """Whether the body checks a password or logs somebody in: what it refuses then is a wrong password."""
    return any(_SIGNS_IN.search(last_name(it.call)) for it in own.calls)


def _delegate(db: Database, path: str, own: Function) -> Protection | None:
    """What guards the one view that this one only passes the request on to."""
    returns = [it.value for it in own.body.statements if it.kind == "return" and it.value is not None]
    if len(returns) != 1 or not isinstance(returns[0], Call) or not own.parameters:
        return None
    call = returns[0]
    first = own.parameters[0].name
    if not call.arguments or not (isinstance(call.arguments[0], Name) and call.arguments[0].id == first):
        return None
    value = named(db, Scope(path, own.qualname), call)
    if value is None or value.kind != "function" or not value.path or value.qualname == own.qualname:
        return None
    target = function(db, value.path, value.qualname)
    if target is None or not target.decorators:
        return None
    outer = Scope(value.path, value.qualname.rpartition(".")[0])
    anchor = Anchor(value.path, value.qualname, target.name_span)
    origin = f"passed on to `{value.name}`"
    found = together(decorator_protection(db, outer, it, anchor, origin) for it in target.decorators)
    return found if found.guards else None


@query
def class_protection(db: Database, path: str, qualname: str, method: str) -> Protection:
    """What guards the handler `method` of a class view besides what is on itself: mixins, bases, their hooks."""
    found: list[Protection] = []
    order = mro(db, path, qualname)
    definer = next(
        (n for n, it in enumerate(order) if it.path and function_header(db, it.path, f"{it.qualname}.{method}")),
        len(order),
    )
    reached = True
    for place, value in enumerate(order):
        if not value.path:
            if _effective(order, place):
                found.append(_library_base(db, order, value))
            continue
        own = class_header(db, value.path, value.qualname)
        if own is None:
            continue
        for decorator in own.decorators:
            name = _decorated_method(db, value, decorator)
            if name in HOOKS or (name == method and place <= definer):  # decorated before it is looked up further on
                anchor = Anchor(value.path, value.qualname, decorator.span)
                origin = "class decorator" if place == 0 else f"base class `{value.name}`"
                outer = Scope(value.path, value.qualname.rpartition(".")[0])
                found.append(decorator_protection(db, outer, decorator, anchor, origin))
        if reached and _effective(order, place):
            found.extend(_hook(db, path, qualname, value, hook, place) for hook in HOOKS)
            reached = calls_on(db, value.path, value.qualname)
    if not any(it.guarded for it in found):
        found.append(_from_elsewhere(db, order))
    return together(found)


def _from_elsewhere(db: Database, order: tuple[Value, ...]) -> Protection:
    """What kept us from telling where a base class comes from a library nobody has described."""
    base = next((it for it in order if not it.path and it.name.partition(".")[0] not in _DESCRIBED), None)
    if base is None:
        return NOTHING
    says = any(it.path and local_bindings(db, it.path, it.qualname).keys() & _ASKS for it in order)
    if says:
        holder, anchor = _listed(db, order, base)
        origin = "mixin" if holder == order[0] else f"base class `{holder.name}`"
        return Protection((Guard("permission", base.name, origin, anchor, certain=False),))
    return Protection(unknown=f"what `{base.name.rpartition('.')[2]}` does is not known")


def _effective(order: tuple[Value, ...], place: int) -> bool:
    """Whether the hooks of a class run: not where it stands behind a library's view, which does not call on."""
    view_before = any(not it.path and is_library_view(it.name) for it in order[:place])
    view_after = any(not it.path and is_library_view(it.name) for it in order[place:])
    return view_after or not view_before


def _decorated_method(db: Database, value: Value, decorator: Expr) -> str:
    """Which method `@method_decorator(x, name="dispatch")` on a class decorates."""
    if not isinstance(decorator, Call):
        return ""
    outer = Scope(value.path, value.qualname.rpartition(".")[0])
    named_value = denotes(db, outer, decorator.function)
    if named_value is None or named_value.name != _METHOD_DECORATOR:
        return ""
    return text_of(db, outer, argument(decorator, 1, "name")) or ""


def _library_base(db: Database, order: tuple[Value, ...], value: Value) -> Protection:
    verdict = guard_kind(db, value, "class")
    if verdict is None:
        return NOTHING
    holder, anchor = _listed(db, order, value)
    origin = "mixin" if holder == order[0] else f"base class `{holder.name}`"
    return Protection((Guard(verdict.kind, value.name, origin, anchor, verdict.certain),))


def _listed(db: Database, order: tuple[Value, ...], value: Value) -> tuple[Value, Anchor]:
    """The class of the workspace that lists `value` among its bases, and where."""
    for holder in order:
        own = klass(db, holder.path, holder.qualname) if holder.path else None
        for base in () if own is None else own.bases:
            named_value = denotes(db, Scope(holder.path, holder.qualname.rpartition(".")[0]), base)
            if named_value is not None and named_value.name == value.name:
                return holder, Anchor(holder.path, holder.qualname, base.span)
    return order[0], Anchor(order[0].path, order[0].qualname, (0, 0, 0, 0))


def _hook(db: Database, path: str, qualname: str, holder: Value, hook: str, place: int) -> Protection:
    """What a method that runs before the handler, in one class of the ancestry, refuses for the class asked about."""
    said = hook_says(db, holder.path, holder.qualname, hook)
    if said is None:
        return NOTHING
    name = f"{holder.qualname}.{hook}"
    origin = f"`{hook}`" if place == 0 else f"base class `{holder.name}`"
    outer = Scope(holder.path, holder.qualname)
    found = [
        decorator_protection(db, outer, it, Anchor(holder.path, name, it.span), origin) for it in said.header.decorators
    ]
    anchor = Anchor(holder.path, name, said.header.name_span)
    if said.kind is not None:
        state = said.state(lambda attribute: is_set(db, path, qualname, attribute))
        if state is not False:
            found.append(Protection((Guard(said.kind, holder.name, origin, anchor, certain=state is True),)))
    elif said.selects and sounds_selective(holder.name):
        found.append(Protection((Guard("permission", holder.name, origin, anchor, certain=False),)))
    elif said.selects:
        short = holder.name.rpartition(".")[2]
        found.append(Protection(unknown=f"`{short}.{hook}` lets only some requests through"))
    return together(found)
