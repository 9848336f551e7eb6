"""Views of Django REST framework: the permissions that stand before each of their handlers, however they are given."""

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, Name, argument, keyword
from driftlint.facts.names import last_name
from driftlint.index.classes import mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.frameworks.django_guards import class_protection
from driftlint.index.frameworks.drf_actions import action_call, class_value
from driftlint.index.frameworks.drf_authentication import authentication_protection
from driftlint.index.frameworks.drf_choice import Asking, asks_super, given, looked_up
from driftlint.index.frameworks.drf_permissions import SAFE, Asked, list_protection
from driftlint.index.frameworks.drf_permissions import class_protection as permission_class_protection
from driftlint.index.frameworks.headers import Header, class_header, function_header
from driftlint.index.frameworks.library_views import is_rest_view
from driftlint.index.frameworks.literals import entry, items_of, text_of
from driftlint.index.frameworks.protection import Protection, either, together
from driftlint.index.frameworks.settings import Project, rest_default
from driftlint.index.models import models
from driftlint.index.names import denotes
from driftlint.index.scopes import local_bindings
from driftlint.index.value import Anchor, Scope, Value

API_VIEW = "rest_framework.decorators.api_view"
_PERMISSION_CLASSES = "rest_framework.decorators.permission_classes"
_ABOUT_OBJECT = frozenset({"retrieve", "update", "partial_update", "destroy"})
_OWN = (
    "rest_framework.views.",
    "rest_framework.generics.",
    "rest_framework.viewsets.",
    "rest_framework.mixins.",
    "rest_framework.routers.",
)


class Given(msgspec.Struct, frozen=True):
    """A `permission_classes` handed to `as_view`, where it stands."""

    scope: Scope
    expression: Expr


@query
def is_rest_class(db: Database, path: str, qualname: str) -> bool:
    """Whether the class is a view of DRF."""
    return any(not it.path and is_rest_view(it.name) for it in mro(db, path, qualname))


def rest_protection(
    db: Database, project: Project | None, view: Value, action: str | None, method: str, handed: Given | None
) -> Protection:
    """What stands before one handler of a DRF class view: hooks and mixins, then the permissions in force for it."""
    name = action or method.lower()
    hooks = class_protection(db, view.path, view.qualname, name)
    permissions = _permissions(db, project, view.path, view.qualname, (action, method), handed)
    asked = authentication_protection(db, project, view.path, view.qualname, action)
    if asked.guarded and not permissions.guarded:
        return together([hooks, asked])
    if hooks.guarded:
        return together([hooks, msgspec.structs.replace(permissions, declared_open="", unknown="")])
    return together([hooks, permissions, asked])


@query
def _permissions(
    db: Database,
    project: Project | None,
    path: str,
    qualname: str,
    asking: tuple[str | None, str],
    handed: Given | None,
) -> Protection:
    action, method = asking
    asked = Asked(reads=method in SAFE, about_object=_about_object(db, path, qualname, action, method))
    order = mro(db, path, qualname)
    at = _Place(db, project, order, Asking(action, method), asked, handed)
    return at.from_methods(0)


class _Place:
    """Reads the permissions of one handler, class by class in the order of its ancestry."""

    def __init__(
        self,
        db: Database,
        project: Project | None,
        order: tuple[Value, ...],
        asking: Asking,
        asked: Asked,
        handed: Given | None,
    ) -> None:
        self.db = db
        self.project = project
        self.order = order
        self.asking = asking
        self.asked = asked
        self.handed = handed

    def from_methods(self, start: int) -> Protection:
        """By the first `get_permissions` from place `start` on, else by the attribute."""
        for place, it in enumerate(self.order[start:], start):
            if it.path and "get_permissions" in local_bindings(self.db, it.path, it.qualname):
                return self._chosen(place, it)
        return self.from_attribute()

    def from_attribute(self) -> Protection:
        """By the `@action`'s own setting, by what was handed to `as_view`, by the class, by the settings."""
        own = self._of_action()
        if own is not None:
            return own
        if self.handed is not None:
            return self._list(self.handed.scope, self.handed.expression, "as_view")
        for place, it in enumerate(self.order):
            if not it.path:
                if is_rest_view(it.name) and not it.name.startswith(_OWN):
                    return self._foreign(it)
                continue
            decorated = _permissions_given(self.db, it.path, it.qualname, class_header(self.db, it.path, it.qualname))
            if decorated is not None:  # what the decorator sets is the same attribute, after the class has
                return self._list(Scope(it.path, it.qualname), decorated.arguments[0], "@permission_classes")
            found = local_bindings(self.db, it.path, it.qualname).get("permission_classes")
            if found:
                return self._bound(it, place)
        return default_protection(self.db, self.project, self.asked)

    def _bound(self, holder: Value, place: int) -> Protection:
        found = class_value(self.db, holder.path, holder.qualname, "permission_classes")
        if found is None:
            return Protection(unknown="`permission_classes` is computed")
        origin = "permission_classes" if place == 0 else f"base class `{holder.name}`"
        return self._list(found[0], found[1], origin)

    def _foreign(self, base: Value) -> Protection:
        """What a view of another library brings along."""
        if models(self.db).opens_to_all(base.name):
            return Protection(declared_open=f"`{base.name.rpartition('.')[2]}`")
        if base.name.startswith("rest_framework."):
            return Protection(unknown=f"the permissions of `{base.name}` are not known")
        return Protection(unknown=f"`{base.name}` may set permissions of its own")

    def _of_action(self) -> Protection | None:
        if self.asking.action is None:
            return None
        for it in self.order:
            name = f"{it.qualname}.{self.asking.action}"
            own = function_header(self.db, it.path, name) if it.path else None
            if own is None:
                continue
            found = action_call(self.db, it.path, it.qualname, own)
            listed = None if found is None else keyword(found[1], "permission_classes")
            scope = Scope(it.path, name)
            return None if listed is None else self._list(scope, listed, "@action")
        return None

    def _chosen(self, place: int, holder: Value) -> Protection:
        """What `get_permissions` gives for what is asked."""
        own = function(self.db, holder.path, f"{holder.qualname}.get_permissions")
        if own is None:
            return Protection(unknown="`get_permissions` is no plain method")
        scope = Scope(holder.path, own.qualname)
        expressions = given(self.db, scope, own, self.asking)
        if expressions is None:
            return Protection(unknown="what `get_permissions` returns is not plain")
        return either(self._returned(scope, it, place) for it in expressions)

    def _returned(self, scope: Scope, value: Expr, place: int) -> Protection:
        if asks_super(value):
            return self.from_methods(place + 1)
        if isinstance(value, Attribute) and isinstance(value.value, Name) and value.value.id == "self":
            if value.name == "permission_classes":
                return self.from_attribute()
            found = self._attribute(value.name)
            return (
                Protection(unknown="a permission list is computed")
                if found is None
                else self._list(*found, "get_permissions")
            )
        table = looked_up(self.db, scope, value, self.asking)
        if table is not None:
            return self._by_key(*table)
        return self._list(scope, value, "get_permissions")

    def _by_key(self, name: str, key: str) -> Protection:
        found = self._attribute(name)
        if found is None:
            return Protection(unknown="the permissions by action are computed")
        chosen = entry(self.db, *found, key) or entry(self.db, *found, "default")
        return self.from_attribute() if chosen is None else self._list(*chosen, "get_permissions")

    def _attribute(self, name: str) -> tuple[Scope, Expr] | None:
        found = class_value(self.db, self.order[0].path, self.order[0].qualname, name)
        return None if found is None else (found[0], found[1])

    def _list(self, scope: Scope, expression: Expr, origin: str) -> Protection:
        return list_protection(self.db, scope, expression, self.asked, origin)


def default_protection(db: Database, project: Project | None, asked: Asked) -> Protection:
    """What the settings say for views that say nothing; DRF itself lets everyone in."""
    if project is None:
        return Protection()
    default = rest_default(db, project, "DEFAULT_PERMISSION_CLASSES")
    if default.unknown:
        return Protection(unknown=default.unknown)
    found = together(
        permission_class_protection(db, value, asked, "DEFAULT_PERMISSION_CLASSES", anchor)
        for value, anchor in default.classes
    )
    # To write down a default that lets everyone in is a decision, to write none down is not.
    classes = ", ".join(value.name.rpartition(".")[2] for value, _ in default.classes)
    declared = f"DEFAULT_PERMISSION_CLASSES is {classes}" if found.declared_open else ""
    return msgspec.structs.replace(found, declared_open=declared)


def _about_object(db: Database, path: str, qualname: str, action: str | None, method: str) -> bool:
    """Whether the handler fetches one object, and so has object permissions checked."""
    name = action or method.lower()
    for it in mro(db, path, qualname):
        fetches = _fetches_object(db, it.path, f"{it.qualname}.{name}") if it.path else None
        if fetches is not None:
            return fetches
        if not it.path and it.name.startswith("rest_framework.generics."):
            last = it.name.rpartition(".")[2]
            if any(word in last for word in ("Retrieve", "Update", "Destroy")):
                return True
    return action in _ABOUT_OBJECT


@query
def _fetches_object(db: Database, path: str, qualname: str) -> bool | None:
    """Whether the method calls what checks object permissions; None where the file has no such method."""
    own = function(db, path, qualname)
    if own is None:
        return None
    names = ("get_object", "check_object_permissions", *_ABOUT_OBJECT)
    return any(last_name(site.call.function) in names for site in own.body.calls)


@query
def api_view_methods(db: Database, path: str, qualname: str) -> tuple[str, ...] | None:
    """The methods of an `@api_view` function; None where it is none."""
    own = function_header(db, path, qualname)
    scope = Scope(path, qualname.rpartition(".")[0])
    for decorator in () if own is None else own.decorators:
        value = denotes(db, scope, decorator.function if isinstance(decorator, Call) else decorator)
        if value is not None and value.name == API_VIEW:
            listed = argument(decorator, 0, "http_method_names") if isinstance(decorator, Call) else None
            items = items_of(db, scope, listed)
            texts = [text_of(db, at, it) for at, it in items or ()]
            return tuple(sorted(it.upper() for it in texts if it)) or ("GET",)
    return None


def api_view_protection(db: Database, project: Project | None, path: str, qualname: str, method: str) -> Protection:
    """What the permissions of an `@api_view` function protect from."""
    asked = Asked(reads=method in SAFE, about_object=False)
    decorator = _permissions_given(db, path, qualname, function_header(db, path, qualname))
    if decorator is None:
        return default_protection(db, project, asked)
    found = list_protection(db, Scope(path, qualname), decorator.arguments[0], asked, "@permission_classes")
    return msgspec.structs.replace(found, guards=tuple(_anchored(it, decorator, path, qualname) for it in found.guards))


def _permissions_given(db: Database, path: str, qualname: str, own: Header | None) -> Call | None:
    """The `@permission_classes(…)` on a function or class."""
    scope = Scope(path, qualname.rpartition(".")[0])
    for decorator in () if own is None else own.decorators:
        if isinstance(decorator, Call) and decorator.arguments:
            value = denotes(db, scope, decorator.function)
            if value is not None and value.name == _PERMISSION_CLASSES:
                return decorator
    return None


def _anchored(guard: Guard, decorator: Expr, path: str, qualname: str) -> Guard:
    """The guard, shown at the decorator."""
    return msgspec.structs.replace(guard, anchor=Anchor(path, qualname, decorator.span))
