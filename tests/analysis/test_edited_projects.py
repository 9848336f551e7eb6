"""Whatever is done to a whole project, it ends in what a fresh run on the final texts shows.

`python -m tests.nightly` is the long form.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.harness.edited_project import KINDS, EditedProject, Step, copy, difference, seen

PROJECTS = Path(__file__).resolve().parent.parent / "projects"
NAMES = sorted(it.name for it in PROJECTS.iterdir() if it.is_dir())

numbers = st.integers(0, 9_999)
steps = st.lists(st.builds(Step, st.sampled_from(KINDS), numbers, numbers, numbers), min_size=1, max_size=16)


@settings(max_examples=50)
@given(st.sampled_from(NAMES), steps)
@example("notes_drf", [Step("look", 0, 0, 0), Step("configure", 0, 1, 5), Step("configure", 0, 0, 0)])
def test_edited_project_shows_what_a_fresh_one_does(name: str, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = EditedProject(copy(PROJECTS / name, Path(folder).resolve() / name))
        for step in steps:
            project.do(step)
        assert difference(project) == []


def test_file_edited_while_it_was_excluded_says_what_the_editor_says(tmp_path: Path) -> None:
    project = EditedProject(copy(PROJECTS / "notes_drf", tmp_path / "notes"))
    excluding, including = Step("configure", 0, 1, 5), Step("configure", 0, 0, 0)
    models = tmp_path / "notes" / "notes" / "models.py"
    project.do(excluding)
    project.type(models, project.text(models).replace("__str__", "shown"))
    project.do(Step("copy", 0, 0, 0))
    project.do(including)
    assert difference(project) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_file_deleted_and_restored_shows_what_it_did(tmp_path: Path, name: str) -> None:
    project = EditedProject(copy(PROJECTS / name, tmp_path / name))
    before = seen(project.project)
    for path, content in project.original.items():
        project.remove(path)
        seen(project.project)
        path.write_text(content, encoding="utf-8")
        project.project.refresh([str(path)])
    assert seen(project.project) == before
