"""Where a function of the service layer belongs: the module that the project has for it, or would have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from driftlint.index.files import files, imports
from driftlint.index.modules import absolute_module, module_name, module_path, module_table
from driftlint.rules.fixes.context import FixContext

_PACKAGES = ("services", "service")
_GENERIC = frozenset(
    {"__init__", "api", "app", "controllers", "endpoints", "handlers", "main", "resources", "router", "routers",
     "routes", "urls", "views", "viewsets"}
)  # fmt: skip
_FOLDERS = _GENERIC | {"v1", "v2", "v3", "rest"}
_SUFFIX = re.compile(r"_?(views?|routes?|router|api|controllers?|endpoints?|handlers?|viewsets?)$")
_MOST_MODULES = 3000
"""More modules than this are not searched for a circle of imports."""


@dataclass(frozen=True, slots=True)
class ServicePlace:
    """A module of the service layer: its file, its dotted name, whether it exists, and packages to be made for it."""

    path: str
    module: str
    present: bool
    packages: tuple[str, ...] = ()


def service_place(ctx: FixContext) -> ServicePlace | None:
    """The service module for the handlers in the file of the diagnostic."""
    controller = PurePath(ctx.path)
    resource = _resource(controller)
    for path in _declared(ctx, resource):
        return _place(ctx, path)
    root = PurePath(ctx.root)
    for folder in controller.parents:
        if folder != root and root not in folder.parents:
            break
        for name in _PACKAGES:
            module = folder / f"{name}.py"
            if ctx.has(str(module)) and module != controller:
                return _place(ctx, module)
            if _holds_files(ctx, folder / name):
                return _place(ctx, _in_package(ctx, folder / name, resource))
    return _place(ctx, _new(ctx, controller, resource))


def imports_reach(ctx: FixContext, start: list[str], controller: str) -> bool:
    """Whether importing the modules named `start` leads to `controller`; true too where that is too far to tell."""
    pending = [it for name in start if (it := module_path(ctx.db, name, controller)) is not None]
    seen: set[str] = set()
    while pending:
        path = pending.pop()
        if path == controller or len(seen) > _MOST_MODULES:
            return True
        if path in seen:
            continue
        seen.add(path)
        for own in imports(ctx.db, path):
            if not own.type_checking:
                module = absolute_module(ctx.db, path, own.module, own.level)
                names = (f"{module}.{own.name}", module) if own.name else (module,)
                found = (module_path(ctx.db, name, path) for name in names)
                pending.extend([file for file in found if file is not None][:1])
    return False


def _declared(ctx: FixContext, resource: str) -> Iterator[PurePath]:
    """The module that the project's own layers name for services."""
    names = {name: PurePath(path) for path, name in module_table(ctx.db).names.items()}
    for pattern in ctx.services:
        base = re.split(r"\.?\*", pattern)[0]
        path = names.get(base)
        inside = next((it for it in names if it.startswith(base + ".")), None)
        if path is not None and path.stem != "__init__":
            yield path
        elif base and inside is not None:
            package = names[inside]
            for _ in range(inside.count(".") - base.count(".") + (package.stem == "__init__")):
                package = package.parent
            yield _in_package(ctx, package, resource)


def _holds_files(ctx: FixContext, folder: PurePath) -> bool:
    return any(PurePath(it).is_relative_to(folder) for it in files(ctx.db) if it.startswith(str(folder)))


def _in_package(ctx: FixContext, package: PurePath, resource: str) -> PurePath:
    """The module of the package about that resource, under the name it has or would have."""
    singular = resource.removesuffix("s")
    for stem in (resource, f"{singular}s", singular):
        for name in (stem, f"{stem}_service", f"{stem}_services"):
            path = package / f"{name}.py"
            if ctx.has(str(path)):
                return path
    return package / f"{resource}.py"


def _resource(controller: PurePath) -> str:
    """What the file's controllers are about: its name, or the first folder around it with a name of its own."""
    for name in (_SUFFIX.sub("", controller.stem), *(it.name for it in controller.parents)):
        if name and name not in _FOLDERS and name.isidentifier():
            return name
    return "services"


def _new(ctx: FixContext, controller: PurePath, resource: str) -> PurePath:
    """Where a project's first service goes: a package beside the folder of controllers, or a module beside the file."""
    packages = module_name(ctx.db, ctx.path).split(".")[: -1 if controller.stem != "__init__" else None]
    for number, name in enumerate(packages):
        if number and name in _FOLDERS:
            return controller.parents[len(packages) - number] / "services" / f"{resource}.py"
    return controller.parent / "services.py"


def _place(ctx: FixContext, path: PurePath) -> ServicePlace | None:
    controller = PurePath(ctx.path)
    if path == controller:
        return None
    if ctx.has(str(path)):
        return ServicePlace(str(path), module_name(ctx.db, str(path)), present=True)
    depth = len(module_name(ctx.db, ctx.path).split(".")) + (controller.stem == "__init__")
    top = controller.parents[depth - 1]
    if not path.is_relative_to(top):
        return None
    names = path.relative_to(top).with_suffix("").parts
    if not all(it.isidentifier() for it in names):
        return None
    package = path.parent
    packaged = ctx.has(str(package.parent / "__init__.py")) and not _holds_files(ctx, package)
    made = (str(package / "__init__.py"),) if packaged else ()
    return ServicePlace(str(path), ".".join(names), present=False, packages=made)
