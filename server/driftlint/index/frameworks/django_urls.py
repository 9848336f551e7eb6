"""Reading URLconfs: which view stands under which path, through includes, concatenations and project-made wrappers."""

import msgspec

from driftlint.facts.expression import (
    Attribute,
    Call,
    Comprehension,
    Conditional,
    Constant,
    Expr,
    Name,
    Operation,
    Sequence,
    Starred,
    String,
    argument,
    dotted,
    keyword,
)
from driftlint.index.engine import Database, query
from driftlint.index.files import function, imports, structure
from driftlint.index.folders import gathered
from driftlint.index.frameworks.drf_routers import is_router, router_routes
from driftlint.index.frameworks.literals import spelled, text_of
from driftlint.index.frameworks.ninja import api_routes, is_api
from driftlint.index.frameworks.route import Route, joined, nested
from driftlint.index.frameworks.variables import Change, Variable, changes, variable_of
from driftlint.index.modules import absolute_module, module_name
from driftlint.index.names import as_module, denotes
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope

DEPTH = 10
"""How deep URLconfs include each other before a circle is assumed."""

_ENTRIES = frozenset({
    "django.urls.path", "django.urls.re_path", "django.urls.conf.path", "django.urls.conf.re_path",
    "django.conf.urls.url", "django.conf.urls.re_path",
})  # fmt: skip
_INCLUDES = frozenset({"django.urls.include", "django.urls.conf.include", "django.conf.urls.include"})
_TRANSLATED = "django.conf.urls.i18n.i18n_patterns"
_NO_VIEWS = frozenset({
    "django.conf.urls.static.static", "django.contrib.staticfiles.urls.staticfiles_urlpatterns",
})  # fmt: skip
_SAME = frozenset(
    {"builtins.list", "builtins.tuple", "builtins.sorted", "rest_framework.urlpatterns.format_suffix_patterns"}
)


class Patterns(msgspec.Struct, frozen=True, gc=False):
    """The routes of a URLconf relative to where it is included, and the files of all URLconfs read for them."""

    routes: tuple[Route, ...] = ()
    modules: frozenset[str] = frozenset()


@query
def url_patterns(db: Database, path: str, name: str, depth: int) -> Patterns:
    """The routes of the variable `name` (`urlpatterns`) of the module at `path`."""
    if depth <= 0:
        return Patterns()
    reader = _Reader(db, path, depth)
    reader.modules.add(path)
    routes = reader.built(Scope(path, ""), structure(db, path).toplevel, name)
    return Patterns(tuple(routes), frozenset(reader.modules))


@query
def has_urlpatterns(db: Database, path: str) -> bool:
    """Whether the file assigns `urlpatterns` at its top level."""
    return next(changes(db, path, structure(db, path).toplevel, "urlpatterns"), None) is not None


@query
def mentioned_urlconfs(db: Database) -> frozenset[str]:
    """The files with `urlpatterns` that other files import, or include by name from inside a function."""
    return frozenset(it for _, mentioned in gathered(db, _mentioned_in) for it in mentioned)


@query
def _mentioned_in(db: Database, path: str) -> tuple[str, ...]:
    found: list[str] = []
    for it in imports(db, path):
        for name in (it.module, f"{it.module}.{it.name}".lstrip(".")):
            if "url" in name:
                module = as_module(db, absolute_module(db, path, name, it.level), path)
                if module is not None and module.path not in ("", path) and has_urlpatterns(db, module.path):
                    found.append(module.path)
    for owner in structure(db, path).functions:
        own = function(db, path, owner)
        for site in () if own is None else own.body.calls:
            target = site.call.arguments[0] if site.call.arguments else None
            if (dotted(site.call.function) or "").endswith("include") and isinstance(target, String):
                module = as_module(db, target.value, path)
                found.extend([module.path] if module is not None and module.path else [])
    return tuple(found)


class _Reader:
    """Reads the expressions that make up one URLconf."""

    def __init__(self, db: Database, path: str, depth: int) -> None:
        self.db = db
        self.path = path
        self.depth = depth
        self.group = module_name(db, path)
        self.modules: set[str] = set()
        self._building: dict[str, list[Route]] = {}

    def built(self, scope: Scope, owners: tuple[str, ...], name: str) -> list[Route]:
        """The routes that the statements of `owners` put into the variable `name`."""
        routes: list[Route] = []
        self._building[name] = routes
        for change in changes(self.db, self.path, owners, name):
            at = scope if scope.owner else Scope(self.path, change.owner)
            routes = self._changed(routes, change, at, name)
            self._building[name] = routes
        del self._building[name]
        return routes

    def _changed(self, routes: list[Route], change: Change, at: Scope, name: str) -> list[Route]:
        if change.operation == "=":
            found = self.read(at, change.value)
            kept = (
                [it for it in routes if it not in found]
                if change.conditional and not _mentions(change.value, name)
                else []
            )
            return kept + found
        if change.operation == "+=":
            return routes + self.read(at, change.value)
        if isinstance(change.value, Call) and change.value.arguments:
            if change.operation == "append":
                return routes + self.entry(at, change.value.arguments[0])
            if change.operation == "extend":
                return routes + self.read(at, change.value.arguments[0])
            if change.operation == "insert":
                return self.entry(at, change.value.arguments[-1]) + routes
        return routes

    def read(self, at: Scope, expression: Expr) -> list[Route]:
        """The routes of an expression that is a list of URL patterns."""
        if isinstance(expression, Sequence):
            return [route for item in expression.items for route in self.entry(at, item)]
        if isinstance(expression, Operation) and expression.operator in ("+", "or"):
            return [route for operand in expression.operands for route in self.read(at, operand)]
        if isinstance(expression, Conditional):
            return self.read(at, expression.body) + self.read(at, expression.orelse)
        if isinstance(expression, Comprehension):
            return [route for element in expression.elements for route in self.entry(at, element)]
        if isinstance(expression, Call):
            return self._called(at, expression)
        if isinstance(expression, Name) and expression.id in self._building:
            return self._building[expression.id]
        if isinstance(expression, (Name, Attribute)):
            return self._named(at, expression)
        return []

    def _named(self, at: Scope, expression: Name | Attribute) -> list[Route]:
        if isinstance(expression, Attribute) and expression.name == "urls":
            return self._urls_of(at, expression.value)
        module = denotes(self.db, at, expression)
        if module is not None and module.kind == "module":
            return self._included(module.path) if module.path else []
        if isinstance(expression, Name) and at.owner and not at.owner.startswith("@"):
            local = self.built(at, (at.owner,), expression.id)
            if local:
                return local
        variable = variable_of(self.db, self.path, expression)
        return [] if variable is None else self._variable(variable)

    def _variable(self, variable: Variable) -> list[Route]:
        if variable.path == self.path:
            return self.built(Scope(self.path, ""), structure(self.db, self.path).toplevel, variable.name)
        found = url_patterns(self.db, variable.path, variable.name, self.depth - 1)
        self.modules |= found.modules
        return list(found.routes)

    def _included(self, path: str) -> list[Route]:
        return self._variable(Variable(path, "urlpatterns"))

    def _urls_of(self, at: Scope, expression: Expr) -> list[Route]:
        """`router.urls`; the site of the admin and those of libraries have no views of the project."""
        variable = variable_of(self.db, self.path, expression)
        if variable is not None and is_api(self.db, variable):
            return list(api_routes(self.db, variable))
        if variable is None or not is_router(self.db, variable):
            module = denotes(self.db, at, expression)
            if module is not None and module.kind == "module" and module.path:
                nested_module = as_module(self.db, f"{module.name}.urls", self.path)
                return self._included(nested_module.path) if nested_module is not None and nested_module.path else []
            return []
        return list(router_routes(self.db, variable))

    def _called(self, at: Scope, call: Call) -> list[Route]:
        if isinstance(call.function, Attribute) and call.function.name == "get_urls":
            return self._urls_of(at, call.function.value)
        value = evaluate(self.db, at, call.function)
        name = "" if value is None else value.name
        if name in _NO_VIEWS:
            return []
        if name in _SAME and call.arguments:
            return self.read(at, call.arguments[0])
        if name == _TRANSLATED:
            prefixed = keyword(call, "prefix_default_language")
            prefix = "" if isinstance(prefixed, Constant) and prefixed.text == "False" else "{language}/"
            return nested(prefix, [route for it in call.arguments for route in self.entry(at, it)])
        if name in _INCLUDES:
            return self.include(at, call)
        if value is not None and value.kind == "function" and value.path:
            return self._made(at, call, value.path, value.qualname)
        return []

    def _made(self, at: Scope, call: Call, path: str, qualname: str) -> list[Route]:
        """What a function of the project makes: patterns of its own, or those it is handed, wrapped in the rest."""
        handed = [route for it in call.arguments[:1] for route in self.read(at, it)]
        if handed:
            wrappers = tuple((at, it) for it in call.arguments[1:] if isinstance(it, (Name, Attribute, Call)))
            return [msgspec.structs.replace(it, wrappers=(*it.wrappers, *wrappers)) for it in handed]
        own = function(self.db, path, qualname)
        if own is None or self.depth <= 1:
            return []
        inner = _Reader(self.db, path, self.depth - 1)
        routes: list[Route] = []
        for statement in own.body.statements:
            if statement.kind == "return" and statement.value is not None:
                routes.extend(inner.read(Scope(path, qualname), statement.value))
        self.modules |= inner.modules
        return routes

    def entry(self, at: Scope, expression: Expr) -> list[Route]:
        """The routes of one item of a list of URL patterns."""
        if isinstance(expression, Starred):
            return self.read(at, expression.value)
        if isinstance(expression, Conditional):
            return self.entry(at, expression.body) + self.entry(at, expression.orelse)
        if isinstance(expression, Sequence):  # of `(patterns, "namespace")`
            return self.read(at, expression)
        if not isinstance(expression, Call):
            return []
        callee = denotes(self.db, at, expression.function)
        name = "" if callee is None else callee.name
        if name not in _ENTRIES:
            return self._called(at, expression) if name in _INCLUDES or name == _TRANSLATED else []
        view = argument(expression, 1, "view")
        if view is None:
            return []
        prefix = spelled(self.db, at, argument(expression, 0, "route") or argument(expression, 0, "regex"))
        deeper = self._deeper(at, view)
        if deeper is not None:
            return nested(prefix, deeper)
        anchor = Anchor(self.path, at.owner, expression.span)
        return [Route(joined(prefix, ""), at, view, anchor, self.group)]

    def _deeper(self, at: Scope, view: Expr) -> list[Route] | None:
        """The routes below an entry that is no view itself."""
        if isinstance(view, Call):
            callee = denotes(self.db, at, view.function)
            return self.include(at, view) if callee is not None and callee.name in _INCLUDES else None
        if isinstance(view, Sequence):
            return self.target(at, view)
        if isinstance(view, Attribute) and view.name == "urls":
            return self._urls_of(at, view.value)
        return None

    def include(self, at: Scope, call: Call) -> list[Route]:
        """The routes of `include(…)`."""
        target = argument(call, 0, "arg")
        return [] if target is None else self.target(at, target)

    def target(self, at: Scope, target: Expr) -> list[Route]:
        """The routes that including `target` means: a module (by name), a list, or either with a namespace."""
        if isinstance(target, Sequence) and target.kind == "tuple" and target.items and not _is_call(target.items[-1]):
            return self.target(at, target.items[0])
        if isinstance(target, String):
            module = as_module(self.db, target.value, self.path)
            return self._included(module.path) if module is not None and module.path else []
        routes = self.read(at, target)
        if routes or not isinstance(target, (Name, Attribute)):
            return routes
        text = text_of(self.db, at, target)
        return self.target(at, String(target.span, text)) if text else []


def _is_call(expression: Expr) -> bool:
    return isinstance(expression, Call)


def _mentions(expression: Expr, name: str) -> bool:
    """Whether a list is built from the variable itself."""
    if isinstance(expression, Name):
        return expression.id == name
    if isinstance(expression, Operation):
        return any(_mentions(it, name) for it in expression.operands)
    if isinstance(expression, Call):
        return any(_mentions(it, name) for it in expression.arguments)
    return isinstance(expression, Sequence) and any(_mentions(it, name) for it in expression.items)
