"""Which file is which module: source roots, module names, and how an import finds its file."""

import os.path

import msgspec

from driftlint.index.engine import Database, query
from driftlint.index.files import files
from driftlint.index.folders import TOP, folder_at, holders, is_listed
from driftlint.index.import_paths import is_on_path

_PACKAGES = frozenset({"__init__.py", "__init__.pyi"})
_SCRIPTS = frozenset({"manage.py"})
_TELLING = _PACKAGES | _SCRIPTS
_ENDS = (".py", ".pyi", f"{os.sep}__init__.py", f"{os.sep}__init__.pyi")
"""What may follow a module's name in its path, first what is taken where there are several."""
_MOST_HOLDERS = 20
"""A name that more folders hold, as `tests`, is none by which the project imports from one of them."""

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
    """All modules of the project. What asks for one by its name asks `module_path`, which costs that one only."""
    paths = files(db)
    roots = _roots(db)
    modules: dict[str, dict[str, str]] = {root: {} for root in roots}
    names: dict[str, str] = {}
    folders: dict[str, set[str]] = {root: set() for root in roots}
    for path in paths:
        for root in roots:
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


@query
def _roots(db: Database) -> tuple[str, ...]:
    """The source roots, longest first."""
    return source_roots(_layout(db, TOP), db.input("markers", ()), db.input("root", ""), db.input("source", ()))


@query
def _layout(db: Database, folder: str) -> tuple[str, ...]:
    """Paths that stand for all files below `folder`, for finding source roots: a new module beside others adds none."""
    inside = folder_at(db, folder)
    kept = [it for it in inside.files if os.path.basename(it) in _TELLING]
    own = tuple(kept or ([os.path.join(folder, "_")] if inside.files else ()))
    return own + tuple(it for each in inside.folders for it in _layout(db, each))


def source_roots(
    paths: tuple[str, ...], markers: tuple[str, ...], root: str, declared: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The folders that imports start from, longest first.

    Declared ones, the project's root, folders that hold a project file or are called `src`, and the parents of top-most
    packages. A folder inside a package is never one: `import stripe` does not mean `app/integrations/stripe`; except
    where a script is run from it, as `manage.py` is, since Python looks for modules beside the script first (but not
    deep inside a package: `import logging` does not mean the `app/database/logging.py` beside a script). A project
    file beside an `__init__.py` marks one where the package of the folder's name lies inside: `server/server/api.py`.
    """
    packages = {os.path.dirname(path) for path in paths if os.path.basename(path) in _PACKAGES}

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
    scripts = {os.path.dirname(it) for it in paths if os.path.basename(it) in _SCRIPTS}
    found |= {it for it in scripts if not inside_package(os.path.dirname(it))}
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
    around = [it for it in _roots(db) if path.startswith(it + os.sep)] if is_listed(db, path) else []
    names = (_dotted(path[len(root) + 1 :]) for root in around)
    return next((it for it in names if it is not None), os.path.splitext(os.path.basename(path))[0])


@query
def module_path(db: Database, name: str, importer: str) -> str | None:
    """The file that `import name` means in the file `importer`: the source roots around the importer come first."""
    parts = name.split(".")
    if parts[-1] == "__init__" or not all(part.isidentifier() for part in parts):
        return None
    inner = os.sep.join(parts)
    starts = _starts(db, parts[0], importer, namesakes=len(parts) == 1)
    files_meant = (f"{start}{os.sep}{inner}{end}" for start in starts for end in _ENDS)
    return next((it for it in files_meant if is_listed(db, it)), None)


@query
def is_namespace(db: Database, name: str, importer: str) -> bool:
    """Whether `name` is a package without an `__init__.py`, seen from `importer`."""
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        return False
    starts = _starts(db, parts[0], importer, namesakes=True)
    return any(_holds_modules(db, os.path.join(it, *parts)) for it in starts)


def _starts(db: Database, first: str, importer: str, *, namesakes: bool) -> list[str]:
    """The folders that an import of `first.…` may start from and that hold something of that name, in order.

    Those above the importer that are no source roots count where the importer lies in the package it names first: that
    is how a package without an `__init__.py` imports its own. Without `namesakes` others count too. Not always, since a
    module beside the importer may as well be a library's: `import stripe` beside a folder of that name. Last come the
    folders that the project puts on the path itself.
    """
    holding = holders(db, first)
    if not holding:  # what most imports are of: a library
        return []
    starts = _order(_roots(db), importer)
    starts += [it for it, child in _above(db, os.path.dirname(importer)) if not namesakes or child == first]
    found = [it for it in starts if it in holding]
    if found or len(holding) > _MOST_HOLDERS:
        return found
    return [it for it in sorted(holding) if is_on_path(db, it)]


@query
def _above(db: Database, folder: str) -> tuple[tuple[str, str], ...]:
    """`folder` and those above it, below its source root, that are no packages: the program may be run from there.

    In `backend/app/api.py`, without any `__init__.py`, `app.pay` means `backend/app/pay.py`. Each comes with the name
    of the folder in it that leads to `folder`, "" for that itself.
    """
    root = next((it for it in _roots(db) if f"{folder}{os.sep}".startswith(it + os.sep)), None)
    found: list[tuple[str, str]] = []
    child = ""
    while root is not None and len(folder) > len(root):
        if not _is_package(db, folder):
            found.append((folder, child))
        child, folder = os.path.basename(folder), os.path.dirname(folder)
    return tuple(found)


@query
def _holds_modules(db: Database, folder: str) -> bool:
    """Whether a module lies somewhere in the folder, other than an `__init__.py` of its own."""
    inside = folder_at(db, folder)
    stems = (os.path.splitext(os.path.basename(it))[0] for it in inside.files)
    return any(it.isidentifier() and it != "__init__" for it in stems) or any(
        os.path.basename(it).isidentifier() and (_holds_modules(db, it) or _is_package(db, it)) for it in inside.folders
    )


def _is_package(db: Database, folder: str) -> bool:
    return any(is_listed(db, os.path.join(folder, f"__init__{end}")) for end in (".py", ".pyi"))


def _order(roots: tuple[str, ...], importer: str) -> list[str]:
    around = [root for root in roots if importer.startswith(root + os.sep)]
    return around + [root for root in roots if root not in around]


def absolute_module(db: Database, path: str, module: str, level: int) -> str:
    """The absolute name of what `from <level dots>module` means in the file; "" where it leaves the top package."""
    if level == 0:
        return module
    parts = module_name(db, path).split(".")
    if os.path.basename(path) not in _PACKAGES:
        parts = parts[:-1]
    if level - 1 > len(parts):
        return ""
    base = parts[: len(parts) - (level - 1)]
    return ".".join([*base, module] if module else base)
