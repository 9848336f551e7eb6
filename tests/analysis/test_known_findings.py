"""What the baseline knows stays known through refactoring, and nothing else becomes so."""

import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from driftlint.analysis.baseline import Baseline, Entry, written
from driftlint.analysis.known import Known
from driftlint.analysis.project import Project
from driftlint.analysis.standing import Standing
from driftlint.analysis.upkeep import Doubt, kept, recordable
from driftlint.diagnostic.model import Finding, Status
from tests.harness.refactored import Backend, backend, plant, refactor

ROOT = os.path.abspath(os.sep + "no-such-folder")  # noqa: PTH100  every text is held in memory
SEEDS = st.integers(0, 1 << 32)


STANDS = Standing(lambda *_: True, lambda _: True)
GONE = Standing(lambda *_: False, lambda _: False)


def checked(it: Backend, baseline: tuple[Entry, ...]) -> tuple[Project, tuple[Finding, ...]]:
    project = Project(ROOT)
    for name, text in it.texts().items():
        project.open(str(Path(ROOT, name)), text)
    project.open(project.recorded.path, written(Baseline(baseline)))
    return project, project.check().findings


def recorded(it: Backend) -> tuple[Entry, ...]:
    return recordable(*checked(it, ()))


FIRST = recorded(backend())


def ids(found: Sequence[Finding], status: Status) -> list[tuple[str, str]]:
    return [(it.diagnostic.rule, it.diagnostic.owner) for it in found if it.status is status]


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, steps=st.integers(1, 3))
def test_refactoring_leaves_findings_known(seed: int, steps: int) -> None:
    it, random, baseline = backend(), Random(seed), FIRST  # noqa: S311  no secret
    for _ in range(steps):
        refactor(it, random)
        project, found = checked(it, baseline)
        assert ids(found, Status.NEW) == [], it.refactorings
        left = kept(project, found, Doubt())
        assert left.gone == (), it.refactorings
        assert left.entries == recordable(project, found), "what is kept has its present name"
        baseline = left.entries


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS, refactored=st.booleans())
def test_planted_finding_is_new(seed: int, refactored: bool) -> None:
    it, random = backend(), Random(seed)  # noqa: S311  no secret
    unit = plant(it, random, copies=not refactored)
    if refactored:
        refactor(it, random)
    _, found = checked(it, FIRST)
    assert len(ids(found, Status.NEW)) == 1, (unit, it.refactorings)
    assert len(ids(found, Status.KNOWN)) == len(FIRST)
    if not refactored:
        assert {owner.rpartition(".")[2] for _, owner in ids(found, Status.NEW)} == {unit.name}


def test_one_more_of_the_same_is_new() -> None:
    it = backend()
    texts = it.texts()
    again = '        requests.post("https://psp.example/again")\n'
    project = Project(ROOT)
    for name, text in texts.items():
        project.open(str(Path(ROOT, name)), text)
    project.open(project.recorded.path, written(Baseline(FIRST)))
    path = str(Path(ROOT, "shop/orders.py"))
    line = next(it for it in texts["shop/orders.py"].splitlines(keepends=True) if "requests.post" in it)
    project.open(path, texts["shop/orders.py"].replace(line, again + line))
    assert ids(project.findings(path), Status.NEW) == [("http-in-transaction", "step_0")]


def test_finding_in_a_function_that_stayed_is_not_taken_for_one_elsewhere() -> None:
    entry = Entry("http-in-transaction", "a.py", "pay", "post → httpx.post")
    elsewhere = Entry("http-in-transaction", "b.py", "pay", "post → httpx.post")
    assert Known([entry]).recognised("b.py", [elsewhere], STANDS) == [None], "mended there, made anew here"
    assert Known([entry]).recognised("b.py", [elsewhere], GONE) == [entry], "moved"


def test_file_that_git_saw_renamed_takes_its_findings_along() -> None:
    entry = Entry("http-in-transaction", "a.py", "pay", "post → httpx.post")
    other = Entry("http-in-transaction", "b.py", "pay_all", "post → httpx.post")
    assert Known([entry]).recognised("b.py", [other], GONE) == [None]
    renamed = Known([entry], {"a.py": "b.py"}).recognised("b.py", [other], GONE)
    assert renamed == [Entry("http-in-transaction", "b.py", "pay", "post → httpx.post")]
