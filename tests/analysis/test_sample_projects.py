"""The sample backends, each with exactly the findings that a person who knows them expects."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Diagnostic, Status

PROJECTS = Path(__file__).resolve().parent.parent / "projects"
NAMES = sorted(it.name.removesuffix(".expected.yaml") for it in PROJECTS.glob("*.expected.yaml"))


def expected(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((PROJECTS / f"{name}.expected.yaml").read_text(encoding="utf-8")) or []


def new(project: Project) -> list[Diagnostic]:
    return [it.diagnostic for it in project.check().findings if it.status is Status.NEW]


def line_of(root: Path, entry: dict[str, Any]) -> int:
    lines = (root / entry["path"]).read_text(encoding="utf-8").splitlines()
    (number,) = (number for number, line in enumerate(lines) if entry["text"] in line)
    return number


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_the_expected_ones(name: str) -> None:
    root = PROJECTS / name
    project = Project(str(root))
    found = sorted((it.rule, project.name(it.location.path), it.location.range.start.line) for it in new(project))
    assert found == sorted((it["rule"], it["path"], line_of(root, it)) for it in expected(name) if "silent" not in it)
    assert project.problems() == ()
    assert new(Project(str(root), room=1)) == new(project)


@pytest.mark.parametrize("name", NAMES)
def test_routes_are_the_expected_ones(name: str) -> None:
    root = PROJECTS / name
    routes = {(it["path"], line_of(root, it)): it["route"] for it in expected(name) if "route" in it}
    project = Project(str(root))
    for diagnostic in new(project):
        if diagnostic.rule == "http-in-transaction":
            place = project.name(diagnostic.location.path), diagnostic.location.range.start.line
            steps = [it.message.split("`")[1] for it in diagnostic.related[1:]] or [diagnostic.subject.split(" → ")[1]]
            assert len(steps) == len(routes[place])
            assert all(
                wanted.endswith(step) or step.endswith(wanted)
                for step, wanted in zip(steps, routes[place], strict=True)
            )
