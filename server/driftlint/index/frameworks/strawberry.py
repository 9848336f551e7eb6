"""Strawberry: the fields of a GraphQL schema's roots, and the permission classes they ask."""

import re
from collections.abc import Iterator

from driftlint.facts.expression import Call, Expr, Name, argument, keyword
from driftlint.facts.model import Class
from driftlint.facts.names import last_name
from driftlint.index.classes import mro
from driftlint.index.endpoint import Endpoint, EntryKind, Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body, klass, structure
from driftlint.index.folders import gathered
from driftlint.index.frameworks.handlers import decorator_guards, name_span
from driftlint.index.frameworks.headers import class_header, function_header
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.guard_names import sounds_optional
from driftlint.index.guards import guard_kind, named
from driftlint.index.inline_checks import inline_checks
from driftlint.index.modules import module_name
from driftlint.index.names import denotes
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_FIELDS = frozenset({"field", "mutation", "subscription", "connection", "node"})
_TYPES = frozenset({"type", "interface"})
_ROOT = re.compile(r"(Query|Queries|Mutation|Mutations|Subscription|Subscriptions)$")
_KINDS: dict[str, EntryKind] = {"Q": "query", "M": "mutation", "S": "subscription"}


@query
def entries(db: Database) -> tuple[Endpoint, ...]:
    """The fields of the roots of the project's schemas."""
    if not imports_any(db, ("strawberry",)):
        return ()
    return tuple(it for _, listed in gathered(db, _entries_in) for it in listed)


@query
def _entries_in(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The fields that stand in the file."""
    return tuple(it for owner in structure(db, path).classes for it in _fields(db, path, owner, _root(db, path, owner)))


@query
def _root(db: Database, path: str, owner: str) -> EntryKind | None:
    """What a class is made the root of."""
    return _roots(db).get((path, owner))


@query
def _roots(db: Database) -> dict[tuple[str, str], EntryKind]:
    return {it: kind for _, listed in gathered(db, _schema_roots) for it, kind in listed}


@query
def _schema_roots(db: Database, path: str) -> tuple[tuple[tuple[str, str], EntryKind], ...]:
    """The classes that `Schema(query=…, mutation=…)` in the file makes roots, their bases and merged parts included."""
    found: dict[tuple[str, str], EntryKind] = {}
    for owner in structure(db, path).owners:
        inner = body(db, path, owner)
        for site in () if inner is None else inner.calls:
            if last_name(site.call.function) not in ("Schema", "merge_types"):
                continue
            value = denotes(db, Scope(path, owner), site.call.function)
            if value is None or not value.name.startswith("strawberry"):
                continue
            for place, name in enumerate(("query", "mutation", "subscription")):
                given = argument(site.call, place, name) if last_name(site.call.function) == "Schema" else None
                for it in _classes(db, Scope(path, owner), given):
                    found.setdefault((it.path, it.qualname), _KINDS[name[0].upper()])
            if last_name(site.call.function) == "merge_types":
                for at, part in items_of(db, Scope(path, owner), argument(site.call, 1, "types")) or ():
                    for each in _classes(db, at, part):
                        kind = _kind_by_name(each.qualname) or "query"
                        found.setdefault((each.path, each.qualname), kind)
    return tuple(found.items())


def _classes(db: Database, scope: Scope, given: Expr | None) -> Iterator[Value]:
    value = None if given is None else denotes(db, scope, given)
    if value is not None and value.kind == "class" and value.path:
        yield from (it for it in mro(db, value.path, value.qualname) if it.path)


def _kind_by_name(qualname: str) -> EntryKind | None:
    found = _ROOT.search(qualname)
    return None if found is None else _KINDS[found[1][0]]


@query
def _fields(db: Database, path: str, owner: str, root: EntryKind | None) -> tuple[Endpoint, ...]:
    header = class_header(db, path, owner)
    own = klass(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    typed = any(_strawberrys(db, scope, it) in _TYPES for it in (() if header is None else header.decorators))
    if own is None or not typed:
        return ()
    kind = root or _kind_by_name(owner)
    found: list[Endpoint] = []
    for name in own.members:
        method = function_header(db, path, f"{owner}.{name}")
        for it in () if method is None else method.decorators:
            field = _strawberrys(db, Scope(path, owner), it)
            said = _kind_of_field(field, kind)
            if said is not None:
                value = Value("function", f"{module_name(db, path)}.{owner}.{name}", path, f"{owner}.{name}")
                found.append(_entry(db, value, said, name, (Scope(path, owner), it, f"{owner}.{name}")))
    found += _assigned(db, path, owner, own, kind)
    return tuple(found)


def _assigned(db: Database, path: str, owner: str, own: Class, kind: EntryKind | None) -> Iterator[Endpoint]:
    """`orders: list[Order] = strawberry.field(resolver=list_orders)`."""
    scope = Scope(path, owner)
    for it in own.body.assignments:
        if not isinstance(it.value, Call) or not isinstance(it.target, Name):
            continue
        said = _kind_of_field(_strawberrys(db, scope, it.value), kind)
        resolver = argument(it.value, 0, "resolver")
        value = None if said is None or resolver is None else evaluate(db, scope, resolver)
        if said is not None and value is not None and value.path and value.kind == "function":
            yield _entry(db, value, said, it.target.id, (scope, it.value, owner))


def _kind_of_field(field: str | None, kind: EntryKind | None) -> EntryKind | None:
    if field == "mutation":
        return "mutation"
    if field == "subscription":
        return "subscription"
    return kind if field in _FIELDS else None


def _strawberrys(db: Database, scope: Scope, it: Expr) -> str | None:
    """What of Strawberry's a decorator or call is: "field", "mutation", "type"."""
    value = named(db, scope, it)
    known = value is not None and not value.path and value.name.startswith("strawberry")
    return value.name.rpartition(".")[2] if known and value is not None else None


def _entry(db: Database, value: Value, kind: EntryKind, name: str, written: tuple[Scope, Expr, str]) -> Endpoint:
    scope, field, owner = written
    anchor = Anchor(value.path, value.qualname, name_span(db, value.path, value.qualname) or (0, 0, 0, 0))
    around = Scope(value.path, value.qualname.rpartition(".")[0])
    own, unknown = decorator_guards(db, value.path, value.qualname, lambda it: _strawberrys(db, around, it) is not None)
    asked = tuple(_asked(db, scope, field, owner)) if isinstance(field, Call) else ()
    guards = tuple(dict.fromkeys((*asked, *own, *inline_checks(db, value.path, value.qualname))))
    return Endpoint(
        framework="strawberry",
        methods=(),
        path=name,
        handler=anchor,
        name=value.name,
        anchor=anchor,
        guards=guards,
        group=f"{module_name(db, scope.path)}.{scope.owner}",
        unknown="" if guards else unknown,
        kind=kind,
    )


def _asked(db: Database, scope: Scope, field: Call, owner: str) -> Iterator[Guard]:
    """The guards in `permission_classes=[…]` and `extensions=[…]`."""
    for name in ("permission_classes", "extensions"):
        for at, it in items_of(db, scope, keyword(field, name)) or ():
            value = named(db, at, it)
            if value is None or sounds_optional(value.name):
                continue
            verdict = guard_kind(db, value, "class")
            anchor = Anchor(at.path, owner if at == scope else at.owner, it.span)
            if verdict is not None:
                yield Guard(verdict.kind, value.name.removesuffix("()"), name, anchor, verdict.certain)
            elif name == "permission_classes":
                yield Guard("permission", value.name, name, anchor, certain=False)
