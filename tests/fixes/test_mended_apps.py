"""A sample backend still works after every fix that can be made in it: it starts, and its own tests pass."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from driftlint.analysis.mending import mend
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Safety
from driftlint.text.files import read_text, write_text
from tests.oracle.report import PROJECTS_FOLDER

LIMIT = 2
"""So little may a handler hold here, for more to be extracted than anybody would."""

MENDED = (
    "clinic_django", "depot_flask_apis", "harbour_aiohttp", "library_flask", "notes_drf", "shop_fastapi", "tickets_drf",
)  # fmt: skip
"""Where there is something to mend."""


def lowered(root: Path) -> None:
    """Lowers how much a handler may hold in the constraints of the project."""
    path = next((it for it in (root / "constraints.yaml", root / "constraints.yml") if it.exists()), None)
    said: dict[str, Any] = {"version": 1}
    if path is not None:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    said.setdefault("rules", {})["business-logic-in-controller"] = {"limit": LIMIT}
    (path or root / "constraints.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")


@pytest.mark.parametrize("name", MENDED)
def test_it_works_after_all_fixes(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    shutil.copytree(PROJECTS_FOLDER / name, root, ignore=shutil.ignore_patterns("__pycache__"))
    lowered(root)
    project = Project(str(root))
    texts = {it: read_text(it) for it in project.files()}
    mended = mend(project, project.files(), frozenset(), frozenset(Safety))
    assert mended.made != ()
    assert {it: project.text(it) for it in project.files()} == texts, "the project is as it was"
    for path, text in mended.after.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    fresh = Project(str(root)).check().findings
    assert [(it.fingerprint, it.status) for it in fresh] == [(it.fingerprint, it.status) for it in mended.findings]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "anyio.pytest_plugin"]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
