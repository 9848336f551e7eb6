"""Half-typed text that is saved costs the baseline nothing."""

import ast
from pathlib import Path

import pytest

from driftlint.analysis.baseline import NAME, Entry
from driftlint.analysis.project import Project
from driftlint.analysis.upkeep import record, recordable, shrink
from tests.harness.command import driftlint

SHOP = """\
import httpx
from django.db import transaction


def pay(order):
    with transaction.atomic():
        order.save()
        httpx.post("https://example.com", json={"a": order.id})


class Desk:
    def close(self, order):
        if order:
            with transaction.atomic():
                httpx.post(
                    "https://example.com",
                )
"""


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def half_typed() -> list[str]:
    """Every beginning of the text, and the text with every beginning of each line, that Python does not take."""
    lines = SHOP.splitlines(keepends=True)
    texts = [SHOP[:length] for length in range(len(SHOP))]
    for number, line in enumerate(lines):
        texts += ["".join([*lines[:number], line[:end], "\n", *lines[number + 1 :]]) for end in range(len(line))]
    return [it for it in texts if not parses(it)]


def with_baseline(root: Path) -> tuple[Project, tuple[Entry, ...]]:
    project = Project(str(root))
    entries = recordable(project, project.check().findings)
    record(project, entries)
    return project, entries


def test_no_half_typed_file_loses_an_entry(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    project, entries = with_baseline(tmp_path)
    assert len(entries) == 2
    texts = half_typed()
    assert len(texts) > 300
    for text in texts:
        project.open(str(tmp_path / "shop.py"), text)
        assert not shrink(project, str(tmp_path / "shop.py")), text
    assert project.recorded.entries == entries


@pytest.mark.parametrize(("gateway", "shrinks"), [("def charge():\n", False), ("def charge():\n    pass\n", True)])
def test_nor_is_one_lost_whose_chain_of_calls_leads_through_it(tmp_path: Path, gateway: str, *, shrinks: bool) -> None:
    shop = SHOP.replace("import httpx", "import gateway").replace("httpx.post(", "gateway.charge(")
    (tmp_path / "shop.py").write_text(shop, encoding="utf-8")
    (tmp_path / "gateway.py").write_text(
        "import httpx\n\n\ndef charge(*args, **more):\n    httpx.post(*args, **more)\n", encoding="utf-8"
    )
    project, entries = with_baseline(tmp_path)
    assert len(entries) == 2
    project.open(str(tmp_path / "gateway.py"), gateway)
    assert shrink(project, str(tmp_path / "shop.py")) == shrinks


def test_recording_anew_keeps_what_is_half_typed(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    with_baseline(tmp_path)
    before = (tmp_path / NAME).read_text(encoding="utf-8")
    (tmp_path / "shop.py").write_text(SHOP.partition("        order.save")[0], encoding="utf-8")
    assert driftlint("check", "--prune", folder=tmp_path).code == 0
    assert driftlint("baseline", folder=tmp_path).code == 0
    assert (tmp_path / NAME).read_text(encoding="utf-8") == before
