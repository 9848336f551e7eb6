"""What instances of libraries' classes give, as far as the models say."""

from driftlint.index.engine import Database
from driftlint.index.models import models
from driftlint.index.value import Value


def library_attribute(db: Database, base: Value, name: str) -> Value:
    """What the attribute holds, else just its full name."""
    full = f"{base.name}.{name}"
    given = models(db).attribute(full)
    if given:
        return Value("instance", given, may=base.may, item=base.item)
    return Value("external", full, may=base.may, item=base.item)


def library_item(db: Database, base: Value | None) -> Value | None:
    """What `base[…]` gives."""
    if base is None or base.kind != "instance" or base.path:
        return None
    given = models(db).returned(f"{base.name}.__getitem__")
    return Value("instance", given, may=base.may) if given else None


def library_entered(db: Database, value: Value) -> Value:
    """What `with value as target` binds, which is `value` itself where the models say nothing else."""
    given = models(db).entered(value.name)
    return Value("instance", given, may=value.may) if given else value


def library_result(db: Database, callee: Value) -> Value | None:
    """What calling `callee` gives, a library's callable or an instance of one of its classes."""
    name = f"{callee.name}.__call__" if callee.kind == "instance" else callee.name
    given = models(db).returned(name)
    if given is not None:
        return Value("instance", given, may=callee.may)
    if callee.kind == "external" and callee.name.rpartition(".")[2][:1].isupper():
        return Value("instance", callee.name, may=callee.may)
    return Value("external", f"{name}()", may=callee.may) if callee.kind == "external" else None
