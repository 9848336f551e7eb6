"""Which file is which module: source roots, module names, and how an import finds its file."""

import os.path
from collections.abc import Iterator

import msgspec

from driftlint.index.engine import Database, query
from driftlint.index.files import files

_SCRIPTS = frozenset({"manage.py"})
_SOURCE_FOLDERS = frozenset({"src", "lib", "python"})


class ModuleTable(msgspec.Struct, frozen=True):
    """The modules below each source root, by dotted name.

    `folders` are the packages, with or without an `__init__.py`. What reads all of it is recomputed whenever a file
    comes or goes: prefer `module_path`, `is_namespace` and `module_name`.
    """

    roots: tuple[str, ...]
    modules: dict[str, dict[str, str]]
    names: dict[str, str]
    folders: dict[str, frozenset[str]]
    packages: dict[str, "Package"]
    """What lies right inside each package, by its dotted name, "" being outside of all."""


class Package(msgspec.Struct, frozen=True):
    """What lies right inside a package of that name, below whichever source root: by its last name, then by root."""

    modules: dict[str, dict[str, str]] = {}
    folders: dict[str, frozenset[str]] = {}


_NOTHING = Package()


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
    packaged = {root: frozenset(found) for root, found in folders.items()}
    return ModuleTable(roots, modules, names, packaged, _packages(modules, packaged))


def _packages(modules: dict[str, dict[str, str]], folders: dict[str, frozenset[str]]) -> dict[str, Package]:
    files_in: dict[str, dict[str, dict[str, str]]] = {}
    folders_in: dict[str, dict[str, frozenset[str]]] = {}
    for root, found in modules.items():
        for name, path in found.items():
            package, _, last = name.rpartition(".")
            files_in.setdefault(package, {}).setdefault(last, {})[root] = path
    for root, packages in folders.items():
        for name in packages:
            package, _, last = name.rpartition(".")
            inside = folders_in.setdefault(package, {})
            inside[last] = inside.get(last, frozenset()) | {root}
    return {it: Package(files_in.get(it, {}), folders_in.get(it, {})) for it in files_in.keys() | folders_in.keys()}


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


@query
def module_name(db: Database, path: str) -> str:
    """The dotted name by which the project itself most likely imports the file."""
    return module_table(db).names.get(path) or os.path.splitext(os.path.basename(path))[0]


@query
def module_path(db: Database, name: str, importer: str) -> str | None:
    """The file that `import name` means in the file `importer`: the source roots around the importer come first."""
    package, _, last = name.rpartition(".")
    found = _package(db, package).modules.get(last)
    path = next((found[it] for it in _order(db, importer) if it in found), None) if found else None
    if path is not None:
        return path
    for root, above, own in _above(db, name, importer):
        beside = _package(db, f"{above}.{package}".rstrip(".")).modules.get(last, {})
        if root in beside and (own or package):
            return beside[root]
    return None


@query
def is_namespace(db: Database, name: str, importer: str) -> bool:
    """Whether `name` is a package, perhaps one without an `__init__.py`, seen from `importer`."""
    package, _, last = name.rpartition(".")
    if last in _package(db, package).folders:
        return True
    return any(
        own and root in _package(db, f"{above}.{package}".rstrip(".")).folders.get(last, ())
        for root, above, own in _above(db, name, importer)
    )


def _above(db: Database, name: str, importer: str) -> Iterator[tuple[str, str, bool]]:
    """The folders above `importer` that are no packages, from which the program may be run, with their source root.

    In `backend/app/api.py`, without any `__init__.py`, `app.pay` means `backend.app.pay`. True where the importer lies
    in the package it names: that is how a package without an `__init__.py` imports its own. A module beside the
    importer may as well be a library's: `import stripe` beside a folder of that name.
    """
    root = next((it for it in _roots(db) if importer.startswith(it + os.sep)), None)
    around = module_name(db, importer).split(".")
    first = name.partition(".")[0]
    for depth in range(len(around) - 1, 0, -1) if root is not None else ():
        above = ".".join(around[:depth])
        package, _, last = above.rpartition(".")
        if root is not None and root not in _package(db, package).modules.get(last, {}):
            yield root, above, around[depth] == first


@query
def _package(db: Database, name: str) -> Package:
    """What lies right inside the package: a file that comes or goes elsewhere does not change it."""
    return module_table(db).packages.get(name, _NOTHING)


@query
def _roots(db: Database) -> tuple[str, ...]:
    return module_table(db).roots


def _order(db: Database, importer: str) -> list[str]:
    roots = _roots(db)
    around = [root for root in roots if importer.startswith(root + os.sep)]
    return around + [root for root in roots if root not in around]


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
