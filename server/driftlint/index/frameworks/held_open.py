"""Transactions that FastAPI's dependencies hold open while a handler runs, however many dependencies lie beneath."""

from collections.abc import Iterable, Iterator

from driftlint.index.engine import Database
from driftlint.index.frameworks.depends import Dependency, parameter_dependencies
from driftlint.index.types import evaluate, instance_attribute
from driftlint.index.wrappers import yields_inside


def providers(db: Database, asked: Iterable[Dependency]) -> Iterator[tuple[Dependency, str, str]]:
    """The functions of the workspace that provide what is asked for, and what they ask for in turn, each once."""
    pending = list(asked)
    seen: set[tuple[str, str]] = set()
    while pending:
        it = pending.pop(0)
        value = evaluate(db, it.scope, it.provider)
        if value is not None and value.kind == "instance" and value.path:  # one that is called
            value = instance_attribute(db, value.path, value.qualname, "__call__", 6)
        if value is None or not value.path or value.kind not in ("function", "class"):
            continue
        provider = value.qualname if value.kind == "function" else f"{value.qualname}.__init__"
        if (value.path, provider) not in seen:
            seen.add((value.path, provider))
            pending.extend(parameter_dependencies(db, value.path, provider))
            yield it, value.path, provider


def holding(db: Database, listed: tuple[Dependency, ...]) -> tuple[Dependency, ...]:
    """Those that hold a transaction open, or have one beneath them that does."""
    return tuple(
        it for it in listed if any(yields_inside(db, path, provider) for _, path, provider in providers(db, (it,)))
    )
