"""Which libraries a project imports at all, so that what is about others need not be looked for."""

from collections.abc import Iterable

from driftlint.index.engine import Database, query
from driftlint.index.files import imports
from driftlint.index.folders import folded


@query
def imports_any(db: Database, prefixes: tuple[str, ...]) -> bool:
    """Whether some module imports a package whose name starts with one of `prefixes`."""
    return any(package.startswith(prefixes) for package in folded(db, imported_packages, _together))


def _together(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*parts)


@query
def imported_packages(db: Database, path: str) -> frozenset[str]:
    """The top-level packages that the file imports by absolute names, at the level of the module."""
    return frozenset(it.module.partition(".")[0] for it in imports(db, path) if it.level == 0)
