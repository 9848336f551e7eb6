"""Each module that the code map names is there, and each module where it claims to be complete is named."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

from tests.architecture.server_source import ROOT, modules

TEXT = (ROOT / "server" / "ARCHITECTURE.md").read_text(encoding="utf-8")
CODE_MAP = TEXT[TEXT.index("## Code map") : TEXT.index("## Invariants")]
PACKAGES, INDEX, ABOVE = re.findall(r"(?:^\|.*\n)+", CODE_MAP, re.MULTILINE)
(FRAMEWORKS,) = re.findall(r"^`frameworks/registry\.py` .*?\n\n", CODE_MAP, re.MULTILINE | re.DOTALL)
PATHS = [module.path for module in modules()]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([\w*./]+)`", text)


def named() -> Iterator[str]:
    """The paths, or patterns of them, that the tables name, and whole folders with a slash at their end."""
    for row in PACKAGES.splitlines()[2:]:
        package, *places = quoted(row)
        yield from (f"{package}/{it}" for it in places if it.endswith((".py", "/")))
    for row in INDEX.splitlines()[2:]:
        yield from (f"index/{it}" for it in quoted(row.split("|")[1]))
    yield from ("index/value.py", "index/effect.py", "index/endpoint.py")
    for row in ABOVE.splitlines()[2:]:
        first, *others = quoted(row.split("|")[1])
        folder = first.split("/")[0]
        yield from (first, *(f"{folder}/{it}" for it in others))


def test_what_is_named_is_there() -> None:
    assert [it for it in named() if not any(fnmatchcase(path, it.rstrip("/") + "*") for path in PATHS)] == []


@pytest.mark.parametrize("package", ["index", "rules", "analysis", "lsp"])
def test_every_module_is_named(package: str) -> None:
    own = [it for it in PATHS if fnmatchcase(it, f"{package}/*.py") and it.count("/") == 1]
    assert len(own) > 10
    patterns = [*named()]
    missing = [it for it in own if not any(fnmatchcase(it, pattern) for pattern in patterns)]
    assert [it for it in missing if not it.endswith("/__init__.py")] == []


def test_every_module_of_the_frameworks_is_named() -> None:
    stems = {it.rpartition("/")[2].removesuffix(".py") for it in PATHS if it.startswith("index/frameworks/")}
    words = {it.removeprefix("frameworks/").removesuffix(".py") for it in quoted(FRAMEWORKS)}
    assert {it for it in stems - {"__init__"} if it not in words and it.partition("_")[0] not in words} == set()
    assert {it for it in words if not any(stem == it or stem.startswith(f"{it}_") for stem in stems)} == set()
