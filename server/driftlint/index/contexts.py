"""Which blocks hold a transaction open: by library, by what the project taught, and inferred for its own wrappers."""

from driftlint.facts.expression import Call, Conditional, Expr, Name, String, argument, keyword
from driftlint.facts.model import Function
from driftlint.index.calls import opens_by_name
from driftlint.index.decorated import is_context_manager
from driftlint.index.effect import Opening
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass, structure
from driftlint.index.models import models
from driftlint.index.teaching import teaching
from driftlint.index.value import Anchor, Scope, Value
from driftlint.text.pattern import matches_any

DEPTH = 4
"""How many wrappers around wrappers are looked into."""

_HTTP_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})


def openings(db: Database, path: str, owner: str) -> tuple[Opening, ...]:
    """What opens a transaction in the function `owner` or around it, outermost first."""
    return openings_within(db, path, owner, DEPTH)


@query
def openings_within(db: Database, path: str, owner: str, depth: int) -> tuple[Opening, ...]:
    """The same, looking into `depth` layers of the project's own wrappers."""
    own = body(db, path, owner)
    if own is None or depth <= 0:
        return ()
    found: list[Opening] = []
    function_facts = function(db, path, owner)
    if function_facts is not None:
        found.extend(_around(db, path, function_facts, depth))
    scope = Scope(path, owner)
    for number, region in enumerate(own.regions):
        if region.kind == "with":
            for item in region.items:
                opener = _opener(db, scope, item.expression, depth)
                if opener is not None:
                    anchor = Anchor(path, owner, item.expression.span)
                    found.append(Opening("transaction", opener.name, anchor, number, certain=not opener.may))
    return tuple(found)


def _opener(db: Database, scope: Scope, expression: Expr, depth: int) -> Value | None:
    """What the transaction is opened by, where entering `expression` opens one."""
    if isinstance(expression, Conditional):
        first = _opener(db, scope, expression.body, depth)
        return first if first is not None and _opener(db, scope, expression.orelse, depth) is not None else None
    value = opens_by_name(db, scope, expression)
    if value is None:
        return None
    if value.kind == "external" and value.name.endswith("()"):  # `tx = session.begin()`, then `with tx:`
        value = Value("external", value.name.removesuffix("()"), may=value.may)
    return value if opens_transaction(db, value, depth) else None


def opens_transaction(db: Database, value: Value, depth: int = DEPTH) -> bool:
    """Whether entering what `value` makes, or calling a function it decorates, opens a transaction."""
    if matches_any(value.name, teaching(db).transactions):
        return True
    if value.kind in ("external", "instance") and not value.path:
        return models(db).opens_transaction(value.name)
    if value.kind == "function" and value.path:
        return _context_manager_opens(db, value.path, value.qualname, depth - 1)
    return False


@query
def _context_manager_opens(db: Database, path: str, qualname: str, depth: int) -> bool:
    """Whether a context manager function of the project yields inside a transaction, or returns one."""
    own = function(db, path, qualname)
    if own is None or depth <= 0:
        return False
    if is_context_manager(db, path, qualname):
        regions = {it.region for it in openings_within(db, path, qualname, depth)}
        return bool(own.body.yields) and all(
            -1 in regions or any(number in regions for number, _ in own.body.enclosing(region))
            for _, region in own.body.yields
        )
    returns = [it.value for it in own.body.statements if it.kind == "return"]
    scope = Scope(path, qualname)
    return bool(returns) and all(isinstance(it, Call) and _opener(db, scope, it, depth) is not None for it in returns)


def _around(db: Database, path: str, own: Function, depth: int) -> list[Opening]:
    """The decorators, of the function or of its class, that run it inside a transaction."""
    found: list[Opening] = []
    outer = own.qualname.rpartition(".")[0]
    around = klass(db, path, outer)
    if around is not None:
        for decorator in around.decorators:
            inner = method_decorated(db, Scope(path, ""), decorator, own.name)
            if inner is not None:
                found.extend(_decorated(db, path, outer, inner, decorator, depth))
    for decorator in own.decorators:
        inner = method_decorated(db, Scope(path, outer), decorator, "") or decorator
        found.extend(_decorated(db, path, own.qualname, inner, decorator, depth))
    return found


def _decorated(db: Database, path: str, owner: str, inner: Expr, decorator: Expr, depth: int) -> list[Opening]:
    outer = owner.rpartition(".")[0]
    value = opens_by_name(db, Scope(path, outer), inner)
    if value is None:
        return []
    by_wrapper = (
        value.kind == "function" and bool(value.path) and _decorator_opens(db, value.path, value.qualname, depth - 1)
    )
    if not by_wrapper and (value.kind == "function" and not is_context_manager(db, value.path, value.qualname)):
        if not matches_any(value.name, teaching(db).transactions):
            return []
    elif not by_wrapper and not opens_transaction(db, value, depth):
        return []
    anchor = Anchor(path, owner, decorator.span)
    return [Opening("transaction", value.name, anchor, -1, certain=not value.may)]


def method_decorated(db: Database, scope: Scope, decorator: Expr, method: str) -> Expr | None:
    """The decorator inside Django's `method_decorator`, where it applies to the method called `method`."""
    if not isinstance(decorator, Call):
        return None
    callee = opens_by_name(db, scope, decorator)
    if callee is None or callee.name != "django.utils.decorators.method_decorator":
        return None
    if method:
        named = keyword(decorator, "name")
        target = named.value if isinstance(named, String) else ""
        if target != method and not (target == "dispatch" and method in _HTTP_METHODS):
            return None
    return argument(decorator, 0, "decorator")


@query
def _decorator_opens(db: Database, path: str, qualname: str, depth: int) -> bool:
    """Whether a decorator of the project calls what it decorates inside a transaction."""
    if depth <= 0:
        return False
    wrapped = _parameters(db, path, qualname)
    for nested in structure(db, path).functions:
        if not nested.startswith(qualname + "."):
            continue
        own = function(db, path, nested)
        regions = {it.region for it in openings_within(db, path, nested, depth)}
        for site in own.body.calls if own is not None and regions else ():
            called = site.call.function
            if not isinstance(called, Name) or called.id not in wrapped | _parameters(
                db, path, nested.rpartition(".")[0]
            ):
                continue
            if own is not None and (-1 in regions or any(it in regions for it, _ in own.body.enclosing(site.region))):
                return True
    return False


def _parameters(db: Database, path: str, qualname: str) -> set[str]:
    own = function(db, path, qualname)
    return set() if own is None else {it.name for it in own.parameters}
