"""What the path arguments of routes and routers spell, also where settings hold them."""

from driftlint.facts.expression import (
    Attribute,
    Call,
    Constant,
    Expr,
    Opaque,
    Operation,
    argument,
    dotted,
    keyword,
)
from driftlint.index.classes import member
from driftlint.index.engine import Database
from driftlint.index.files import body
from driftlint.index.frameworks.literals import text_of
from driftlint.index.frameworks.objects import Environment, in_round
from driftlint.index.types import evaluate
from driftlint.index.value import Scope


def path_text(db: Database, scope: Scope, it: Expr | None, around: Environment | None = None, depth: int = 6) -> str:
    """The text of a path; "" for none, a part that is not known written as `{name}`."""
    if it is None or depth <= 0 or (isinstance(it, Constant) and it.text == "None"):
        return ""
    meant = in_round(around, it) if around else None
    if meant is not None:
        return path_text(db, meant.scope, meant.expression, None, depth - 1)
    if isinstance(it, Operation) and it.operator in ("+", "or"):
        operands = it.operands if it.operator == "+" else it.operands[:1]
        return "".join(path_text(db, scope, each, around, depth - 1) for each in operands)
    if isinstance(it, Opaque) and it.kind == "f-string":
        return "".join(path_text(db, scope, each, around, depth - 1) for each in it.parts)
    if isinstance(it, Constant):
        return it.text
    text = text_of(db, scope, it)
    if text is not None:
        return text
    if isinstance(it, Attribute):
        found = _setting(db, scope, it, depth)
        if found is not None:
            return found
    if isinstance(it, Call) and it.arguments:  # `versioned("/orders")`
        return path_text(db, scope, it.arguments[0], around, depth - 1)
    return "{" + (dotted(it) or "…").rpartition(".")[2] + "}"


def _setting(db: Database, scope: Scope, it: Attribute, depth: int) -> str | None:
    """The default of a settings class's field, for `settings.API_PREFIX`."""
    base = evaluate(db, scope, it.value)
    if base is None or not base.path or base.kind not in ("instance", "class"):
        return None
    found = member(db, base.path, base.qualname, it.name)
    for binding in () if found is None else found[1]:
        inner = body(db, found[0].path, binding.owner) if found is not None else None
        if inner is None or binding.kind != "assignment" or found is None:
            continue
        value = inner.assignments[binding.number].value
        if isinstance(value, Call):
            value = keyword(value, "default") or argument(value, 1, "default") or argument(value, 0, "default")
        if value is not None:
            return path_text(db, Scope(found[0].path, found[0].qualname), value, None, depth - 1)
    return None
