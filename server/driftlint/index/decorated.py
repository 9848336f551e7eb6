"""What well-known decorators make of a function."""

from driftlint.facts.model import Function
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.names import denotes
from driftlint.index.value import Scope

_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property", "django.utils.functional.cached_property"})


def is_property(db: Database, path: str, own: Function) -> bool:
    """Whether reading the attribute calls the function."""
    scope = Scope(path, own.qualname.rpartition(".")[0])
    return any((value := denotes(db, scope, it)) is not None and value.name in _PROPERTIES for it in own.decorators)


@query
def is_context_manager(db: Database, path: str, qualname: str) -> bool:
    """Whether the function is a generator made into a context manager."""
    own = function(db, path, qualname)
    if own is None:
        return False
    scope = Scope(path, qualname.rpartition(".")[0])
    return any(
        (value := denotes(db, scope, it)) is not None and value.name in _CONTEXT_MANAGERS for it in own.decorators
    )
