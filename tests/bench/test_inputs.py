import zipfile
from pathlib import Path

import pytest

from tests.bench.inputs import DISTRIBUTIONS, OPENED, SMALL, lay_out


def wheel(folder: Path, *members: str) -> Path:
    path = folder / "shop-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in members:
            archive.writestr(name, f"# {name}\n")
    return path


def laid_out(root: Path) -> list[str]:
    return sorted(it.relative_to(root).as_posix() for it in root.rglob("*") if it.is_file())


def test_only_the_files_a_check_reads_are_laid_out(tmp_path: Path) -> None:
    members = ("shop/api.py", "shop/static/app.js", "shop/tests/test_api.py", "shop/conftest.py", "shop-1.0/RECORD")
    lay_out(wheel(tmp_path, *members), tmp_path / "workspace")
    assert laid_out(tmp_path / "workspace") == ["shop/api.py"]


@pytest.mark.parametrize("name", ["../outside.py", "shop/../../outside.py", "/outside.py", "C:/outside.py"])
def test_nothing_is_written_outside_of_the_workspace(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "deep" / "workspace"
    with pytest.raises(ValueError, match="outside of the workspace"):
        lay_out(wheel(tmp_path, name), folder)
    assert laid_out(tmp_path) == ["shop-1.0-py3-none-any.whl"]


def test_every_input_is_pinned_to_one_content() -> None:
    assert all(len(it.sha256) == 64 and it.version for it in DISTRIBUTIONS)
    names = [it.name for it in DISTRIBUTIONS]
    assert len(set(names)) == len(names)
    assert SMALL in names
    assert OPENED.partition("/")[0] in names
