"""What a module's new name means for what `constraints.yaml` says of the old one."""

import os
from pathlib import PurePath

from driftlint.analysis.configured import renamed
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import FileEdit
from driftlint.index.modules import module_name
from driftlint.text import files
from driftlint.text.files import UnreadableFileError


def patterns_renamed(project: Project, old: str, new: str) -> FileEdit | None:
    """The edit that makes `constraints.yaml` speak of `new` where it spoke of `old`, a file or a package; None if none.

    Asked before the rename: `old` is still there.
    """
    names = _names(project, old, new)
    if names is None:
        return None
    try:
        edits = renamed(project.text(project.config_path), *names)
    except UnreadableFileError:
        return None
    return FileEdit(project.config_path, edits) if edits else None


def _names(project: Project, old: str, new: str) -> tuple[str, str] | None:
    """The dotted names of both; None where one has none, or the new one lies outside of the old one's source root."""
    if files.is_folder(old):
        inner = next((it for it in project.files() if it.startswith(old + os.sep)), None)
        if inner is None:
            return None
        below = len(PurePath(inner).relative_to(old).with_suffix("").parts)
        parts = module_name(project.db, inner).split(".")
        package = PurePath(inner).name == "__init__.py"
        before = ".".join(parts[: len(parts) - below + package])
    else:
        before = module_name(project.db, old) if old.endswith(".py") and old in project.files() else ""
    if not before:
        return None
    stem = PurePath(old).with_suffix("") if not files.is_folder(old) else PurePath(old)
    root = PurePath(*stem.parts[: len(stem.parts) - len(before.split("."))])
    try:
        after = PurePath(new).with_suffix("" if new.endswith(".py") else PurePath(new).suffix).relative_to(root).parts
    except ValueError:
        return None
    return (before, ".".join(after)) if after and all(it.isidentifier() for it in after) else None
