"""Which file is which module: source roots, module names, and how an import finds its file."""

import os.path

import msgspec

from driftlint.index.engine import Database, query
from driftlint.index.files import files

_SCRIPTS = frozenset({"manage.py"})
_SOURCE_FOLDERS = frozenset({"src", "lib", "python"})


class ModuleTable(msgspec.Struct, frozen=True):
    """The modules below each source root, by dotted name.

    `folders` are the packages, with or without an `__init__.py`.
    """

    roots: tuple[str, ...]
    modules: dict[str, dict[str, str]]
    names: dict[str, str]
    folders: dict[str, frozenset[str]]


@query
def module_table(db: Database) -> ModuleTable:
    """The modules of the project."""
    paths = files(db)
    roots = source_roots(paths, db.input("markers", ()), db.input("root", ""), db.input("source", ()))
    modules: dict[str, dict[str, str]] = {root: {} for root in roots}
    names: dict[str, str] = {}
    folders: dict[str, set[str]] = {root: set() for root in roots}
    by_length = sorted(roots, key=len, reverse=True)
    for path in paths:
        for root in by_length:
            if not path.startswith(root + os.sep):
                continue
            name = _dotted(path[len(root) + 1 :])
            if name is not None:
                modules[root].setdefault(name, path)
                names.setdefault(path, name)
                parent = name.rpartition(".")[0]
                while parent and parent not in folders[root]:
                    folders[root].add(parent)
                    parent = parent.rpartition(".")[0]
    return ModuleTable(roots, modules, names, {root: frozenset(found) for root, found in folders.items()})


def source_roots(
    paths: tuple[str, ...], markers: tuple[str, ...], root: str, declared: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The folders that imports start from, longest first.

    Declared ones, the project's root, folders that hold a project file or are called `src`, and the parents of top-most
    packages. A folder inside a package is never one: `import stripe` does not mean `app/integrations/stripe`; except
    where a script is run from it, as `manage.py` is, since Python looks for modules beside the script first. A project
    file beside an `__init__.py` marks one where the package of the folder's name lies inside: `server/server/api.py`.
    """
    packages = {os.path.dirname(path) for path in paths if os.path.basename(path) in ("__init__.py", "__init__.pyi")}

    def inside_package(folder: str) -> bool:
        while folder and len(folder) >= len(root):
            if folder in packages:
                return True
            parent = os.path.dirname(folder)
            if parent == folder:
                break
            folder = parent
        return False

    def holds_its_namesake(folder: str) -> bool:
        """Whether a project's folder is a package by an idle `__init__.py` only: the one of its name lies inside it."""
        inner = os.path.join(folder, os.path.basename(folder))
        return inner in packages and not inside_package(os.path.dirname(folder))

    found = {root, *declared} if root else set(declared)
    found |= {os.path.dirname(it) for it in packages if not inside_package(os.path.dirname(it))}
    found |= {it for it in markers if not inside_package(it) or holds_its_namesake(it)}
    found |= {os.path.dirname(it) for it in paths if os.path.basename(it) in _SCRIPTS}
    for path in paths:
        parts = os.path.dirname(path)
        while len(parts) > len(root):
            if os.path.basename(parts) in _SOURCE_FOLDERS and not inside_package(parts):
                found.add(parts)
            parts = os.path.dirname(parts)
    return tuple(sorted((it for it in found if len(it) >= len(root)), key=lambda it: (-len(it), it)))


def _dotted(relative: str) -> str | None:
    stem, extension = os.path.splitext(relative)
    if extension not in (".py", ".pyi"):
        return None
    parts = stem.split(os.sep)
    if parts[-1] == "__init__":
        parts.pop()
    if not parts or not all(part.isidentifier() for part in parts):
        return None
    return ".".join(parts)


def module_name(db: Database, path: str) -> str:
    """The dotted name by which the project itself most likely imports the file."""
    return module_table(db).names.get(path) or os.path.splitext(os.path.basename(path))[0]


@query
def module_path(db: Database, name: str, importer: str) -> str | None:
    """The file that `import name` means in the file `importer`: the source roots around the importer come first."""
    table = module_table(db)
    return next((table.modules[it][name] for it in _order(table, importer) if name in table.modules[it]), None)


@query
def is_namespace(db: Database, name: str, importer: str) -> bool:
    """Whether `name` is a package without an `__init__.py`, seen from `importer`."""
    table = module_table(db)
    return any(name in table.folders[root] for root in _order(table, importer))


def _order(table: ModuleTable, importer: str) -> list[str]:
    around = [root for root in table.roots if importer.startswith(root + os.sep)]
    return around + [root for root in table.roots if root not in around]


def absolute_module(db: Database, path: str, module: str, level: int) -> str:
    """The absolute name of what `from <level dots>module` means in the file; "" where it leaves the top package."""
    if level == 0:
        return module
    parts = module_name(db, path).split(".")
    if os.path.basename(path) not in ("__init__.py", "__init__.pyi"):
        parts = parts[:-1]
    if level - 1 > len(parts):
        return ""
    base = parts[: len(parts) - (level - 1)]
    return ".".join([*base, module] if module else base)
