"""Graphene: mutations, the resolvers of a schema's query, and what guards them."""

from collections.abc import Iterator

from driftlint.facts.expression import Constant, Expr, Name, argument
from driftlint.facts.names import last_name
from driftlint.index.classes import derives_from, member, mro, subclasses
from driftlint.index.endpoint import Endpoint, EntryKind, Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body, klass, structure
from driftlint.index.folders import gathered
from driftlint.index.frameworks.handlers import decorator_guards, method_anchor, name_span
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.inline_checks import inline_checks
from driftlint.index.modules import module_name
from driftlint.index.names import definition, denotes
from driftlint.index.value import Anchor, Scope, Value

_MUTATIONS = (
    "graphene.Mutation", "graphene.types.mutation.Mutation", "graphene.types.Mutation",
    "graphene.relay.ClientIDMutation", "graphene.ClientIDMutation", "graphene.relay.mutation.ClientIDMutation",
    "graphene_django.rest_framework.mutation.SerializerMutation", "graphene_django.forms.mutation.DjangoFormMutation",
    "graphene_django.forms.mutation.DjangoModelFormMutation",
)  # fmt: skip
_TYPES = ("graphene.ObjectType", "graphene.types.ObjectType", "graphene.types.objecttype.ObjectType")
_ANSWERS = ("perform_mutation", "mutate", "mutate_and_get_payload")
"""What answers for a mutation, the project's own form first."""


@query
def entries(db: Database) -> tuple[Endpoint, ...]:
    """The mutations and queries of the project's schemas."""
    if not imports_any(db, ("graphene",)):
        return ()
    roots = dict.fromkeys(it for _, listed in gathered(db, _queried) for it in listed)
    found = [it for _, listed in gathered(db, _mutations) for it in listed]
    return (*found, *(it for path, owner in roots for it in _resolvers(db, path, owner)))


@query
def _queried(db: Database, path: str) -> tuple[tuple[str, str], ...]:
    """The classes that `graphene.Schema(query=…)` makes the root, their bases included."""
    found: dict[tuple[str, str], None] = {}
    for owner in structure(db, path).owners:
        inner = body(db, path, owner)
        for site in () if inner is None else inner.calls:
            if last_name(site.call.function) not in ("Schema", "build_schema", "build_federated_schema"):
                continue
            value = denotes(db, Scope(path, owner), argument(site.call, 0, "query"))
            if value is not None and value.path and derives_from(db, value, *_TYPES):
                found.update({(it.path, it.qualname): None for it in mro(db, value.path, value.qualname) if it.path})
    return tuple(found)


@query
def _mutations(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The mutations that stand in the file."""
    return tuple(it for owner in structure(db, path).classes for it in _mutation(db, path, owner))


@query
def _mutation(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    value = definition(db, path, owner)
    if value is None or not derives_from(db, value, *_MUTATIONS) or _is_abstract(db, value):
        return ()
    handlers = [(name, it) for name in _ANSWERS if (it := method_anchor(db, value, name)) is not None]
    own = next(((name, it) for name, it in handlers if (it.path, it.owner) == (path, f"{owner}.{name}")), None)
    if own is None and not handlers:
        return ()
    place = own[1] if own is not None else handlers[0][1]
    return (_entry(db, value, "mutation", value.qualname, place),)


def _is_abstract(db: Database, value: Value) -> bool:
    """Whether the class is there for others to derive from."""
    said = next((it for _, it in _meta(db, value, "abstract", own=True)), None)
    if said is not None:
        return isinstance(said, Constant) and said.text == "True"
    return (
        bool(subclasses(db, value.path, value.qualname))
        and klass(db, value.path, f"{value.qualname}.Arguments") is None
    )


def _meta(db: Database, value: Value, name: str, *, own: bool = False) -> Iterator[tuple[Scope, Expr]]:
    """What `class Meta` says under a name, the class's own or the nearest base's."""
    for it in mro(db, value.path, value.qualname)[: 1 if own else None]:
        inner = body(db, it.path, f"{it.qualname}.Meta") if it.path else None
        for each in () if inner is None else inner.assignments:
            if isinstance(each.target, Name) and each.target.id == name and each.value is not None:
                yield Scope(it.path, f"{it.qualname}.Meta"), each.value
                return


@query
def _resolvers(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    own = klass(db, path, owner)
    value = definition(db, path, owner)
    found: list[Endpoint] = []
    for name in () if own is None else own.members:
        place = method_anchor(db, value, name) if value is not None and name.startswith("resolve_") else None
        if value is not None and place is not None and member(db, path, owner, name) is not None:
            found.append(_entry(db, value, "query", name.removeprefix("resolve_"), place))
    return tuple(found)


def _entry(db: Database, value: Value, kind: EntryKind, name: str, place: Anchor) -> Endpoint:
    own, unknown = decorator_guards(db, place.path, place.owner, _is_plain)
    permissions = tuple(_permissions(db, value)) if kind == "mutation" else ()
    guards = tuple(dict.fromkeys((*permissions, *own, *inline_checks(db, place.path, place.owner))))
    inherited = place.path != value.path or not place.owner.startswith(f"{value.qualname}.")
    span = name_span(db, value.path, value.qualname) or (0, 0, 0, 0)
    return Endpoint(
        framework="graphene",
        methods=(),
        path=name,
        handler=place,
        name=value.name if inherited else f"{value.name}.{place.owner.rpartition('.')[2]}",
        anchor=Anchor(value.path, value.qualname, span) if inherited else place,
        guards=guards,
        group=module_name(db, value.path),
        unknown="" if guards else unknown,
        kind=kind,
    )


def _is_plain(it: Expr) -> bool:
    return isinstance(it, Name) and it.id in ("classmethod", "staticmethod")


def _permissions(db: Database, value: Value) -> Iterator[Guard]:
    """`class Meta: permissions = (…,)`, as a project's own base class asks for it."""
    for scope, it in _meta(db, value, "permissions", own=True):
        if items_of(db, scope, it) != ():
            yield Guard("permission", "permissions", "`Meta`", Anchor(scope.path, scope.owner, it.span), certain=False)
