"""Each library is imported only where its part of the work is done, and each one used is declared."""

import re
import sys
import tomllib
from fnmatch import fnmatchcase

from tests.architecture.server_source import ROOT, modules

PLACES = {
    "libcst": ("syntax/*", "rules/fixes/*"),
    "lsprotocol": ("lsp/*",),
    "msgspec": ("*",),
    "pygls": ("lsp/*",),
    "tree_sitter": ("syntax/*", "facts/*"),
    "tree_sitter_python": ("syntax/*", "facts/*"),
    "watchdog": ("lsp/*", "cli/*"),
    "yaml": ("index/model.py", "rules/*", "analysis/*"),
}
DISTRIBUTIONS = {"yaml": "pyyaml"}
"""What a library is called in `pyproject.toml`, where that is not its own name."""


def test_library_is_imported_only_in_its_place() -> None:
    strays = [
        f"{module.path}, line {line}: {name}"
        for module in modules()
        for line, name in module.imports()
        if (library := name.partition(".")[0]) not in sys.stdlib_module_names | {"driftlint"}
        and not any(fnmatchcase(module.path, place) for place in PLACES.get(library, ()))
    ]
    assert strays == []


def test_every_dependency_has_its_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=~! ;\[]", requirement)[0] for requirement in project["dependencies"]}
    assert declared == {DISTRIBUTIONS.get(library, library.replace("_", "-")) for library in PLACES}
