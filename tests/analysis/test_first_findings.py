"""What is said of a file before a large project has been read."""

from pathlib import Path

import pytest

from driftlint.analysis.project import AT_ONCE, Project
from driftlint.diagnostic.model import Finding

MIXED = """\
from django.db import transaction
from fastapi import APIRouter, Depends
import gateway

router = APIRouter()

def current_user():
    return "somebody"

@router.get("/orders")
def list_orders(user=Depends(current_user)):
    return []

@router.get("/carts")
def list_carts(user=Depends(current_user)):
    return []

@router.delete("/orders/{order_id}")
def delete_order(order_id: int):
    with transaction.atomic():
        gateway.cancel(order_id)
"""
GATEWAY = "import requests\n\ndef cancel(order_id):\n    requests.post('https://psp.example')\n"


@pytest.fixture
def large(tmp_path: Path) -> Project:
    (tmp_path / "orders.py").write_text(MIXED, encoding="utf-8")
    (tmp_path / "gateway.py").write_text(GATEWAY, encoding="utf-8")
    for number in range(AT_ONCE):
        (tmp_path / f"part_{number}.py").write_text("", encoding="utf-8")
    return Project(str(tmp_path))


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [it.diagnostic.rule for it in findings]


def test_the_first_findings_need_no_more_than_what_the_file_uses(large: Project) -> None:
    orders = str(Path(large.root, "orders.py"))
    assert rules(large.first_findings(orders)) == ["http-in-transaction"]
    assert not large.settled
    everything = large.findings(orders)
    assert rules(everything) == ["unguarded-endpoint", "http-in-transaction"]
    assert large.settled
    assert large.first_findings(orders) == everything


def test_what_may_run_in_a_transaction_of_the_settings_is_judged_without_them_at_first(large: Project) -> None:
    orders = Path(large.root, "orders.py")
    for number in range(AT_ONCE):
        Path(large.root, f"more_{number}.py").write_text("", encoding="utf-8")
    orders.write_text(MIXED.replace("delete_order(order_id: int)", "delete_order(request, order_id)"), encoding="utf-8")
    project = Project(large.root)
    assert rules(project.first_findings(str(orders))) == ["http-in-transaction"]
    assert rules(project.findings(str(orders))) == ["unguarded-endpoint", "http-in-transaction"]


def test_a_small_project_has_all_its_findings_at_once(tmp_path: Path) -> None:
    (tmp_path / "orders.py").write_text(MIXED, encoding="utf-8")
    (tmp_path / "gateway.py").write_text(GATEWAY, encoding="utf-8")
    project = Project(str(tmp_path))
    assert rules(project.first_findings(str(tmp_path / "orders.py"))) == ["unguarded-endpoint", "http-in-transaction"]


def test_a_rule_that_would_read_on_and_on_is_left_for_later(tmp_path: Path) -> None:
    chain = [f"import part_{number + 1}\n\ndef run():\n    part_{number + 1}.run()\n" for number in range(2 * AT_ONCE)]
    for number, text in enumerate(chain):
        (tmp_path / f"part_{number}.py").write_text(text, encoding="utf-8")
    first = "from django.db import transaction\nimport part_0\n\n"
    calls = "\n".join(f"        part_{number}.run()" for number in range(2 * AT_ONCE))
    imports = "\n".join(f"import part_{number}" for number in range(2 * AT_ONCE))
    text = f"{first}{imports}\n\ndef pay():\n    with transaction.atomic():\n{calls}\n"
    (tmp_path / "orders.py").write_text(text, encoding="utf-8")
    (tmp_path / f"part_{2 * AT_ONCE}.py").write_text(GATEWAY.replace("cancel(order_id)", "run()"), encoding="utf-8")
    project = Project(str(tmp_path))
    assert project.first_findings(str(tmp_path / "orders.py")) == ()
    assert "http-in-transaction" in rules(project.findings(str(tmp_path / "orders.py")))
