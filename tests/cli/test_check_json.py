import json
from pathlib import Path
from typing import Any

import msgspec

from driftlint import __version__
from driftlint.cli.output.report import CheckReport
from tests.cli.backends import API, PAY, ROUTED
from tests.harness.command import driftlint, write


def reported(folder: Path, *arguments: str) -> dict[str, Any]:
    ended = driftlint("check", *arguments, "--format", "json", folder=folder)
    assert ended.err == ""
    report = json.loads(ended.out)
    assert ended.code == int(any(it["status"] == "new" for it in report["findings"]))
    again = json.loads(msgspec.json.encode(msgspec.json.decode(ended.out, type=CheckReport, strict=True)))
    assert again == report, "the report holds exactly what its schema names"
    return report


def test_report(tmp_path: Path) -> None:
    write(tmp_path, ROUTED)
    report = reported(tmp_path)
    (finding,) = report.pop("findings")
    fixes, fingerprint, why = finding.pop("fixes"), finding.pop("fingerprint"), finding.pop("why")
    message = finding.pop("message")
    assert finding == {
        "rule": "http-in-transaction",
        "severity": "error",
        "path": "shop/orders.py",
        "range": {"start": {"line": 9, "column": 9}, "end": {"line": 9, "column": 31}},
        "status": "new",
        "confidence": "certain",
        "related": [
            {
                "path": "shop/orders.py",
                "range": {"start": {"line": 7, "column": 10}, "end": {"line": 7, "column": 30}},
                "message": "the transaction is opened here by `django.db.transaction.atomic`",
            },
            {
                "path": "shop/orders.py",
                "range": {"start": {"line": 9, "column": 9}, "end": {"line": 9, "column": 31}},
                "message": "calls `Client.charge`",
            },
            {
                "path": "shop/gateway.py",
                "range": {"start": {"line": 9, "column": 16}, "end": {"line": 9, "column": 67}},
                "message": "`httpx.Client.post` sends HTTP",
            },
        ],
    }
    assert message.startswith("`Client().charge` sends HTTP while the transaction opened in line 7 is held")
    assert message.endswith("→ `httpx.Client.post`")
    assert len(fingerprint) >= 16
    assert "row locks" in why
    assert all(it["safety"] in ("safe", "unsafe") and it["title"] for it in fixes)
    seconds = report["summary"].pop("seconds")
    assert seconds >= 0
    assert report == {
        "version": 1,
        "tool": {"name": "driftlint", "version": __version__},
        "unknown": [],
        "summary": {"files": 3, "endpoints": 0, "new": 1, "known": 0, "suppressed": 0},
    }


def test_clean_report_is_a_report(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", "shop.py": "x = 1\n"})
    assert reported(tmp_path)["findings"] == []


def test_paths_are_relative_to_the_project_whatever_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path, ROUTED)
    assert [it["path"] for it in reported(tmp_path / "shop", "orders.py")["findings"]] == ["shop/orders.py"]


def test_paths_of_several_projects_start_where_they_part(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, {"pyproject.toml": "", "pay.py": PAY})
    found = reported(tmp_path, "one", "two")["findings"]
    assert [it["path"] for it in found] == ["one/pay.py", "two/pay.py"]


def test_columns_are_code_points(tmp_path: Path) -> None:
    text = PAY.replace("requests.post", 'print("😀", "é"); requests.post')
    write(tmp_path, {"pay.py": text})
    (finding,) = reported(tmp_path)["findings"]
    assert finding["range"] == {"start": {"line": 8, "column": 26}, "end": {"line": 8, "column": 69}}


def test_suppressed_findings_keep_their_status(tmp_path: Path) -> None:
    text = PAY.replace("requests.post", "# driftlint: allow[http-in-transaction] known\n            requests.post")
    write(tmp_path, {"pay.py": text})
    report = reported(tmp_path)
    assert [it["status"] for it in report["findings"]] == ["suppressed"]
    assert report["summary"] | {"seconds": 0} == {
        "files": 1, "endpoints": 0, "new": 0, "known": 0, "suppressed": 1, "seconds": 0,
    }  # fmt: skip


def test_fingerprint_stays_while_code_moves(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    before = [it["fingerprint"] for it in reported(tmp_path)["findings"]]
    write(tmp_path, {"pay.py": "import os\n\n\n" + (tmp_path / "pay.py").read_text()})
    assert [it["fingerprint"] for it in reported(tmp_path)["findings"]] == before


def test_endpoints_are_counted(tmp_path: Path) -> None:
    write(tmp_path, API)
    report = reported(tmp_path)
    assert report["summary"]["endpoints"] == 4
    assert [it["rule"] for it in report["findings"]] == ["unguarded-endpoint"]
