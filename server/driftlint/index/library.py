"""What instances of libraries' classes give, as far as the models say."""

from driftlint.index.engine import Database
from driftlint.index.models import models
from driftlint.index.value import Value


def library_attribute(db: Database, base: Value, name: str) -> Value:
    """What the attribute holds, else just its full name."""
    full = f"{base.name}.{name}"
    given = models(db).attribute(full)
    return Value("instance", given, may=base.may) if given else Value("external", full, may=base.may)


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
