"""What well-known decorators make of a function."""

from driftlint.facts.expression import Attribute, Call
from driftlint.facts.model import Function
from driftlint.index.aliases import of_made
from driftlint.index.engine import Database, query
from driftlint.index.files import function
from driftlint.index.models import models
from driftlint.index.names import denotes
from driftlint.index.value import Scope, Value

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


def made_of(db: Database, decorated: Value) -> Value | None:
    """What a decorator makes of a function of the workspace, which can still be called: a task."""
    made = _made_of(db, decorated.path, decorated.qualname)
    return None if made is None else Value("instance", made, may=decorated.may)


@query
def _made_of(db: Database, path: str, qualname: str) -> str | None:
    own = function(db, path, qualname)
    scope = Scope(path, qualname.rpartition(".")[0])
    for decorator in () if own is None else own.decorators:
        named = decorator.function if isinstance(decorator, Call) else decorator
        value = denotes(db, scope, named)
        if value is None and isinstance(named, Attribute):
            value = of_made(db, scope, named)
        made = models(db).made(value.name) if value is not None else None
        if made is not None:
            return made
    return None
