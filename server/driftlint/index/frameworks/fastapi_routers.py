"""What a FastAPI or Starlette application or router brings along from where it is made."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Call, Expr, Name, Operation, argument, keyword
from driftlint.facts.model import Function
from driftlint.index.annotations import annotated
from driftlint.index.classes import member, mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.frameworks.dependencies import guards_of
from driftlint.index.frameworks.depends import Dependency, injected, listed_dependencies
from driftlint.index.frameworks.held_open import holding
from driftlint.index.frameworks.objects import Environment, Object, Written, making
from driftlint.index.frameworks.paths import path_text
from driftlint.index.types import evaluate
from driftlint.index.value import Scope, Value

APPLICATIONS = {
    "fastapi.FastAPI": "fastapi",
    "fastapi.applications.FastAPI": "fastapi",
    "starlette.applications.Starlette": "starlette",
}
ROUTERS = {
    "fastapi.APIRouter": "fastapi",
    "fastapi.routing.APIRouter": "fastapi",
    "starlette.routing.Router": "starlette",
}


class Router(msgspec.Struct, frozen=True, gc=False):
    """An application or router as it is made. `guards` are those of its constructor and of its class.

    `held` are the dependencies that hold a transaction open around each of its handlers.
    """

    framework: str
    is_app: bool
    prefix: str = ""
    guards: tuple[Guard, ...] = ()
    unknown: str = ""
    held: tuple[Dependency, ...] = ()


@query
def router(db: Database, it: Object) -> Router | None:
    """What the object brings along; None where it is no application or router of these frameworks."""
    if it.parameter:
        return _parameter(db, it)
    for scope, call in making(db, it):
        made = _made(db, scope, call, {}, 4)
        if made is not None:
            return made
    return None


def library_class(db: Database, value: Value | None) -> str | None:
    """The FastAPI or Starlette class that a class, or the class of an instance, is or derives from."""
    if value is None:
        return None
    if not value.path:
        return _known(value.name)
    if value.kind not in ("class", "instance"):
        return None
    names = (_known(it.name) for it in mro(db, value.path, value.qualname) if not it.path)
    return next((it for it in names if it is not None), None)


def _known(name: str) -> str | None:
    """The application or router class of that name; routers of FastAPI's extensions are FastAPI's, a little changed."""
    if name in APPLICATIONS or name in ROUTERS:
        return name
    return "fastapi.APIRouter" if name.startswith("fastapi_") and name.endswith("Router") else None


def _parameter(db: Database, it: Object) -> Router | None:
    own = function(db, it.path, it.owner)
    found = None if own is None else next((each for each in own.parameters if each.name == it.name), None)
    if found is None or found.annotation is None:
        return None
    name = library_class(db, annotated(db, Scope(it.path, it.owner.rpartition(".")[0]), found.annotation))
    return None if name is None else Router((APPLICATIONS | ROUTERS)[name], name in APPLICATIONS)


def _made(db: Database, scope: Scope, call: Call, around: Environment, depth: int) -> Router | None:
    if depth <= 0:
        return None
    value = evaluate(db, scope, call.function)
    if value is not None and value.kind == "function" and value.path:
        return _made_by_function(db, value, scope, call, depth)
    name = library_class(db, value) if value is not None and value.kind in ("class", "external") else None
    if value is None or name is None:
        return None
    prefix = _prefix(db, scope, call, value, around)
    what = "app" if name in APPLICATIONS else "router"
    written = keyword(call, "dependencies")
    at = scope
    if isinstance(written, Name) and written.id in around:
        at, written = around[written.id].scope, around[written.id].expression
    listed, unknown = listed_dependencies(db, at, written, at.owner)
    guards, unresolved = guards_of(db, listed, what)
    if value.path:
        more, inner = guards_of(db, injected(db, value.path, value.qualname), what)
        guards, unresolved = (*more, *guards), unresolved or inner
    held = holding(db, listed)
    return Router((APPLICATIONS | ROUTERS)[name], name in APPLICATIONS, prefix, guards, unknown or unresolved, held)


def _made_by_function(db: Database, value: Value, scope: Scope, call: Call, depth: int) -> Router | None:
    """What a function of the workspace makes that returns a new router, its parameters standing for the arguments."""
    own = function(db, value.path, value.qualname)
    if own is None:
        return None
    around: Environment = {}
    for place, it in enumerate(own.parameters):
        given = argument(call, place if it.kind in ("positional", "normal") else 99, it.name)
        if given is not None:
            around[it.name] = Written(scope, given)
        elif it.default is not None:
            around[it.name] = Written(Scope(value.path, ""), it.default)
    inside = Scope(value.path, value.qualname)
    for returned in _returned(own):
        handed = around.get(returned.id) if isinstance(returned, Name) else None
        at, made_by, rest = (inside, returned, around) if handed is None else (handed.scope, handed.expression, {})
        made = _made(db, at, made_by, rest, depth - 1) if isinstance(made_by, Call) else None
        if made is not None:
            return made
    return None


def _returned(own: Function) -> Iterator[Expr]:
    """What a function may return: `given`, then `made()`, of `it = given or made()` with `return it`."""
    for statement in own.body.statements:
        if statement.kind == "return" and statement.value is not None:
            yield from _either(statement.value)
            name = statement.value.id if isinstance(statement.value, Name) else ""
            for it in own.body.assignments:
                if isinstance(it.target, Name) and it.target.id == name and it.value is not None:
                    yield from _either(it.value)


def _either(it: Expr) -> tuple[Expr, ...]:
    return it.operands if isinstance(it, Operation) and it.operator == "or" else (it,)


def _prefix(db: Database, scope: Scope, call: Call, value: Value, around: Environment) -> str:
    given = keyword(call, "prefix")
    if given is not None:
        return path_text(db, scope, given, around)
    if not value.path:
        return ""
    held = member(db, value.path, value.qualname, "__init__")
    own = None if held is None else function(db, held[0].path, f"{held[0].qualname}.__init__")
    if held is None or own is None:
        return ""
    inside = Scope(held[0].path, own.qualname)
    arguments: dict[str, Expr] = {}
    for place, it in enumerate(own.parameters[1:]):
        passed = argument(call, place if it.kind in ("positional", "normal") else 99, it.name)
        if passed is not None:
            arguments[it.name] = passed
    for site in own.body.calls:
        passed = keyword(site.call, "prefix")
        if passed is None:
            continue
        if isinstance(passed, Name) and passed.id in arguments:
            return path_text(db, scope, arguments[passed.id], around)
        default = next(
            (it.default for it in own.parameters if isinstance(passed, Name) and it.name == passed.id), passed
        )
        return path_text(db, inside, default)
    return ""
