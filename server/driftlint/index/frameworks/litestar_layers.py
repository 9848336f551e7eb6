"""What one file says about Litestar: applications, routers, controllers and handlers, each a layer with its guards."""

from collections.abc import Iterator

import msgspec

from driftlint.facts.expression import Attribute, Call, Constant, Expr, Mapping, String, argument, dotted, keyword
from driftlint.facts.names import last_name
from driftlint.index.classes import derives_from, member, mro
from driftlint.index.endpoint import Guard
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function
from driftlint.index.frameworks.handlers import method_anchor
from driftlint.index.frameworks.literals import items_of, text_of
from driftlint.index.frameworks.objects import Object, making, objects
from driftlint.index.frameworks.paths import path_text
from driftlint.index.guard_names import sounds_optional
from driftlint.index.guards import guard_kind, named
from driftlint.index.names import denotes
from driftlint.index.refusals import DEPTH, refusal
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

PACKAGES = ("litestar", "starlite")
CONTROLLERS = tuple(f"{it}.Controller" for it in (*PACKAGES, "litestar.controller", "starlite.controller"))
VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "route", "websocket", "websocket_listener"})
_MIDDLEWARE = tuple(
    f"{it}.AbstractAuthenticationMiddleware"
    for it in ("litestar.middleware", "litestar.middleware.authentication", "starlite.middleware")
)
OPT_KEY = "exclude_from_auth"


class Auth(msgspec.Struct, frozen=True, gc=False):
    """What asks who is calling before any guard does, but on paths that `exclude` matches and of handlers that opt out.

    `exclude` is None where it is not spelled out.
    """

    guard: Guard
    exclude: tuple[str, ...] | None = ()
    opt_key: str = OPT_KEY


class Provided(msgspec.Struct, frozen=True, gc=False):
    """A dependency by name: the guard it is, if any, and the dependencies it asks for itself."""

    name: str
    guard: Guard | None
    needs: tuple[str, ...] = ()


class Layer(msgspec.Struct, frozen=True, gc=False):
    """What an application, router, controller or handler adds for everything below it."""

    guards: tuple[Guard, ...] = ()
    auths: tuple[Auth, ...] = ()
    provided: tuple[Provided, ...] = ()
    opted: tuple[str, ...] = ()
    unknown: str = ""


def kind_of(db: Database, scope: Scope, expression: Expr) -> str | None:
    """Whether a callee makes an application ("app") or a router ("router") of Litestar."""
    value = denotes(db, scope, expression)
    if value is None or value.kind not in ("class", "external"):
        return None
    for kind, name in (("app", "Litestar"), ("app", "Starlite"), ("router", "Router")):
        known = (f"{it}.{name}" for it in (*PACKAGES, "litestar.app", "litestar.router", "litestar.testing"))
        if derives_from(db, value, *known):
            return kind
    return None


def verb_of(db: Database, scope: Scope, decorator: Expr) -> str | None:
    """Which of Litestar's route decorators it is."""
    written = decorator.function if isinstance(decorator, Call) else decorator
    if last_name(written) not in VERBS:
        return None
    value = denotes(db, scope, written)
    known = value is not None and not value.path and value.name.partition(".")[0] in PACKAGES
    return last_name(written) if known else None


def layer_of(db: Database, scope: Scope, call: Call, origin: str) -> Layer:
    """What the keyword arguments of an application, router or handler say."""
    written = {it.name: it.value for it in call.keywords if it.name is not None}
    layer = _layer(db, scope, {name: (scope, it) for name, it in written.items()}, origin)
    on = tuple(
        name for name, it in written.items() if isinstance(it, Constant) and it.text == "True" and name != "debug"
    )
    return msgspec.structs.replace(layer, opted=(*layer.opted, *on))


@query
def controller_layer(db: Database, path: str, qualname: str) -> Layer:
    """What the attributes of a controller, its own or inherited, say."""
    written: dict[str, tuple[Scope, Expr]] = {}
    for name in ("guards", "middleware", "before_request", "dependencies", "opt"):
        found = member(db, path, qualname, name)
        for binding in () if found is None else found[1]:
            inner = None if found is None else body(db, found[0].path, binding.owner)
            if found is not None and inner is not None and binding.kind == "assignment":
                value = inner.assignments[binding.number].value
                if value is not None:
                    written[name] = (Scope(found[0].path, found[0].qualname), value)
    return _layer(db, Scope(path, qualname), written, f"controller `{qualname}`")


def _layer(db: Database, scope: Scope, written: dict[str, tuple[Scope, Expr]], origin: str) -> Layer:
    guards, unknown = listed_guards(db, written.get("guards"), origin)
    auths: list[Auth] = []
    for at, it in _items(db, written.get("middleware")) or ():
        found, blocked = middleware(db, at, it)
        auths += [] if found is None else [found]
        unknown = unknown or blocked
    for at, it in _items(db, written.get("on_app_init")) or ():
        auths += auth_objects(db, at, it.value) if isinstance(it, Attribute) and it.name == "on_app_init" else ()
    hook = written.get("before_request")
    value = None if hook is None else evaluate(db, *hook)
    verdict = None if value is None else guard_kind(db, value, "hook")
    if hook is not None and value is not None and verdict is not None:
        anchor = Anchor(hook[0].path, hook[0].owner, hook[1].span)
        guards = (*guards, Guard(verdict.kind, value.name, "before_request", anchor, verdict.certain))
    provided = tuple(_provided(db, written.get("dependencies"), scope))
    return Layer(guards, tuple(auths), provided, tuple(_opted(db, written.get("opt"))), unknown)


def _items(db: Database, given: tuple[Scope, Expr] | None) -> tuple[tuple[Scope, Expr], ...] | None:
    return () if given is None else items_of(db, *given)


def listed_guards(db: Database, given: tuple[Scope, Expr] | None, origin: str) -> tuple[tuple[Guard, ...], str]:
    """The guards that `guards=[…]` lists; what is not seen to refuse is taken at its word."""
    items = _items(db, given)
    if items is None:
        return (), "which guards are listed is not known"
    return tuple(it for at, each in items if (it := _guard(db, at, each, origin)) is not None), ""


def _guard(db: Database, scope: Scope, it: Expr, origin: str) -> Guard | None:
    value = named(db, scope, it)
    name = value.name if value is not None else dotted(it.function if isinstance(it, Call) else it) or "…"
    if sounds_optional(name):
        return None
    verdict = None if value is None else guard_kind(db, value, "decorator" if isinstance(it, Call) else "dependency")
    anchor = Anchor(scope.path, scope.owner, it.span)
    if verdict is None:
        return Guard("permission", name, origin, anchor, certain=False)
    return Guard(verdict.kind, name.removesuffix("()"), origin, anchor, verdict.certain)


def middleware(db: Database, scope: Scope, it: Expr) -> tuple[Auth | None, str]:
    """The authentication that one of `middleware=[…]` is, or why that is not known."""
    if isinstance(it, Attribute) and it.name == "middleware":
        found = auth_objects(db, scope, it.value)
        if found:
            return found[0], ""
    defined = isinstance(it, Call) and last_name(it) == "DefineMiddleware"
    given = argument(it, 0, "middleware") if isinstance(it, Call) and defined else it
    value = None if given is None else named(db, scope, given)
    if value is None:
        return None, f"what the middleware `{dotted(given) or '…'}` does is not known"
    if not value.path and value.name.partition(".")[0] in PACKAGES:
        return None, ""
    verdict = guard_kind(db, value, "middleware")
    kind = None if verdict is None else verdict.kind
    if kind is None and value.kind == "class" and derives_from(db, value, *_MIDDLEWARE):
        asked = method_anchor(db, value, "authenticate_request")
        refused = None if asked is None else refusal(db, asked.path, asked.owner, DEPTH)
        kind = "auth" if refused is not None else None
        if refused is None:
            return None, f"whether `{value.name.rpartition('.')[2]}` turns strangers away is not known"
    if kind is None or kind == "rate-limit":
        return None, ""
    guard = Guard(kind, value.name, "middleware", Anchor(scope.path, scope.owner, it.span), certain=False)
    return (_auth(db, scope, it, guard) if isinstance(it, Call) and defined else Auth(guard)), ""


def auth_objects(db: Database, scope: Scope, it: Expr) -> list[Auth]:
    """What `JWTAuth(…)` and its kin, made anywhere, do for the application they are given to."""
    return [auth for made in objects(db, scope, it) for auth in auth_made(db, made)]


@query
def auth_made(db: Database, made: Object) -> tuple[Auth, ...]:
    """The authentication that an object is."""
    found: list[Auth] = []
    for scope, call in making(db, made):
        value = denotes(db, scope, call.function)
        names = [] if value is None else [value.name, *_bases(db, value)]
        known = next((it for it in names if ".security." in it and it.partition(".")[0] in PACKAGES), None)
        if value is not None and known is not None:
            anchor = Anchor(scope.path, scope.owner, call.function.span)
            found.append(_auth(db, scope, call, Guard("auth", value.name, "authentication", anchor)))
    return tuple(found)


def _bases(db: Database, value: Value) -> list[str]:
    return [it.name for it in mro(db, value.path, value.qualname)] if value.path else []


def _auth(db: Database, scope: Scope, call: Call, guard: Guard) -> Auth:
    key = text_of(db, scope, keyword(call, "exclude_opt_key") or keyword(call, "exclude_from_auth_key"))
    given = keyword(call, "exclude")
    exclude: tuple[str, ...] | None = ()
    if given is not None and not (isinstance(given, Constant) and given.text == "None"):
        single = text_of(db, scope, given)
        items = items_of(db, scope, given)
        texts = [text_of(db, at, it) for at, it in items or ()]
        if single is not None:
            exclude = (single,)
        else:
            exclude = None if items is None or None in texts else tuple(it for it in texts if it is not None)
    return Auth(guard, exclude, key or OPT_KEY)


def _opted(db: Database, given: tuple[Scope, Expr] | None) -> Iterator[str]:
    if given is None or not isinstance(given[1], Mapping):
        return
    for key, value in zip(given[1].keys, given[1].values, strict=True):
        if isinstance(value, Constant) and value.text == "True" and (name := text_of(db, given[0], key)):
            yield name


def _provided(db: Database, given: tuple[Scope, Expr] | None, at: Scope) -> Iterator[Provided]:
    if given is None or not isinstance(given[1], Mapping):
        return
    scope = given[0]
    for key, value in zip(given[1].keys, given[1].values, strict=True):
        wrapped = isinstance(value, Call) and last_name(value) == "Provide"
        written = argument(value, 0, "dependency") if isinstance(value, Call) and wrapped else value
        found = None if written is None else evaluate(db, scope, written)
        if not isinstance(key, String) or found is None:
            continue
        verdict = guard_kind(db, found, "dependency")
        anchor = Anchor(at.path, at.owner, value.span)
        guard = None if verdict is None else Guard(verdict.kind, found.name, "dependency", anchor, verdict.certain)
        own = function(db, found.path, found.qualname) if found.path and found.kind == "function" else None
        yield Provided(key.value, guard, tuple(it.name for it in own.parameters) if own is not None else ())


def paths_of(db: Database, scope: Scope, call: Call | None, position: int = 0) -> tuple[str, ...]:
    """The paths that a route decorator names; one may be a list of them."""
    given = None if call is None else argument(call, position, "path")
    items = None if given is None or text_of(db, scope, given) is not None else items_of(db, scope, given)
    if items is not None:
        return tuple(path_text(db, at, it) for at, it in items) or ("",)
    return (path_text(db, scope, given),)
