"""What a DRF viewset offers: its actions, those of the mixins it derives from, and how one object is addressed."""

import msgspec

from driftlint.facts.expression import Call, Constant, Expr, Mapping, Name, argument, keyword
from driftlint.index.classes import member, mro
from driftlint.index.engine import Database, query
from driftlint.index.files import body
from driftlint.index.frameworks.headers import Header, function_header
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.names import denotes
from driftlint.index.scopes import local_bindings
from driftlint.index.value import Scope, Value

ACTION = "rest_framework.decorators.action"
_OLD = ("rest_framework.decorators.detail_route", "rest_framework.decorators.list_route")

_ALL = ("list", "create", "retrieve", "update", "partial_update", "destroy")
LIBRARY_ACTIONS: dict[str, tuple[str, ...]] = {
    "rest_framework.mixins.CreateModelMixin": ("create",),
    "rest_framework.mixins.ListModelMixin": ("list",),
    "rest_framework.mixins.RetrieveModelMixin": ("retrieve",),
    "rest_framework.mixins.UpdateModelMixin": ("update", "partial_update"),
    "rest_framework.mixins.DestroyModelMixin": ("destroy",),
    "rest_framework.viewsets.ModelViewSet": _ALL,
    "rest_framework.viewsets.ReadOnlyModelViewSet": ("list", "retrieve"),
}
"""The actions that classes of DRF itself define (https://www.django-rest-framework.org/api-guide/viewsets/)."""


class Action(msgspec.Struct, frozen=True):
    """An `@action` method: its name, which HTTP methods are bound to what, its path, whether it is about one object."""

    name: str
    mapping: tuple[tuple[str, str], ...]
    url_path: str
    detail: bool


class Lookup(msgspec.Struct, frozen=True):
    """How a viewset addresses one object."""

    kwarg: str = "pk"
    value: str = "[^/.]+"
    named_converter: str = "str"

    def regex(self, prefix: str) -> str:
        """The part of a regular expression that matches it."""
        return f"(?P<{prefix}{self.kwarg}>{self.value})"

    def converter(self, prefix: str) -> str:
        """The part of a path that matches it, for routers that use paths."""
        return f"<{self.named_converter}:{prefix}{self.kwarg}>"


@query
def lookup_of(db: Database, path: str, qualname: str) -> Lookup:
    """How the viewset addresses one object: `lookup_field`, `lookup_url_kwarg`, `lookup_value_regex`."""
    field = text_attribute(db, path, qualname, "lookup_field") or "pk"
    kwarg = text_attribute(db, path, qualname, "lookup_url_kwarg") or field
    value = text_attribute(db, path, qualname, "lookup_value_regex") or "[^/.]+"
    converter = text_attribute(db, path, qualname, "lookup_value_converter") or text_attribute(
        db, path, qualname, "lookup_value_regex"
    )
    return Lookup(kwarg, value, converter or "str")


def class_value(db: Database, path: str, qualname: str, name: str) -> tuple[Scope, Expr, str] | None:
    """What the class, or the nearest ancestor that does, assigns to the attribute: where, what, and in which class."""
    found = member(db, path, qualname, name)
    if found is None:
        return None
    holder, bindings = found
    own = body(db, holder.path, holder.qualname)
    binding = bindings[-1]
    if own is None or binding.kind != "assignment" or binding.owner != holder.qualname:
        return None
    value = own.assignments[binding.number].value
    return None if value is None else (Scope(holder.path, holder.qualname), value, holder.name)


def text_attribute(db: Database, path: str, qualname: str, name: str) -> str | None:
    """The text a class attribute is set to."""
    found = class_value(db, path, qualname, name)
    return None if found is None else text_of(db, found[0], found[1])


def provides(db: Database, path: str, qualname: str, action: str) -> bool:
    """Whether the viewset has that action, from the workspace or from DRF's mixins."""
    return action_holder(db, path, qualname, action) is not None


@query
def action_holder(db: Database, path: str, qualname: str, action: str) -> Value | None:
    """The class that gives the viewset the action, of the workspace or of DRF itself; None where none does."""
    for value in mro(db, path, qualname):
        if value.path:
            found = local_bindings(db, value.path, value.qualname).get(action)
            if found and found[-1].kind in ("function", "assignment"):
                return value
        elif action in LIBRARY_ACTIONS.get(value.name, ()):
            return value
    return None


@query
def actions_of(db: Database, path: str, qualname: str) -> tuple[Action, ...]:
    """The `@action` methods of the viewset and its ancestors, those that are overridden left out."""
    found: dict[str, Action | None] = {}
    for value in mro(db, path, qualname):
        if not value.path:
            continue
        for name in local_bindings(db, value.path, value.qualname):
            if name in found:
                continue
            own = function_header(db, value.path, f"{value.qualname}.{name}")
            found[name] = None if own is None else _action(db, value.path, value.qualname, name, own)
    return tuple(it for it in found.values() if it is not None)


def action_call(db: Database, path: str, qualname: str, own: Header) -> tuple[str, Call] | None:
    """The `@action(…)` on a method of a viewset, with its full name."""
    for decorator in own.decorators:
        if isinstance(decorator, Call):
            value = denotes(db, Scope(path, qualname), decorator.function)
            if value is not None and (value.name == ACTION or value.name in _OLD):
                return value.name, decorator
    return None


def _action(db: Database, path: str, qualname: str, method: str, own: Header) -> Action | None:
    found = action_call(db, path, qualname, own)
    if found is None:
        return None
    name, call = found
    scope = Scope(path, qualname)
    methods = items_of(db, scope, argument(call, 0, "methods"))
    texts = [text for at, it in methods or () if (text := text_of(db, at, it))] or ["get"]
    url_path = text_of(db, scope, keyword(call, "url_path")) or method
    detail = keyword(call, "detail")
    about_one = name == _OLD[0] or (isinstance(detail, Constant) and detail.text == "True")
    mapping = {text.lower(): method for text in texts} | _mapped(db, path, qualname, method)
    return Action(method, tuple(mapping.items()), url_path, about_one)


def _mapped(db: Database, path: str, qualname: str, name: str) -> dict[str, str]:
    """The methods that `@name.mapping.delete` binds other functions of the class to."""
    found: dict[str, str] = {}
    for member_name in local_bindings(db, path, qualname):
        own = function_header(db, path, f"{qualname}.{member_name}")
        for decorator in () if own is None else own.decorators:
            target = decorator
            if (
                hasattr(target, "value")
                and hasattr(target, "name")
                and _is_mapping_of(getattr(target, "value", None), name)
            ):
                found[str(getattr(target, "name", "")).lower()] = member_name
    return found


def _is_mapping_of(expression: object, name: str) -> bool:
    inner = getattr(expression, "value", None)
    return getattr(expression, "name", "") == "mapping" and isinstance(inner, Name) and inner.id == name


def bound_actions(db: Database, scope: Scope, expression: Expr | None) -> tuple[tuple[str, str], ...]:
    """What `as_view({"get": "list", …})` binds."""
    if not isinstance(expression, Mapping):
        return ()
    found: list[tuple[str, str]] = []
    for key, value in zip(expression.keys, expression.values, strict=True):
        method, name = text_of(db, scope, key), text_of(db, scope, value)
        if method and name:
            found.append((method.lower(), name))
    return tuple(found)
