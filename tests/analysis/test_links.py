"""A file that is reached by two paths of a project is one file: the one that is no link."""

from pathlib import Path

import pytest

from driftlint.analysis.project import Project

SENDING = """\
import httpx
from django.db import transaction


def pay():
    with transaction.atomic():
        httpx.post("https://example.com")
"""


def names(project: Project) -> list[str]:
    return [project.name(it) for it in project.files()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one file that says something."""
    root = tmp_path / "project"
    (root / "shop").mkdir(parents=True)
    (root / "shop" / "pay.py").write_text(SENDING, encoding="utf-8")
    return root


def test_link_to_a_file_of_the_project_is_that_file(root: Path) -> None:
    (root / "a.py").symlink_to(root / "shop" / "pay.py")
    (root / "b.py").symlink_to("a.py")
    project = Project(str(root))
    assert names(project) == ["shop/pay.py"]
    assert len(project.check().findings) == 1
    assert project.own_path(str(root / "b.py")) == str(root / "shop" / "pay.py")


def test_also_where_the_project_itself_is_behind_a_link(root: Path, tmp_path: Path) -> None:
    (root / "a.py").symlink_to("shop/pay.py")
    (tmp_path / "again").symlink_to(root, target_is_directory=True)
    assert names(Project(str(tmp_path / "again"))) == ["shop/pay.py"]


def test_link_to_a_folder_is_not_followed(root: Path) -> None:
    (root / "market").symlink_to(root / "shop", target_is_directory=True)
    (root / "shop" / "around").symlink_to(root, target_is_directory=True)
    assert names(Project(str(root))) == ["shop/pay.py"]


def test_links_in_a_circle_are_files_that_cannot_be_read(root: Path) -> None:
    (root / "a.py").symlink_to("b.py")
    (root / "b.py").symlink_to("a.py")
    project = Project(str(root))
    assert len(project.check().findings) == 1
    assert {"a.py", "b.py"} >= {project.name(it.location.path) for it in project.problems()} != set()


def test_link_to_what_is_not_checked_otherwise_is_a_file_of_its_own(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(SENDING, encoding="utf-8")
    (root / "tests").mkdir()
    (root / "tests" / "support.py").write_text(SENDING, encoding="utf-8")
    (root / "out.py").symlink_to(tmp_path / "outside.py")
    (root / "support.py").symlink_to("tests/support.py")
    project = Project(str(root))
    assert names(project) == ["out.py", "shop/pay.py", "support.py"]
    assert len(project.check().findings) == 3


def test_links_that_come_and_go(root: Path) -> None:
    project = Project(str(root))
    link, real = root / "a.py", root / "shop" / "pay.py"
    assert len(project.check().findings) == 1

    link.symlink_to(real)
    project.refresh([str(link)])
    assert names(project) == ["shop/pay.py"]

    real.unlink()
    project.refresh([str(real)])
    assert names(project) == names(Project(str(root)))

    link.unlink()
    link.write_text(SENDING, encoding="utf-8")
    project.refresh([str(link)])
    assert names(project) == ["a.py"]
    assert len(project.check().findings) == 1

    real.write_text(SENDING, encoding="utf-8")
    link.unlink()
    link.symlink_to(real)
    project.refresh([str(link), str(real)])
    assert names(project) == ["shop/pay.py"]
    assert len(project.check().findings) == 1
