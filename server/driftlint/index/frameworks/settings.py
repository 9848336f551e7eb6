"""Reading Django's settings modules without running them: the root URLconf, the middleware, what DRF defaults to.

Settings are often split over files (`base.py`, starred by `production.py`), so every module that sets a name is asked,
those for development and tests only where no other sets it.
"""

import itertools
import re
from pathlib import PurePath

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
    Subscript,
    dotted,
)
from driftlint.facts.names import changing
from driftlint.index.engine import Database, query
from driftlint.index.files import owners_using, toplevel
from driftlint.index.folders import gathered
from driftlint.index.frameworks.literals import DEPTH, entry, items_of, text_of
from driftlint.index.frameworks.variables import module_changes, variable_of
from driftlint.index.names import as_module, module_attribute
from driftlint.index.value import Anchor, Scope, Value

_READ = frozenset(
    {
        "ROOT_URLCONF", "MIDDLEWARE", "MIDDLEWARE_CLASSES", "REST_FRAMEWORK", "INSTALLED_APPS", "LANGUAGE_CODE",
        "DATABASES",
    }
)  # fmt: skip
_CHANGING = frozenset(map(changing, _READ))
_TAKING = frozenset({"remove", "pop", "index", "count", "sort", "reverse", "clear", "copy"})
"""What is called on a list without adding to it."""

_NOT_DEPLOYED = re.compile(
    r"(^|[_./\\-])(tests?|testing|dev|develop|development|local|debug|ci|demo|example|e2e)([_./\\-]|$)"
)


class Assigned(msgspec.Struct, frozen=True):
    """A setting a module sets: the name, in which top-level statement, to what; `key` for `NAME["key"] = value`.

    For `NAME["outer"]["key"] = value` the key is "outer/key".
    """

    name: str
    owner: str
    value: Expr
    operation: str = "="
    key: str = ""


class Listed(msgspec.Struct, frozen=True):
    """A dotted name in a list of the settings, and where it is written."""

    name: str
    anchor: Anchor


@query
def assigned_in(db: Database, path: str) -> tuple[Assigned, ...]:
    """The settings we read that the file sets at its top level."""
    found: list[Assigned] = []
    for owner in owners_using(db, path, _CHANGING.__contains__):
        own = toplevel(db, path, owner)
        if own is None:
            continue
        for it in own.assignments:
            if it.value is None:
                continue
            if isinstance(it.target, Name) and it.target.id in _READ:
                found.append(Assigned(it.target.id, owner, it.value, it.operator or "="))
            elif isinstance(it.target, Subscript):
                name, key = _subscripted(it.target)
                if name in _READ and key:
                    found.append(Assigned(name, owner, it.value, key=key))
        for site in own.calls:
            target = site.call.function
            if isinstance(target, Attribute) and isinstance(target.value, Name) and target.value.id in _READ:
                found.append(Assigned(target.value.id, owner, site.call, target.name))
    return tuple(found)


def _subscripted(target: Subscript) -> tuple[str, str]:
    """The name and the key of `NAME["key"]`, or `NAME["outer"]["key"]`; "" for what is not plain."""
    key = target.items[0] if target.items else None
    if not isinstance(key, String):
        return "", ""
    if isinstance(target.value, Subscript):
        name, outer = _subscripted(target.value)
        return name, f"{outer}/{key.value}" if outer else ""
    return (target.value.id, key.value) if isinstance(target.value, Name) else ("", "")


@query
def settings_modules(db: Database) -> tuple[str, ...]:
    """The files that set something Django reads; those for tests and development last."""
    found = [path for path, _ in gathered(db, assigned_in)]
    return tuple(sorted(found, key=lambda it: (is_not_deployed(db, it), it)))


def is_not_deployed(db: Database, path: str) -> bool:
    """Whether a settings module is for tests or development, by its name."""
    root: str = db.input("root", "")
    return _NOT_DEPLOYED.search(path.removeprefix(root)) is not None


class Project(msgspec.Struct, frozen=True):
    """One Django project of the workspace: its root URLconf, and the settings modules that belong to it."""

    urlconf: str
    settings: tuple[str, ...] = ()


@query
def projects(db: Database) -> tuple[Project, ...]:
    """The Django projects whose settings name their URLconf, each once."""
    roots: dict[str, list[str]] = {}
    for path in settings_modules(db):
        for it in assigned_in(db, path):
            if it.name == "ROOT_URLCONF" and it.operation == "=":
                name = text_of(db, Scope(path, it.owner), it.value)
                module = None if not name else as_module(db, name, path)
                if module is not None and module.path:
                    roots.setdefault(module.path, []).append(path)
    found: dict[str, list[str]] = {root: list(paths) for root, paths in roots.items()}
    for path in settings_modules(db):
        if found and not any(path in paths for paths in roots.values()):
            nearest = max(found, key=lambda root: max(_shared(path, it) for it in (root, *roots[root])))
            found[nearest].append(path)
    return tuple(Project(root, tuple(paths)) for root, paths in found.items())


def _shared(first: str, second: str) -> int:
    """How many folders two files have in common."""
    pairs = zip(PurePath(first).parts, PurePath(second).parts, strict=False)
    return len(list(itertools.takewhile(lambda it: it[0] == it[1], pairs)))


def values_of(db: Database, project: Project, name: str, key: str = "") -> tuple[tuple[Scope, Expr], ...]:
    """What the settings modules of a project say for a name (or for one key of a dict), deployed ones first."""
    deployed: list[tuple[Scope, Expr]] = []
    others: list[tuple[Scope, Expr]] = []
    for path in project.settings:
        into = others if is_not_deployed(db, path) else deployed
        for it in assigned_in(db, path):
            if it.name != name:
                continue
            scope = Scope(path, it.owner)
            found = _of_key(db, scope, it, key) if key else (scope, it.value)
            if found is not None:
                into.append(found)
    return tuple(deployed or others)


def _of_key(db: Database, scope: Scope, it: Assigned, key: str) -> tuple[Scope, Expr] | None:
    if it.key:
        return (scope, it.value) if it.key == key else None
    if it.operation == "update" and isinstance(it.value, Call) and it.value.arguments:
        return entry(db, scope, it.value.arguments[0], key)
    return entry(db, scope, it.value, key)


@query
def middleware(db: Database, project: Project) -> tuple[Listed, ...]:
    """The middleware a project installs, whichever of its settings modules does, in no promised order.

    A `Listed` without a name is a part of the list that could not be read.
    """
    found: dict[str, Listed] = {}
    for name in ("MIDDLEWARE", "MIDDLEWARE_CLASSES"):
        for scope, value in values_of(db, project, name):
            for it in _listed(db, scope, value):
                found.setdefault(it.name, it)
    return tuple(found.values())


def _listed(db: Database, scope: Scope, value: Expr, depth: int = DEPTH) -> list[Listed]:
    """What a value given to a list adds to it; names that are themselves settings are read where they are set."""
    anchor = Anchor(scope.path, scope.owner, value.span)
    if depth <= 0:
        return []
    if isinstance(value, Call):
        return _called(db, scope, value, depth)
    if isinstance(value, (Starred, Conditional, Comprehension, Operation, Sequence)):
        return [it for part in _parts(value) for it in _listed(db, scope, part, depth - 1)]
    if isinstance(value, (Name, Attribute)):
        if (value.id if isinstance(value, Name) else value.name) in _READ:
            return []
        text = text_of(db, scope, value)
        return [Listed(text, anchor)] if text else _variable(db, scope, value, anchor, depth)
    if isinstance(value, Constant):
        return []
    return [Listed(text_of(db, scope, value) or "", anchor)]


def _parts(value: Starred | Conditional | Comprehension | Operation | Sequence) -> tuple[Expr, ...]:
    if isinstance(value, Starred):
        return (value.value,)
    if isinstance(value, Conditional):
        return (value.body, value.orelse)
    if isinstance(value, Comprehension):  # `[it for it in MIDDLEWARE if it != "…"]`
        return value.iterables
    return value.operands if isinstance(value, Operation) else value.items


def _called(db: Database, scope: Scope, call: Call, depth: int) -> list[Listed]:
    """`MIDDLEWARE.append("…")`, `.insert(0, "…")`, `.extend([...])`, `list([...])`; others are not known."""
    name = call.function.name if isinstance(call.function, Attribute) else dotted(call.function)
    if name in ("append", "extend", "insert", "list", "tuple"):
        return [it for given in call.arguments[-1:] for it in _listed(db, scope, given, depth - 1)]
    return [] if name in _TAKING else [Listed("", Anchor(scope.path, scope.owner, call.span))]


def _variable(db: Database, scope: Scope, name: Expr, anchor: Anchor, depth: int) -> list[Listed]:
    """What a list of another name holds, after all that its module does to it."""
    variable = variable_of(db, scope.path, name)
    changes = [] if variable is None else list(module_changes(db, variable))
    if variable is None or not changes:
        return [Listed("", anchor)]
    return [it for each in changes for it in _listed(db, Scope(variable.path, each.owner), each.value, depth - 1)]


def dotted_value(db: Database, name: str, importer: str) -> Value | None:
    """What a dotted name in the settings (`"shop.permissions.IsMember"`) means."""
    module, _, attribute = name.rpartition(".")
    found = as_module(db, module, importer) if module else None
    if found is not None and found.path:
        return module_attribute(db, found, attribute)
    return Value("external", name) if module else None


class Default(msgspec.Struct, frozen=True):
    """The classes a list of the settings names; `where` is its first place, None where nothing sets it."""

    classes: tuple[tuple[Value, Anchor], ...] = ()
    is_set: bool = False
    unknown: str = ""


@query
def rest_default(db: Database, project: Project, key: str) -> Default:
    """What `REST_FRAMEWORK[key]` lists, such as `DEFAULT_PERMISSION_CLASSES`."""
    answers = [_classes(db, scope, value) for scope, value in values_of(db, project, "REST_FRAMEWORK", key)]
    if not answers:
        return Default()
    if any(it is None for it in answers):
        return Default(is_set=True, unknown=f"`{key}` is not plain in the settings")
    known = [it for it in answers if it is not None]
    if any(tuple(value for value, _ in it) != tuple(value for value, _ in known[0]) for it in known):
        return Default(known[0], is_set=True, unknown=f"the settings modules disagree about `{key}`")
    return Default(known[0], is_set=True)


def _classes(db: Database, scope: Scope, value: Expr) -> tuple[tuple[Value, Anchor], ...] | None:
    items = items_of(db, scope, value)
    if items is None:
        return None
    found: list[tuple[Value, Anchor]] = []
    for at, it in items:
        text = text_of(db, at, it)
        named = None if text is None else dotted_value(db, text, at.path)
        if named is None:
            return None
        found.append((named, Anchor(at.path, at.owner, it.span)))
    return tuple(found)
