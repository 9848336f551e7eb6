"""Flask-AppBuilder: methods that `@expose` puts on paths, in views and APIs that are classes."""

from collections.abc import Iterator

from driftlint.facts.expression import Call, Expr, argument
from driftlint.facts.model import Function
from driftlint.index.classes import library_bases
from driftlint.index.endpoint import ADMITTING, Endpoint
from driftlint.index.engine import Database, query
from driftlint.index.files import function, owners_using
from driftlint.index.frameworks.drf_actions import class_value
from driftlint.index.frameworks.handlers import decorator_guards, opened
from driftlint.index.frameworks.literals import items_of, spelled, text_of
from driftlint.index.frameworks.usage import imports_any
from driftlint.index.inline_checks import inline_checks
from driftlint.index.modules import module_name
from driftlint.index.names import denotes
from driftlint.index.value import Anchor, Scope

_PACKAGE = "flask_appbuilder"
_EXPOSES = frozenset({f"{_PACKAGE}.expose", f"{_PACKAGE}.baseviews.expose", f"{_PACKAGE}.api.expose"})
_APIS = frozenset({"BaseApi", "BaseModelApi", "ModelRestApi"})


@query
def endpoints_declared(db: Database, path: str) -> tuple[Endpoint, ...]:
    """The methods that classes of the file expose; what their library bases expose themselves is left out."""
    owners = owners_using(db, path, "expose".__eq__)
    return tuple(it for owner in owners for it in _exposed(db, path, owner)) if imports_any(db, (_PACKAGE,)) else ()


@query
def _exposed(db: Database, path: str, owner: str) -> tuple[Endpoint, ...]:
    own = function(db, path, owner)
    around = owner.rpartition(".")[0]
    libraries = library_bases(db, path, around) if own is not None and around else ()
    if own is None or not any(it.startswith(f"{_PACKAGE}.") for it in libraries):
        return ()
    base = _route_base(db, path, around, is_api=any(it.rpartition(".")[2] in _APIS for it in libraries))
    return tuple(_endpoints(db, path, own, around, base))


def _endpoints(db: Database, path: str, own: Function, around: str, base: str) -> Iterator[Endpoint]:
    scope = Scope(path, around)
    exposing = [it for it in own.decorators if _exposes(db, scope, it)]
    decorated, unknown = decorator_guards(db, path, own.qualname, lambda it: it in exposing)
    guards = tuple(dict.fromkeys((*decorated, *inline_checks(db, path, own.qualname))))
    admitted = any(it.kind in ADMITTING for it in guards)
    anchor = Anchor(path, own.qualname, own.name_span)
    for it in exposing:
        url = argument(it, 0, "url") if isinstance(it, Call) else None
        yield Endpoint(
            framework="flask",
            methods=_methods(db, scope, it),
            path=base + ("/" if url is None else spelled(db, scope, url)),
            handler=anchor,
            name=f"{module_name(db, path)}.{own.qualname}",
            anchor=anchor,
            guards=guards,
            group=f"{module_name(db, path)}.{around}",
            declared_open="" if admitted else opened(db, path, own.qualname),
            unknown="" if admitted else unknown,
        )


def _exposes(db: Database, scope: Scope, decorator: Expr) -> bool:
    value = denotes(db, scope, decorator.function) if isinstance(decorator, Call) else None
    return value is not None and value.name in _EXPOSES


def _methods(db: Database, scope: Scope, decorator: Expr) -> tuple[str, ...]:
    written = argument(decorator, 1, "methods") if isinstance(decorator, Call) else None
    items = None if written is None else items_of(db, scope, written)
    found = {text.upper() for at, it in items or () if (text := text_of(db, at, it))}
    return ("GET",) if written is None else tuple(sorted(found)) or ("ANY",)


def _route_base(db: Database, path: str, cls: str, *, is_api: bool) -> str:
    """What stands before the paths of a class: `route_base`, else what the library makes of its name."""
    given = _text(db, path, cls, "route_base")
    name = cls.rpartition(".")[2].lower()
    if given is not None or not is_api:
        return f"/{name}" if given is None else given
    version = _text(db, path, cls, "version") or "v1"
    return f"/api/{version}/{(_text(db, path, cls, 'resource_name') or name).lower()}"


def _text(db: Database, path: str, cls: str, name: str) -> str | None:
    found = class_value(db, path, cls, name)
    return None if found is None else text_of(db, found[0], found[1])
