import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.cli.backends import API, CALM, PAY, ROUTED
from tests.harness.command import driftlint, write


def without_seconds(text: str) -> str:
    return re.sub(r"\d+\.\d\d s", "0.00 s", text)


def test_clean_project(tmp_path: Path) -> None:
    write(tmp_path, {"calm.py": CALM})
    ended = driftlint("check", folder=tmp_path)
    assert without_seconds(ended.out) == "Checked 1 file and 0 endpoints in 0.00 s: no constraint is broken\n"
    assert (ended.code, ended.err) == (0, "")


def test_finding_shows_source_route_reason_and_summary(tmp_path: Path) -> None:
    write(tmp_path, ROUTED)
    ended = driftlint("check", folder=tmp_path)
    assert ended.err == ""
    assert ended.code == 1
    found, _, summary = ended.out.rpartition("\n\n")
    assert without_seconds(summary) == "Checked 3 files and 0 endpoints in 0.00 s: 1 finding (1 error)\n"
    message, *rest = found.splitlines()
    assert message.startswith(
        "error[http-in-transaction]: `Client().charge` sends HTTP while the transaction opened in "
    )
    expected = """\
         --> shop/orders.py:9:9
          |
        9 |         Client().charge(order)
          |         ^^^^^^^^^^^^^^^^^^^^^^
          = route:
             1. shop/orders.py:7   the transaction is opened here by `django.db.transaction.atomic`
                with transaction.atomic():
             2. shop/orders.py:9   calls `Client.charge`
                Client().charge(order)
             3. shop/gateway.py:9  `httpx.Client.post` sends HTTP
                return self.http.post("/charge", json={"order": order.pk})
          = why: The remote decides how long row locks and a pooled connection are held."""
    assert [it for it in rest if " = fix: " not in it] == dedent(expected).splitlines()


def test_places_are_written_for_the_current_folder(tmp_path: Path) -> None:
    write(tmp_path / "backend", ROUTED)
    assert "--> backend/shop/orders.py:9:9" in driftlint("check", "backend", folder=tmp_path).out
    assert "--> orders.py:9:9" in driftlint("check", folder=tmp_path / "backend" / "shop").out
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    place = (tmp_path / "backend" / "shop" / "orders.py").as_posix()
    assert f"--> {place}:9:9" in driftlint("check", "../backend", folder=elsewhere).out


def test_only_what_was_asked_for_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {**ROUTED, "pay.py": PAY})
    ended = driftlint("check", "pay.py", folder=tmp_path)
    assert ended.out.count("error[") == 1
    assert "--> pay.py:8:9" in ended.out
    assert "Checked 1 file " in ended.out


def test_only_the_endpoints_of_what_was_asked_for_are_counted(tmp_path: Path) -> None:
    write(tmp_path, API)
    assert "Checked 1 file and 4 endpoints" in driftlint("check", "shop/api.py", folder=tmp_path).out
    assert "Checked 1 file and 0 endpoints" in driftlint("check", "shop/db.py", folder=tmp_path).out


def test_route_leads_into_files_that_were_not_asked_for(tmp_path: Path) -> None:
    write(tmp_path, ROUTED)
    assert "gateway.py:9" in driftlint("check", "shop/orders.py", folder=tmp_path).out


def test_several_projects_in_one_run(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, {"pyproject.toml": "", "pay.py": PAY})
    ended = driftlint("check", "one", "two", folder=tmp_path)
    assert "--> one/pay.py:8:9" in ended.out
    assert "--> two/pay.py:8:9" in ended.out
    assert "Checked 2 files " in ended.out
    assert ": 2 findings (2 errors)" in ended.out


def test_only_one_rule(tmp_path: Path) -> None:
    write(tmp_path, {**API, "pay.py": PAY})
    both = driftlint("check", folder=tmp_path)
    assert {"error[http-in-transaction]", "error[unguarded-endpoint]"} <= set(re.findall(r"error\[.*?\]", both.out))
    one = driftlint("check", "--rule", "unguarded-endpoint", folder=tmp_path)
    assert set(re.findall(r"error\[.*?\]", one.out)) == {"error[unguarded-endpoint]"}


def test_finding_that_is_not_certain_says_so(tmp_path: Path) -> None:
    lone = {**API, "shop/api.py": API["shop/api.py"].replace("user=Depends(current_user)", "")}
    write(tmp_path, lone)
    ended = driftlint("check", folder=tmp_path)
    assert ended.out.count("error[unguarded-endpoint]") == 1, "a project without any guard is told once"
    assert " = confidence: likely, not certain" in ended.out
    page = driftlint("explain", "shop/api.py:24", folder=tmp_path).out
    assert "\nConfidence\n  likely, not certain" in page


def test_what_is_not_known_is_listed_on_request(tmp_path: Path) -> None:
    dynamic = API["shop/api.py"].replace("(order_id: int):", "(order_id: int, user=Depends(GUARDS['order'])):")
    write(tmp_path, {**API, "shop/api.py": dynamic.replace("router =", "GUARDS = load()\n        router =")})
    ended = driftlint("check", folder=tmp_path)
    assert "1 place not decided: --show-unknown lists them" in ended.out
    assert ended.code == 0
    ended = driftlint("check", "--show-unknown", folder=tmp_path)
    assert "unknown:\n  shop/api.py:25  unguarded-endpoint: whether `DELETE /orders/{order_id}` is guarded" in ended.out


def test_rule_that_is_off_is_noted(tmp_path: Path) -> None:
    write(tmp_path, {"constraints.yaml": "rules: {http-in-transaction: off}", "pay.py": PAY})
    ended = driftlint("check", "--rule", "http-in-transaction", folder=tmp_path)
    assert ended.err == (
        "driftlint: note: the rule `http-in-transaction` is not in force in this project and says nothing\n"
    )
    assert ended.code == 0


@pytest.mark.parametrize(("severity", "code"), [("error", 1), ("warning", 1), ("info", 0), ("hint", 0)])
def test_exit_code_follows_the_severity(tmp_path: Path, severity: str, code: int) -> None:
    write(tmp_path, {"constraints.yaml": f"rules: {{http-in-transaction: {severity}}}", "pay.py": PAY})
    ended = driftlint("check", folder=tmp_path)
    assert f"{severity}[http-in-transaction]" in ended.out
    assert ended.code == code


def test_suppressed_findings_are_counted_and_listed_with_their_reason(tmp_path: Path) -> None:
    excused = PAY.replace(
        'requests.post("https://psp.example/charge")',
        'requests.post("https://psp.example/charge")  # driftlint: allow[http-in-transaction] the bank is local',
    )
    write(tmp_path, {"pay.py": excused})
    ended = driftlint("check", folder=tmp_path)
    assert without_seconds(ended.out) == (
        "suppressed:\n"
        "  pay.py:8  http-in-transaction: the bank is local\n"
        "Checked 1 file and 0 endpoints in 0.00 s: no constraint is broken, 1 suppressed\n"
    )
    assert ended.code == 0


def test_colours_only_where_wanted(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    assert "\x1b[" not in driftlint("check", folder=tmp_path).out
    assert "\x1b[" in driftlint("check", "--color", folder=tmp_path, NO_COLOR="1").out
    assert "\x1b[" in driftlint("check", folder=tmp_path, FORCE_COLOR="1").out
    assert "\x1b[" not in driftlint("check", "--no-color", folder=tmp_path, FORCE_COLOR="1").out


def test_output_that_cannot_be_encoded_is_spelt_otherwise(tmp_path: Path) -> None:
    write(tmp_path, ROUTED)
    ended = driftlint("check", folder=tmp_path, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert "-> `httpx.Client.post`" in ended.out
    assert ended.code == 1


def test_nothing_of_the_project_is_run(tmp_path: Path) -> None:
    shout = "import pathlib\npathlib.Path('ran').touch()\n"
    write(tmp_path, {"shop/__init__.py": shout, "sitecustomize.py": shout, "setup.py": shout, "conftest.py": shout})
    assert driftlint("check", folder=tmp_path).code == 0
    assert not list(tmp_path.rglob("ran"))
