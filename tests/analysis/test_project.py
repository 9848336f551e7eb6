"""A project follows overlays and the disk, and survives whatever it is given."""

from pathlib import Path

import pytest

from driftlint.analysis import project as project_module
from driftlint.analysis.project import Project
from driftlint.analysis.root import project_root
from driftlint.diagnostic.model import Finding

SENDING = """\
from django.db import transaction

from gateway import charge

def pay(order):
    with transaction.atomic():
        charge(order)
"""
GATEWAY = "import requests\n\ndef charge(order):\n    requests.post('https://psp.example')\n"


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [it.diagnostic.rule for it in findings]


def test_overlay_stands_over_the_disk_until_it_is_closed(tmp_path: Path) -> None:
    write(tmp_path, pay=SENDING, gateway=GATEWAY)
    project = Project(str(tmp_path))
    pay, gateway = str(tmp_path / "pay.py"), str(tmp_path / "gateway.py")
    assert rules(project.findings(pay)) == ["http-in-transaction"]
    project.open(gateway, "def charge(order): ...\n")
    assert project.findings(pay) == ()
    assert project.text(gateway) == "def charge(order): ...\n"
    project.close(gateway)
    assert rules(project.findings(pay)) == ["http-in-transaction"]


def test_disk_is_followed_when_told(tmp_path: Path) -> None:
    write(tmp_path, pay=SENDING)
    project = Project(str(tmp_path))
    pay, gateway = str(tmp_path / "pay.py"), tmp_path / "gateway.py"
    assert project.findings(pay) == ()
    gateway.write_text(GATEWAY, encoding="utf-8")
    project.refresh([str(gateway)])
    assert rules(project.findings(pay)) == ["http-in-transaction"]
    gateway.write_text("def charge(order): ...\n", encoding="utf-8")
    project.refresh([str(gateway)])
    assert project.findings(pay) == ()
    gateway.write_text(GATEWAY, encoding="utf-8")
    project.refresh([str(gateway)])
    gateway.unlink()
    project.refresh([str(gateway)])
    assert project.findings(pay) == ()
    assert project.files() == (pay,)


def test_new_unsaved_file_belongs_to_the_project(tmp_path: Path) -> None:
    write(tmp_path, pay=SENDING)
    project = Project(str(tmp_path))
    project.open(str(tmp_path / "gateway.py"), GATEWAY)
    assert rules(project.findings(str(tmp_path / "pay.py"))) == ["http-in-transaction"]
    project.close(str(tmp_path / "gateway.py"))
    assert project.findings(str(tmp_path / "pay.py")) == ()


def test_tests_and_excluded_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, pay=SENDING, tests__test_pay=SENDING, app__migrations__m1=SENDING, conftest=SENDING)
    (tmp_path / "constraints.yaml").write_text('exclude: ["**/migrations/**"]', encoding="utf-8")
    project = Project(str(tmp_path))
    assert [project.name(it) for it in project.files()] == ["pay.py"]
    assert project.findings(str(tmp_path / "conftest.py")) == ()


def test_unreadable_file_becomes_a_problem_and_costs_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, pay=SENDING, gateway=GATEWAY)
    (tmp_path / "binary.py").write_bytes(b"\0\1\2")
    (tmp_path / "latin.py").write_bytes(b"x = '\xe9'\n")
    (tmp_path / "declared.py").write_bytes(b"# -*- coding: latin-1 -*-\nx = '\xe9'\n")
    project = Project(str(tmp_path))
    (tmp_path / "gone.py").write_text("x = 1", encoding="utf-8")
    project.refresh([str(tmp_path / "gone.py")])
    (tmp_path / "gone.py").unlink()
    report = project.check()
    assert rules(report.findings) == ["http-in-transaction"]
    assert sorted(project.name(it.location.path) for it in report.problems) == ["binary.py", "gone.py", "latin.py"]


def test_check_of_some_paths(tmp_path: Path) -> None:
    write(tmp_path, pay=SENDING, gateway=GATEWAY, other__pay=SENDING)
    project = Project(str(tmp_path))
    told: list[tuple[int, int]] = []
    report = project.check([str(tmp_path / "other")], progress=lambda done, of: told.append((done, of)))
    assert [project.name(it.diagnostic.location.path) for it in report.findings] == ["other/pay.py"]
    assert report.files == 1
    assert told == [(0, 1), (1, 1)]


def test_rule_that_raises_costs_its_own_result_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a=SENDING, b=SENDING, gateway=GATEWAY)
    project = Project(str(tmp_path))
    monkeypatch.setattr("driftlint.rules.evaluation.calls_in_context", lambda *_: 1 / 0)
    project.open(str(tmp_path / "a.py"), "# driftlint: allow[x]\n" + SENDING)
    report = project.check()
    assert rules(report.findings) == ["suppression-without-reason", "unknown-rule-in-suppression"]
    assert {it.rule for it in report.problems} == {"rule-failed"}
    messages = [it.message for it in report.problems]
    assert sum("`http-in-transaction` failed on `a.py`" in it for it in messages) == 1
    assert sum("`slow-call-in-transaction` failed on `a.py`" in it for it in messages) == 1
    assert len(messages) == 2


@pytest.mark.parametrize(
    ("files", "path", "root"),
    [
        (["constraints.yaml", "svc/pyproject.toml", "svc/a.py"], "svc/a.py", "."),
        (["pyproject.toml", "svc/setup.py", "svc/app/a.py"], "svc/app", "svc"),
        (["pyproject.toml", "svc/__init__.py", "svc/setup.py", "svc/app/a.py"], "svc/app/a.py", "."),
        (["svc/constraints.yml", "svc/app/pyproject.toml", "svc/app/a.py"], "svc/app/a.py", "svc"),
    ],
)
def test_project_root(tmp_path: Path, files: list[str], path: str, root: str) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert project_root(str(tmp_path / path)) == str(tmp_path / root)


def test_report_is_part_of_the_project_module() -> None:
    assert {"Project", "Report", "Unknown"} <= set(project_module.__all__)
