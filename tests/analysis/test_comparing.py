"""What is said of another revision is what a fresh check of its files says."""

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from driftlint.analysis.comparing import compare
from driftlint.analysis.project import Project
from driftlint.analysis.upkeep import recordable
from tests.analysis.test_sample_projects import PROJECTS

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    subprocess.run(["git", *identity, *arguments], cwd=folder, env=ENVIRONMENT, check=True)  # noqa: S607


def disturb(root: Path, random: Random) -> None:
    """Changes files as only somebody can who does not care what they say."""
    paths = sorted(it for it in root.rglob("*.py") if it.read_bytes().strip())
    gone, moved, cut, doubled, *_ = random.sample(paths, 8)
    gone.unlink()
    moved.rename(moved.with_name("moved_" + moved.name))
    lines = cut.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    cut.write_text("".join(lines), encoding="utf-8")
    shutil.copy(doubled, doubled.with_name("added_" + doubled.name))


@pytest.mark.parametrize("name", ["shop_fastapi", "clinic_django", "tickets_drf", "library_flask"])
def test_other_revision_is_judged_as_if_it_were_checked_out(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    shutil.copytree(PROJECTS / name, root)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one")
    expected = recordable(fresh := Project(str(root)), fresh.check().findings)
    for seed in range(3):
        disturb(root, Random(seed))  # noqa: S311  no secret
        project = Project(str(root))
        now = project.check().findings
        there = compare(project, "HEAD")
        assert {it.once: there.known.times(it) for it in expected} == {it.once: it.times for it in expected}
        assert project.check().findings == now, "afterwards all is as it is"
        assert Project(str(root)).check().findings == now
        git(root, "reset", "-q", "--hard")
        git(root, "clean", "-fdq")
