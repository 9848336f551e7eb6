"""Every fix that is offered anywhere holds its promise: the text parses, the diagnostic is gone, no new one came."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from driftlint.analysis.examples import fixed_texts, project_of, texts
from driftlint.analysis.fixing import edited_texts
from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Diagnostic, Fix, Status
from driftlint.rules.fixes.registry import FIXERS, OWN_FIXES
from driftlint.rules.registry import registry
from driftlint.rules.rule import Invalid

PROJECTS = Path(__file__).parent.parent / "projects"
SAMPLES = sorted(it for it in PROJECTS.iterdir() if it.is_dir() and any(it.rglob("*.py")))
EXAMPLES = {
    f"{rule.id}-{number}": it for rule in registry().rules.values() for number, it in enumerate(rule.tests.invalid, 1)
}
EXPECT = re.compile(r"  # expect: .*")
FIXED = {name: it for name, it in EXAMPLES.items() if it.fixed is not None}


@pytest.mark.parametrize("root", SAMPLES, ids=[it.name for it in SAMPLES])
def test_fixes_of_sample_projects(root: Path) -> None:
    project = Project(str(root))
    for diagnostic, fix in offered(project):
        check(project, diagnostic, fix)
    assert project.problems() == ()


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_fixes_of_examples(tmp_path: Path, example: Invalid) -> None:
    project = project_of(example.code, tmp_path)
    for diagnostic, fix in offered(project):
        check(project, diagnostic, fix)
    assert project.problems() == ()


@pytest.mark.parametrize("example", FIXED.values(), ids=FIXED.keys())
def test_fixed_text_of_an_example_is_what_the_fix_makes(tmp_path: Path, example: Invalid) -> None:
    project = project_of(example.code, tmp_path)
    fixes = [fix for _, fix in offered(project) if example.fix in (None, fix.id)]
    assert fixes != [], "the example says what is made of it, but no fix is offered"
    before = {str(tmp_path / path): text for path, text in texts(example.code).items()}
    after = {**before, **edited_texts(fixes[0].edits, before)}
    expected = fixed_texts(example)
    assert expected is not None
    made = {Path(path).relative_to(tmp_path).as_posix(): text for path, text in after.items()}
    assert {path: EXPECT.sub("", text) for path, text in made.items()} == {
        path: EXPECT.sub("", text) for path, text in expected.items()
    }


def test_rules_name_fixes_that_exist() -> None:
    named = {it for its in (*(rule.fix for rule in registry().rules.values()), *OWN_FIXES.values()) for it in its}
    assert named == set(FIXERS)


def offered(project: Project) -> Iterator[tuple[Diagnostic, Fix]]:
    for finding in project.check().findings:
        if finding.status is Status.NEW:
            for fix in project.fixes(finding.diagnostic):
                yield finding.diagnostic, fix


def check(project: Project, diagnostic: Diagnostic, fix: Fix) -> None:
    before = {it.path: "" if it.create else project.text(it.path) for it in fix.edits}
    after = edited_texts(fix.edits, before)
    for text in after.values():
        ast.parse(text)
    found = counted(project, after)
    with project.supposing(after):
        left = counted(project, after)
    mended = (diagnostic.rule, diagnostic.owner, diagnostic.subject)
    assert left[mended] == found[mended] - 1
    assert {it: left[it] for it in left if left[it] > found[it]} == {}
    assert counted(project, after) == found, "the project is as it was"


def counted(project: Project, paths: dict[str, str]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (it.diagnostic.rule, it.diagnostic.owner, it.diagnostic.subject)
        for path in paths
        for it in project.findings(path)
        if it.status is Status.NEW
    )
