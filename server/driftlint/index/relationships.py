"""What SQLAlchemy's `relationship(…)` gives on a row where no annotation says so: one row, or several of them."""

from driftlint.facts.expression import Call, Constant, Name, String, keyword
from driftlint.index.engine import Database
from driftlint.index.files import body
from driftlint.index.value import Scope, Value, holding, possibly

NAMES = frozenset({"sqlalchemy.orm.relationship", "flask_sqlalchemy.SQLAlchemy.relationship"})

_SEVERAL = ("secondary", "collection_class", "order_by")
_KEYS = ("_id", "_pk", "_uuid", "_key")


def related(db: Database, scope: Scope, call: Call, row: Value) -> Value | None:
    """What the attribute gives that `call`, in the body of a class, declares to lead to `row`.

    Where nothing tells one from several it may be either: then it has what a row has, and gives rows in a loop.
    """
    lazy = keyword(call, "lazy")
    if isinstance(lazy, String) and lazy.value == "dynamic":
        return holding(Value("instance", "sqlalchemy.orm.Query"), row)
    if isinstance(lazy, String) and lazy.value == "write_only":
        return None
    listed = keyword(call, "uselist")
    if isinstance(listed, Constant):
        return row if listed.text == "False" else _several(row)
    if any(keyword(call, it) is not None for it in _SEVERAL):
        return _several(row)
    if keyword(call, "remote_side") is not None or _has_key(db, scope, call):
        return row
    return possibly(holding(row, row))


def _several(row: Value) -> Value:
    return holding(Value("instance", "builtins.list"), row)


def _has_key(db: Database, scope: Scope, call: Call) -> bool:
    """Whether the class has the key that leads to the row: `customer_id` beside `customer`."""
    own = body(db, scope.path, scope.owner)
    bound = [it for it in own.assignments if isinstance(it.target, Name)] if own is not None else []
    names = {it.target.id for it in bound if isinstance(it.target, Name)}
    own_name = next((it.target.id for it in bound if it.value == call and isinstance(it.target, Name)), None)
    return own_name is not None and any(own_name + it in names for it in _KEYS)
