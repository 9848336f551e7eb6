"""Flask's views: functions, and classes that answer by their methods (`MethodView`, `Resource`)."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Mapping, Name, Operation, Sequence, Starred, String
from driftlint.index.classes import member
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.frameworks.handlers import (
    HTTP_METHODS,
    applied_guards,
    decorator_guards,
    method_anchor,
    name_span,
    opened,
    opener,
)
from driftlint.index.frameworks.literals import items_of
from driftlint.index.inline_checks import inline_checks
from driftlint.index.modules import module_name
from driftlint.index.names import denotes
from driftlint.index.value import Anchor, Scope, Value

VERBS = frozenset({"get", "post", "put", "patch", "delete"})
HOOKS = frozenset({"before_request", "before_app_request", "url_value_preprocessor", "app_url_value_preprocessor"})
_NO_GUARDS = VERBS | HOOKS | {"route", "doc", "expect", "response", "marshal_with", "arguments"}


class View(msgspec.Struct, frozen=True, gc=False):
    """What answers: `methods` are those it answers itself, () where its rule says which."""

    methods: tuple[str, ...]
    handler: Anchor
    name: str
    anchor: Anchor
    guards: tuple[Guard, ...] = ()
    unknown: str = ""
    declared_open: str = ""


@query
def function_view(db: Database, path: str, owner: str, wrappers: tuple[tuple[Scope, Expr], ...]) -> View:
    """The view that the function `owner` is, wrapped in `wrappers` where it is added."""
    span = name_span(db, path, owner) or (0, 0, 0, 0)
    guards, unknown = decorator_guards(db, path, owner, is_route)
    outer, blocked = applied_guards(db, wrappers, wrappers[0][0].owner if wrappers else "", "add_url_rule")
    anchor = Anchor(path, owner, span)
    everything = (*outer, *guards, *inline_checks(db, path, owner))
    return View(
        (), anchor, f"{module_name(db, path)}.{owner}", anchor, everything, unknown or blocked, opened(db, path, owner)
    )


@query
def class_views(db: Database, value: Value, wrappers: tuple[tuple[Scope, Expr], ...]) -> tuple[View, ...]:
    """The views that a class is: one for each method it answers, or the whole class for a plain `View`."""
    span = name_span(db, value.path, value.qualname)
    if span is None:
        return ()
    place = Anchor(value.path, value.qualname, span)
    around, unknown = applied_guards(db, wrappers, wrappers[0][0].owner if wrappers else "", "add_url_rule")
    on_class, blocked = decorator_guards(db, value.path, value.qualname, is_route)
    listed, computed = _listed_decorators(db, value)
    shared = (*around, *on_class, *listed)
    unknown = unknown or blocked or computed
    free = opened(db, value.path, value.qualname) or opener(_decorators(db, value))
    views: list[View] = []
    for method in HTTP_METHODS:
        handler = method_anchor(db, value, method.lower())
        if handler is None:
            continue
        guards, trouble = decorator_guards(db, handler.path, handler.owner, is_route)
        by_method = _method_decorators(db, value, method.lower())
        inherited = handler.owner.rpartition(".")[0] != value.qualname or handler.path != value.path
        everything = (*shared, *by_method, *guards, *inline_checks(db, handler.path, handler.owner))
        anchor = place if inherited else handler
        name = value.name if inherited else f"{value.name}.{method.lower()}"
        declared = free or opened(db, handler.path, handler.owner)
        views.append(View((method,), handler, name, anchor, everything, unknown or trouble, declared))
    if views:
        return tuple(views)
    handler = method_anchor(db, value, "dispatch_request")
    if handler is None:
        return ()
    guards, trouble = decorator_guards(db, handler.path, handler.owner, is_route)
    everything = (*shared, *guards, *inline_checks(db, handler.path, handler.owner))
    methods = _class_methods(db, value)
    own_dispatch = handler.owner.rpartition(".")[0] == value.qualname and handler.path == value.path
    anchor = handler if own_dispatch else place
    return (View(methods, handler, value.name, anchor, everything, unknown or trouble, free),)


def is_route(it: Expr) -> bool:
    """Whether a decorator only says where its function or class is served, or documents it."""
    called = it.function if isinstance(it, Call) else it
    return isinstance(called, Attribute) and called.name in _NO_GUARDS


def _class_methods(db: Database, value: Value) -> tuple[str, ...]:
    """What the attribute `methods` of a plain `View` lists."""
    for scope, written in _attribute(db, value, "methods"):
        items = items_of(db, scope, written)
        if items is not None:
            return tuple(sorted(it.value.upper() for _, it in items if isinstance(it, String)))
    return ("GET",)


def _attribute(db: Database, value: Value, name: str) -> Iterator[tuple[Scope, Expr]]:
    found = member(db, value.path, value.qualname, name)
    for binding in () if found is None else found[1]:
        inner = None if found is None else body(db, found[0].path, binding.owner)
        if found is not None and inner is not None and binding.kind == "assignment":
            written = inner.assignments[binding.number].value
            if written is not None:
                yield Scope(found[0].path, found[0].qualname), written


def _listed_decorators(db: Database, value: Value) -> tuple[tuple[Guard, ...], str]:
    """The guards in the attributes `decorators` and `method_decorators`, its own or a base class's."""
    guards: list[Guard] = []
    unknown = ""
    for name in ("decorators", "method_decorators"):
        holder = member(db, value.path, value.qualname, name)
        for scope, written in _attribute(db, value, name):
            if isinstance(written, Mapping):
                continue
            items, complete = _items(db, scope, written, 6)
            inherited = holder is not None and holder[0].qualname != value.qualname
            origin = f"base class `{holder[0].name}`" if inherited and holder is not None else f"`{name}`"
            for at, it in items:
                found, blocked = applied_guards(db, ((at, it),), at.owner, origin)
                guards += found
                unknown = unknown or blocked
            if not complete:
                unknown = unknown or f"`{name}` of `{value.name}` is computed"
    return tuple(guards), unknown


def _decorators(db: Database, value: Value) -> Iterator[Expr]:
    """What the attributes `decorators` and `method_decorators` list."""
    for name in ("decorators", "method_decorators"):
        for scope, written in _attribute(db, value, name):
            items = () if isinstance(written, Mapping) else _items(db, scope, written, 6)[0]
            yield from (it for _, it in items)


def _method_decorators(db: Database, value: Value, method: str) -> tuple[Guard, ...]:
    """The guards of one method in `method_decorators = {"get": [...]}`."""
    guards: list[Guard] = []
    for scope, written in _attribute(db, value, "method_decorators"):
        if isinstance(written, Mapping):
            for key, listed in zip(written.keys, written.values, strict=True):
                if isinstance(key, String) and key.value == method:
                    items, _ = _items(db, scope, listed, 4)
                    for at, it in items:
                        guards += applied_guards(db, ((at, it),), at.owner, "`method_decorators`")[0]
    return tuple(guards)


def _items(db: Database, scope: Scope, written: Expr, depth: int) -> tuple[list[tuple[Scope, Expr]], bool]:
    """The items of a list of decorators, also where it adds to a base class's, and whether that is all of them."""
    if depth <= 0:
        return [], False
    if isinstance(written, Operation) and written.operator == "+":
        parts = [_items(db, scope, it, depth - 1) for it in written.operands]
        return [it for found, _ in parts for it in found], all(complete for _, complete in parts)
    if isinstance(written, Sequence) and any(isinstance(it, Starred) for it in written.items):
        parts = [
            _items(db, scope, it.value, depth - 1) if isinstance(it, Starred) else ([(scope, it)], True)
            for it in written.items
        ]
        return [it for found, _ in parts for it in found], all(complete for _, complete in parts)
    if isinstance(written, Attribute):
        base = denotes(db, scope, written.value)
        if base is not None and base.kind == "class" and base.path:
            for at, inner in _attribute(db, base, written.name):
                return _items(db, at, inner, depth - 1)
        if base is not None and not base.path:
            return [], True  # a library's class has none of its own
    items = items_of(db, scope, written)
    return ([], isinstance(written, Name)) if items is None else (list(items), True)
