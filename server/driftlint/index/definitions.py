"""Where the project defines something of a given name."""

from driftlint.index.engine import Database, query
from driftlint.index.files import files, structure


@query
def is_defined(db: Database, qualname: str) -> bool:
    """Whether any file has a function or class of that qualified name. Looks at every file of the project."""
    found = (structure(db, path) for path in files(db))
    return any(qualname in it.functions or qualname in it.classes for it in found)
