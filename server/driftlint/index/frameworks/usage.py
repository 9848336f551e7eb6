"""Which libraries a project imports at all, so that what is about others need not be looked for."""

from driftlint.index.engine import Database, query
from driftlint.index.files import files, imports


@query
def imports_any(db: Database, prefixes: tuple[str, ...]) -> bool:
    """Whether some module imports a package whose name starts with one of `prefixes`."""
    return any(package.startswith(prefixes) for path in files(db) for package in imported_packages(db, path))


@query
def imported_packages(db: Database, path: str) -> frozenset[str]:
    """The top-level packages that the file imports by absolute names, at the level of the module."""
    return frozenset(it.module.partition(".")[0] for it in imports(db, path) if it.level == 0)
