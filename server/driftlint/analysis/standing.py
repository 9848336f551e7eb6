"""Which functions and classes stand in a project now, and where."""

from collections.abc import Callable, Container
from pathlib import PurePath
from typing import NamedTuple

from driftlint.index.definitions import is_defined
from driftlint.index.engine import Database
from driftlint.index.files import body


class Standing(NamedTuple):
    """What stands now: a function or class (its qualified name; "" asks for the file) in a file, or in any at all.

    A file is named by its path relative to the root, with `/`.
    """

    in_file: Callable[[str, str], bool]
    anywhere: Callable[[str], bool]


def standing(db: Database, root: str, listed: Container[str]) -> Standing:
    """What stands in the `listed` files of the project at `root`."""

    def in_file(name: str, owner: str) -> bool:
        path = str(PurePath(root, name))
        return path in listed and (not owner or body(db, path, owner) is not None)

    return Standing(in_file, lambda owner: is_defined(db, owner))
