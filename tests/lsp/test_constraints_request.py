"""`driftlint/constraints`: the rules in force and what they found, for a view of them in any editor."""

from pathlib import Path

import pytest

from tests.harness.editor import editor
from tests.lsp.workspace import SHOP, write

pytestmark = pytest.mark.asyncio


async def test_rules_with_their_findings_and_routes(tmp_path: Path) -> None:
    async with editor(write(tmp_path, SHOP)) as it:
        found = {entry["id"]: entry for entry in (await it.request("driftlint/constraints", {}))["constraints"]}
        assert found["unguarded-endpoint"]["findings"] == []
        rule = found["http-in-transaction"]
        assert rule["severity"] == "error"
        assert rule["summary"].startswith("detects")
        [finding] = rule["findings"]
        assert (finding["file"], finding["status"], finding["acceptable"]) == ("shop/orders.py", "new", True)
        assert finding["subject"] == "charge → requests.post"
        assert finding["uri"] == it.uri("shop/orders.py")
        assert [(step["file"], step["range"]["start"]["line"]) for step in finding["route"]] == [
            ("shop/orders.py", 6),
            ("shop/orders.py", 8),
            ("shop/gateway.py", 4),
        ]


async def test_excused_finding_is_listed_with_its_reason(tmp_path: Path) -> None:
    async with editor(write(tmp_path, SHOP)) as it:
        it.open("shop/orders.py")
        it.replace("shop/orders.py", "charge(order)", "charge(order)  # driftlint: allow[http-in-transaction] fast")
        found = {entry["id"]: entry for entry in (await it.request("driftlint/constraints", {}))["constraints"]}
        [finding] = found["http-in-transaction"]["findings"]
        assert (finding["status"], finding["reason"], finding["acceptable"]) == ("suppressed", "fast", False)


async def test_mistake_in_the_constraints_is_listed_too(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {**SHOP, "constraints.yaml": "version: 2\n"})) as it:
        found = {entry["id"]: entry for entry in (await it.request("driftlint/constraints", {}))["constraints"]}
        [finding] = found["invalid-configuration"]["findings"]
        assert (finding["file"], finding["status"], finding["acceptable"]) == ("constraints.yaml", "new", False)


async def test_file_that_cannot_be_read_keeps_nothing_else_from_being_listed(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    (tmp_path / "shop" / "binary.py").write_bytes(b"\xff\xfe\x00 x = 1")
    (tmp_path / "shop" / "gone.py").symlink_to(tmp_path / "nowhere.py")
    async with editor(tmp_path) as it:
        found = {entry["id"]: entry for entry in (await it.request("driftlint/constraints", {}))["constraints"]}
        assert [finding["file"] for finding in found["http-in-transaction"]["findings"]] == ["shop/orders.py"]
        assert (await it.command("driftlint.checkWorkspace"))["error"] == 1
        assert await it.request("driftlint/explain", {"uri": it.uri("shop/binary.py"), "line": 0}) is not None
        assert await it.request("driftlint/explain", {"uri": "untitled:one", "line": 0}) is None
        assert await it.request("driftlint/explain", {"uri": it.uri("shop/orders.py"), "line": 10_000}) is not None
