"""The large workspace of the benchmarks: pinned public backends from the package index, about 848,000 lines together.

Wheels are fetched, never sdists: nothing has to be built, so nothing of what is fetched runs. Of each, only the Python
files are laid out that a check reads, so that every program is timed over the same texts.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_TEST_FILE = re.compile(r"test_.*\.py|.*_tests?\.py|tests\.py|conftest\.py")
_TEST_FOLDERS = frozenset({"tests", "test"})


@dataclass(frozen=True, slots=True)
class Distribution:
    """One pinned wheel, what it is written with, and its SHA-256."""

    name: str
    version: str
    framework: str
    sha256: str

    @property
    def pinned(self) -> str:
        """What pip calls it, nothing else being taken for it."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


DISTRIBUTIONS = (
    Distribution(
        "apache-airflow-core",
        "3.3.2",
        "FastAPI",
        "99258922bccec15be4700ff89f3c942b8acd93407e263c287ce863e671bb3c50",
    ),
    Distribution("galaxy-app", "26.1.2", "FastAPI", "240eea6480c1854eaa0f9c2b4e67c0e1644bc174a502146019439b09b190d110"),
    Distribution("django", "5.2.19", "Django", "5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00"),
    Distribution("wagtail", "8.0.1", "Django", "1e6ad5c7891a54efce1400e168298b5a2cc343b642cee89c31bf5ec30c98b26c"),
    Distribution("pulpcore", "3.123.1", "DRF", "93652191c82e1543a3ed2f62ee9e58eec892a0e79138461bffb8ce8905b9cfea"),
    Distribution("ckan", "2.12.0", "Flask", "3b41cb4860286813fbcd18c57341e96edba266e2e492aeea92c4e03ce9e2934e"),
    Distribution("keystone", "30.0.0", "Flask", "d0fa097278b1c1eda5b2c727766322a6a8afac0ed848d3104253855d4d483515"),
    Distribution("octavia", "19.0.0", "Pecan", "63e1396b940cab6d9e0fd8d3907bc74886a0e1cf77547cc4d8c7da5987fc961c"),
    Distribution("buildbot", "4.3.0", "Twisted", "5cd502825b1bbacda2ac0b24e6da5107dbbc2c54f80cd53100f85a5b2e30c400"),
)
SMALL = "pulpcore"
"""The one over which slow programs are timed."""
OPENED = "apache-airflow-core/airflow/api_fastapi/core_api/routes/public/dag_run.py"
"""A module of endpoints, opened first and checked alone."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder the distributions are laid out in, each in one of its own."""

    root: Path
    files: int
    lines: int

    @property
    def opened(self) -> Path:
        """A module of endpoints in it."""
        return self.root / OPENED


def workspace(cache: Path) -> Workspace:
    """The large workspace, fetched and laid out in `cache` where it is not there yet."""
    root = cache / "workspace"
    if not (root / "pyproject.toml").exists():
        wheels = cache / "wheels"
        _fetch(wheels)
        for it in DISTRIBUTIONS:
            (wheel,) = wheels.glob(f"{it.name.replace('-', '_')}-{it.version}-*.whl")
            lay_out(wheel, root / it.name)
            (root / it.name / "pyproject.toml").write_text(f'[project]\nname = "{it.name}"\n', encoding="utf-8")
        # Written last: it says that everything else is there.
        (root / "pyproject.toml").write_text("", encoding="utf-8")
    found = sorted(root.rglob("*.py"))
    return Workspace(root, len(found), sum(it.read_bytes().count(b"\n") for it in found))


def _fetch(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pinned = folder / "pinned.txt"
    pinned.write_text("".join(f"{it.pinned}\n" for it in DISTRIBUTIONS), encoding="utf-8")
    options = ("--no-deps", "--only-binary", ":all:", "--require-hashes", "--ignore-requires-python")
    command = (sys.executable, "-m", "pip", "download", "--quiet", *options, "--dest", str(folder), "-r", str(pinned))
    subprocess.run(command, check=True)


def lay_out(wheel: Path, folder: Path) -> None:
    """Writes the Python files of `wheel` that a check reads below `folder`, and nothing outside of it."""
    with zipfile.ZipFile(wheel) as archive:
        for member in _checked(archive):
            path = folder / PurePosixPath(member.filename)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(member))


def _checked(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if not parts or not parts[-1].endswith(".py") or member.is_dir():
            continue
        if ".." in parts or parts[0] == "/" or ":" in parts[0]:
            raise ValueError(f"`{member.filename}` would be written outside of the workspace")
        if not _TEST_FILE.fullmatch(parts[-1]) and not _TEST_FOLDERS.intersection(parts[:-1]):
            yield member
