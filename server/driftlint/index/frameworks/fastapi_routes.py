"""What a file can declare about FastAPI and Starlette routes, as plain data, and the guards a handler brings itself."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Expr, String, keyword
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import klass
from driftlint.index.frameworks.authenticators import insists
from driftlint.index.frameworks.dependencies import guards_of
from driftlint.index.frameworks.depends import Dependency, class_dependencies, parameter_dependencies
from driftlint.index.frameworks.fastapi_routers import router
from driftlint.index.frameworks.handlers import decorator_guards
from driftlint.index.frameworks.literals import items_of
from driftlint.index.frameworks.objects import Environment, Object, objects
from driftlint.index.guards import Verdict, guard_kind
from driftlint.index.inline_checks import inline_checks
from driftlint.index.value import Anchor, Scope, Value

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
DECORATORS = VERBS | {"api_route", "route", "websocket", "websocket_route"}


class Route(msgspec.Struct, frozen=True, gc=False):
    """A handler on a path of `target`; `guards` are those it is given there.

    `owner` is the function whose own guards come to them, "" where it is not known. They are asked for when somebody
    wants to know: how routers belong together does not rest on what every handler does.
    `held` are the dependencies given to the route that hold a transaction open around the handler.
    """

    target: Object
    methods: tuple[str, ...]
    path: str
    handler: Anchor
    name: str
    owner: str
    guards: tuple[Guard, ...] = ()
    unknown: str = ""
    held: tuple[Dependency, ...] = ()


class Include(msgspec.Struct, frozen=True, gc=False):
    """`parent` takes in the routes of `children` (none: not known which) under a prefix, or mounts them as they are."""

    parent: Object
    children: tuple[Object, ...]
    prefix: str
    guards: tuple[Guard, ...] = ()
    unknown: str = ""
    mount: bool = False
    held: tuple[Dependency, ...] = ()


class Middleware(msgspec.Struct, frozen=True, gc=False):
    """Middleware of `target` that turns callers away."""

    target: Object
    guard: Guard


class Declarations(msgspec.Struct, frozen=True, gc=False):
    """What one file declares."""

    routes: tuple[Route, ...] = ()
    includes: tuple[Include, ...] = ()
    middleware: tuple[Middleware, ...] = ()

    def objects(self) -> Iterator[Object]:
        """Every application or router that something is done to."""
        for route in self.routes:
            yield route.target
        for include in self.includes:
            yield include.parent
            yield from include.children
        for it in self.middleware:
            yield it.target


def joined(parts: list[Declarations]) -> Declarations:
    """What several parts of a file declare, together."""
    return Declarations(
        tuple(it for each in parts for it in each.routes),
        tuple(it for each in parts for it in each.includes),
        tuple(it for each in parts for it in each.middleware),
    )


class Collected:
    """What has been found in a file so far."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self.includes: list[Include] = []
        self.middleware: list[Middleware] = []

    def declarations(self) -> Declarations | None:
        """All of it, None where there is nothing."""
        if not self.routes and not self.includes and not self.middleware:
            return None
        return Declarations(tuple(self.routes), tuple(self.includes), tuple(self.middleware))


def targets(db: Database, scope: Scope, it: Expr, around: Environment | None = None) -> tuple[Object, ...]:
    """The applications and routers that `it` may mean, and parameters that may turn out to be one."""
    return tuple(made for made in objects(db, scope, it, around) if made.parameter or router(db, made) is not None)


def methods_of(db: Database, scope: Scope, call: Call, name: str) -> tuple[str, ...]:
    """The methods that a call of `router.<name>(…)` gives its handler."""
    if name in VERBS:
        return (name.upper(),)
    if "websocket" in name.lower():
        return ("WEBSOCKET",)
    written = keyword(call, "methods")
    listed = None if written is None else items_of(db, scope, written)
    found = {each.value.upper() for _, each in listed or () if isinstance(each, String)}
    if written is not None and not found:
        return ("ANY",)
    return tuple(sorted(found)) or ("GET",)


@query
def handler_guards(db: Database, path: str, owner: str) -> tuple[tuple[Guard, ...], str]:
    """The guards of a handler itself: its parameters', its class's attributes', its decorators, checks in its body."""
    around = owner.rpartition(".")[0]
    guards, unknown = guards_of(db, parameter_dependencies(db, path, owner), "")
    if klass(db, path, around) is not None:
        more, unresolved = guards_of(db, class_dependencies(db, path, around), "")
        guards, unknown = (*guards, *more), unknown or unresolved
    decorated, blocked = decorator_guards(db, path, owner, is_route_decorator)
    return (*guards, *decorated, *inline_checks(db, path, owner)), unknown or blocked


def is_route_decorator(it: Expr) -> bool:
    """Whether a decorator only says where its function is served."""
    return isinstance(it, Call) and isinstance(it.function, Attribute) and it.function.name in DECORATORS


def middleware_guard(db: Database, value: Value | None, anchor: Anchor, backend: Value | None = None) -> Guard | None:
    """The guard that middleware is; which paths it exempts is not looked at, so it is never certain.

    One that only asks a `backend` who is calling is a guard where that turns away everybody it does not know.
    """
    verdict = None if value is None else guard_kind(db, value, "middleware")
    if value is not None and verdict is None and backend is not None and insists(db, backend):
        verdict = Verdict("auth", certain=False)
    if value is None or verdict is None or verdict.kind == "rate-limit":
        return None
    return Guard(verdict.kind, value.name, "middleware", anchor, certain=False)
