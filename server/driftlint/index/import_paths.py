"""Folders that the scripts and settings of a project put on the path, so that imports start from them as well.

Most Django projects that keep their packages in a folder `apps` say so with `sys.path.insert(0, BASE_DIR / "apps")`.
Only files are read for it that by their names may say so, and only where an import could mean something in a folder.
"""

from collections.abc import Iterator
from pathlib import PurePath

from driftlint.facts.expression import String, dotted, parts
from driftlint.index.engine import Database, query
from driftlint.index.files import function, owners_using, toplevel
from driftlint.index.folders import folder_at

_SCRIPTS = frozenset({"manage.py", "settings.py", "wsgi.py", "asgi.py"})
_SETTINGS = frozenset({"settings", "config", "conf"})
_ADDS = {"sys.path.insert", "sys.path.append"}
_METHODS = frozenset({"insert", "append"})
_UP = 2
"""How many folders up from one that is put on the path what says so is looked for."""


@query
def is_on_path(db: Database, folder: str) -> bool:
    """Whether a script or a settings module beside `folder`, or beside what it lies in, puts it on the path."""
    name, around = PurePath(folder).name, str(PurePath(folder).parent)
    for _ in range(_UP):
        if len(around) < len(db.input("root", "")):
            return False
        if any(name in _added(db, path) for path in _telling(db, around)):
            return True
        around = str(PurePath(around).parent)
    return False


def _telling(db: Database, around: str) -> Iterator[str]:
    """The files at `around`, and in the folders there, that may change the path."""
    inside = folder_at(db, around)
    yield from (it for it in inside.files if PurePath(it).name in _SCRIPTS)
    for folder in inside.folders:
        its = folder_at(db, folder)
        listed = its.files if PurePath(folder).name in _SETTINGS else ()
        yield from listed or (it for it in its.files if PurePath(it).name in _SCRIPTS)
        yield from (it for each in its.folders if PurePath(each).name in _SETTINGS for it in folder_at(db, each).files)


@query
def _added(db: Database, path: str) -> frozenset[str]:
    """The last part of each text that the file makes a folder of which it adds to `sys.path`."""
    found: set[str] = set()
    for owner in owners_using(db, path, _METHODS.__contains__):
        own = function(db, path, owner)
        inner = toplevel(db, path, owner) if own is None else own.body
        for site in () if inner is None else inner.calls:
            if dotted(site.call.function) in _ADDS and site.call.arguments:
                texts = (it.value for it in parts(site.call.arguments[-1]) if isinstance(it, String))
                found.update(it.rstrip("/").rpartition("/")[2] for it in texts)
    return frozenset(found)
