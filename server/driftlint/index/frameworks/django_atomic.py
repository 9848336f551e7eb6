"""Django's `ATOMIC_REQUESTS`: which views run inside a transaction because the settings say so."""

from collections.abc import Iterator

from driftlint.facts.expression import Constant, Expr, Mapping
from driftlint.index.calls import opens_by_name
from driftlint.index.classes import mro
from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, imports, klass, structure
from driftlint.index.folders import wanted_at_once
from driftlint.index.frameworks.literals import entry
from driftlint.index.frameworks.settings import Assigned, Project, assigned_in, is_not_deployed, projects
from driftlint.index.method_decorators import DISPATCHED, method_decorated
from driftlint.index.types import evaluate
from driftlint.index.value import Anchor, Scope, Value

_FRAMEWORKS = frozenset({"django", "drf", "ninja"})
_SETTING = "ATOMIC_REQUESTS"
_EXEMPTS = "django.db.transaction.non_atomic_requests"
_HOOKS = (
    "dispatch", "perform_create", "perform_update", "perform_destroy", "get_queryset", "get_object", "form_valid",
    "form_invalid", "get_context_data", "delete",
)  # fmt: skip
"""Methods of a class view that the framework calls while it answers."""


CALLED_BY_NAME = DISPATCHED.union(_HOOKS)
"""The methods of class views that need no `request` parameter to be told for one that answers a request."""


@query
def atomic_setting(db: Database, project: Project) -> Anchor | None:
    """Where the settings say that every request is a transaction; None where they do not, or disagree."""
    deployed: list[tuple[Anchor, bool]] = []
    others: list[tuple[Anchor, bool]] = []
    for path in project.settings:
        into = others if is_not_deployed(db, path) else deployed
        for it in assigned_in(db, path):
            if it.name == "DATABASES":
                into.extend(_said(db, path, it))
    found = deployed or others
    return found[0][0] if found and all(said for _, said in found) else None


def _said(db: Database, path: str, it: Assigned) -> Iterator[tuple[Anchor, bool]]:
    """Each value that a statement about `DATABASES` gives the setting, and whether it is plainly `True`."""
    scope = Scope(path, it.owner)
    if it.key.endswith("/" + _SETTING):
        yield _plain(scope, it.value)
        return
    whole = not it.key and it.operation == "="
    databases = it.value.values if whole and isinstance(it.value, Mapping) else (it.value,) if it.key else ()
    for each in databases:
        found = entry(db, scope, each, _SETTING)
        if found is not None:
            yield _plain(*found)


def _plain(scope: Scope, value: Expr) -> tuple[Anchor, bool]:
    said = isinstance(value, Constant) and value.text == "True"
    return Anchor(scope.path, scope.owner, value.span), said


@query
def atomic_handlers(db: Database) -> dict[tuple[str, str], Anchor]:
    """The functions that answer requests inside the transaction of `ATOMIC_REQUESTS`, each with where that is set."""
    if wanted_at_once(db):
        return {}
    settings = [atomic_setting(db, it) for it in projects(db)]
    anchor = settings[0] if settings and None not in settings else None
    if anchor is None:
        return {}
    exempt = _exempt_in_urlconfs(db)
    found: dict[tuple[str, str], Anchor] = {}
    for it in endpoints(db):
        if it.framework in _FRAMEWORKS and not it.unrouted:
            for place in _answering(db, it, exempt):
                found[place] = anchor
    return found


def _answering(db: Database, it: Endpoint, exempt: frozenset[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The functions that run for an endpoint: its handler, and the methods of a class that the framework calls."""
    path, owner = it.handler.path, it.handler.owner
    own = function(db, path, owner)
    cls = owner if own is None else owner.rpartition(".")[0]
    if klass(db, path, cls) is None:
        if own is not None and not own.is_async and (path, owner) not in exempt and not _is_exempt(db, path, owner):
            yield path, owner
        return
    if (path, cls) in exempt or _class_is_exempt(db, path, cls):
        return
    if own is not None and not own.is_async:
        yield path, owner
    for holder in mro(db, path, cls):
        for name in _HOOKS:
            method = function(db, holder.path, f"{holder.qualname}.{name}") if holder.path else None
            if method is not None and not method.is_async:
                yield holder.path, method.qualname


def _is_exempt(db: Database, path: str, owner: str) -> bool:
    own = function(db, path, owner)
    scope = Scope(path, owner.rpartition(".")[0])
    return own is not None and any(
        _exempts(db, scope, method_decorated(db, scope, it, "") or it) for it in own.decorators
    )


@query
def _class_is_exempt(db: Database, path: str, qualname: str) -> bool:
    """Whether a class, or a base of it, takes its views out of the transaction."""
    for holder in mro(db, path, qualname):
        own = klass(db, holder.path, holder.qualname) if holder.path else None
        if own is None:
            continue
        outer = Scope(holder.path, holder.qualname.rpartition(".")[0])
        for it in own.decorators:
            inner = method_decorated(db, outer, it, "dispatch")
            if inner is not None and _exempts(db, outer, inner):
                return True
        for name in ("dispatch", "as_view", *DISPATCHED):
            if name in own.members and _mentions_exemption(db, holder.path, f"{holder.qualname}.{name}"):
                return True
    return False


def _mentions_exemption(db: Database, path: str, owner: str) -> bool:
    own = body(db, path, owner)
    return _is_exempt(db, path, owner) or any(
        _exempts(db, Scope(path, owner), site.call.function) for site in (own.calls if own is not None else ())
    )


def _exempts(db: Database, scope: Scope, decorator: Expr) -> bool:
    value: Value | None = opens_by_name(db, scope, decorator)
    return value is not None and value.name.removesuffix("()") == _EXEMPTS


@query
def _exempt_in_urlconfs(db: Database) -> frozenset[tuple[str, str]]:
    """The views that a URLconf takes out of the transaction: `non_atomic_requests(view)`."""
    paths = {it.anchor.path for it in endpoints(db)} | {it.urlconf for it in projects(db)}
    return frozenset(place for path in sorted(paths) for place in _exempt_in(db, path))


@query
def _exempt_in(db: Database, path: str) -> tuple[tuple[str, str], ...]:
    if not any(it.module.startswith("django.db") for it in imports(db, path)):
        return ()
    found: list[tuple[str, str]] = []
    for owner in structure(db, path).toplevel:
        own = body(db, path, owner)
        scope = Scope(path, owner)
        for site in own.calls if own is not None else ():
            if _exempts(db, scope, site.call.function) and site.call.arguments:
                view = evaluate(db, scope, site.call.arguments[0])
                if view is not None and view.path:
                    found.append((view.path, view.qualname))
    return tuple(found)
