"""How applications are put together from the parts that several files declare: routers, or blueprints and APIs.

What a family of frameworks calls these is its own affair; here one thing joins others, and something is attached to it.
What files say of that is told apart from the routes in them, which change more often.
"""

from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from driftlint.index.endpoint import Endpoint
from driftlint.index.engine import Database, Query, query
from driftlint.index.folders import gathered
from driftlint.index.frameworks.objects import Object
from driftlint.index.frameworks.parameters import parameters_meant
from driftlint.index.frameworks.usage import imports_any


class Join(Protocol):
    """`parent` takes in `children`; none where it is not known which."""

    @property
    def parent(self) -> Object:
        """What takes in."""

    @property
    def children(self) -> tuple[Object, ...]:
        """What is taken in."""


class Attachment(Protocol):
    """Something that stands before all of `target`."""

    @property
    def target(self) -> Object:
        """Before what it stands."""


J = TypeVar("J", bound=Join)
A = TypeVar("A", bound=Attachment)


class Links(msgspec.Struct, Generic[J, A], frozen=True, gc=False):
    """What a file says of how parts belong together; nothing of the routes in it."""

    joins: tuple[J, ...] = ()
    attached: tuple[A, ...] = ()
    parameters: tuple[Object, ...] = ()


class Family(msgspec.Struct, Generic[J, A], frozen=True):
    """How the files of a family of frameworks are asked: what links parts in one, and what a part is made of."""

    links: Query[[str], Links[J, A] | None]
    made: Callable[[Database, Object], object | None]


class Assembly(msgspec.Struct, Generic[J, A], frozen=True):
    """All links together: who joins whom, with parameters replaced by what is handed over for them.

    `unresolved` tells that something is joined of which it is not known what it is.
    """

    parents: dict[Object, tuple[tuple[Object, J], ...]]
    attached: dict[Object, tuple[A, ...]]
    unresolved: bool


def links_of(objects: Iterable[Object], joins: tuple[J, ...], attached: tuple[A, ...]) -> Links[J, A] | None:
    """What a file says that does something to `objects`; None where it puts nothing together."""
    parameters = tuple(dict.fromkeys(it for it in objects if it.parameter))
    return Links(joins, attached, parameters) if parameters or joins or attached else None


def means(db: Database, family: Family[J, A], it: Object) -> tuple[Object, ...]:
    """What `it` stands for: itself, or where it is a parameter what is handed over for it."""
    return _means(db, family, it) if it.parameter else (it,)


@query
def _means(db: Database, family: Family[Any, Any], it: Object) -> tuple[Object, ...]:
    return _meant(db, family).get(it, (it,))


@query
def _meant(db: Database, family: Family[Any, Any]) -> dict[Object, tuple[Object, ...]]:
    """What the parameters stand for that something is done to."""
    return parameters_meant(db, {it for _, links in gathered(db, family.links) if links for it in links.parameters})


def assembly(db: Database, family: Family[J, A]) -> Assembly[J, A]:
    """All that the files say of how the parts of that family belong together."""
    return _assembly(db, family)


@query
def _assembly(db: Database, family: Family[Any, Any]) -> Assembly[Any, Any]:
    parents: dict[Object, list[tuple[Object, Any]]] = {}
    attached: dict[Object, list[Any]] = {}
    unresolved = False
    for _, links in gathered(db, family.links):
        for join in () if links is None else links.joins:
            around = [it for it in means(db, family, join.parent) if family.made(db, it) is not None]
            children = [it for child in join.children for it in means(db, family, child)]
            unresolved = unresolved or (bool(around) and not children)
            for child in children:
                parents.setdefault(child, []).extend((parent, join) for parent in around)
        for attachment in () if links is None else links.attached:
            for it in means(db, family, attachment.target):
                attached.setdefault(it, []).append(attachment)
    return Assembly(
        {it: tuple(listed) for it, listed in parents.items()},
        {it: tuple(listed) for it, listed in attached.items()},
        unresolved,
    )


def around(db: Database, family: Family[J, A], it: Object) -> tuple[tuple[tuple[Object, J], ...], tuple[A, ...]]:
    """What takes `it` in, by which join, and what is attached to it."""
    return _around(db, family, it)


@query
def _around(
    db: Database, family: Family[Any, Any], it: Object
) -> tuple[tuple[tuple[Object, Any], ...], tuple[Any, ...]]:
    whole = assembly(db, family)
    return whole.parents.get(it, ()), whole.attached.get(it, ())


@query
def is_unresolved(db: Database, family: Family[Any, Any]) -> bool:
    """Whether something is joined of which it is not known what it is."""
    return assembly(db, family).unresolved


def declared_in(
    db: Database,
    path: str,
    packages: tuple[str, ...],
    candidates: Query[[str], tuple[str, ...]],
    declared_by: Query[[str, str], tuple[Endpoint, ...]],
) -> tuple[Endpoint, ...]:
    """What `declared_by` finds in the definitions of the file that `candidates` names, each endpoint once.

    Nothing where the project imports none of `packages`, without which there are no such endpoints.
    """
    owners = candidates(db, path) if imports_any(db, packages) else ()
    return tuple(dict.fromkeys(it for owner in owners for it in declared_by(db, path, owner)))
