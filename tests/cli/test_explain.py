from pathlib import Path

import pytest

from driftlint.rules.own_findings import OWN_FINDINGS
from driftlint.rules.registry import registry
from tests.cli.backends import API, PAY, ROUTED
from tests.harness.command import driftlint, write


def explained(target: str, folder: Path) -> str:
    ended = driftlint("explain", target, folder=folder)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def refused(target: str, folder: Path) -> str:
    ended = driftlint("explain", target, folder=folder)
    assert (ended.code, ended.out) == (2, "")
    return ended.err


@pytest.mark.parametrize("id_", list(registry().rules))
def test_page_of_a_rule(id_: str, tmp_path: Path) -> None:
    page = explained(id_, tmp_path)
    rule = registry().rules[id_]
    words = page.split()
    for text in (rule.summary, rule.why, rule.instead):
        assert " ".join(text.split()) in " ".join(words)
    for heading in ("Why", "Instead", "Reported", "Not reported", "To excuse one place"):
        assert f"\n{heading}\n" in page
    assert f"# driftlint: allow[{id_}]" in page
    assert f"/{id_}.yaml" in page
    assert "# reported" in page
    assert "# expect:" not in page


@pytest.mark.parametrize("id_", OWN_FINDINGS)
def test_page_of_every_other_id_that_is_reported(id_: str, tmp_path: Path) -> None:
    page = explained(id_, tmp_path)
    assert page.startswith(f"{id_}\n")
    assert " ".join(OWN_FINDINGS[id_].split()) in " ".join(page.split())


def test_line_with_a_finding(tmp_path: Path) -> None:
    write(tmp_path, ROUTED)
    page = explained("shop/orders.py:9", tmp_path)
    assert page.startswith("error[http-in-transaction]: `Client().charge` sends HTTP")
    assert "1. shop/orders.py:7   the transaction is opened here by `django.db.transaction.atomic`" in page
    assert "3. shop/gateway.py:9  `httpx.Client.post` sends HTTP" in page
    rule = registry().rules["http-in-transaction"]
    for text in (rule.why, rule.instead):
        assert " ".join(text.split()) in " ".join(page.split())
    assert "# driftlint: allow[http-in-transaction]" in page


def test_fixes_are_shown_as_diffs(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    page = explained("pay.py:8", tmp_path)
    assert "Fix 1: " in page
    assert '-        requests.post("https://psp.example/charge")' in page
    assert any(line.strip().startswith("+ ") and "requests.post" in line for line in page.splitlines())
    before = (tmp_path / "pay.py").read_text(encoding="utf-8")
    assert "requests.post" in before, "explaining changes nothing"


def test_line_on_the_way_to_a_finding(tmp_path: Path) -> None:
    write(tmp_path, ROUTED)
    first, empty, then, *_ = explained("shop/orders.py:7", tmp_path).splitlines()
    assert first == "shop/orders.py:7: evidence for a finding; nothing is wrong in this line itself"
    assert empty == ""
    assert then.startswith("error[http-in-transaction]")


def test_column_after_the_line_is_as_good(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    assert explained("pay.py:8:9", tmp_path) == explained("pay.py:8", tmp_path)


def test_line_without_a_finding_tells_what_is_known(tmp_path: Path) -> None:
    write(tmp_path, API)
    page = explained("shop/api.py:20", tmp_path)
    assert page.startswith("shop/api.py:20: no constraint is broken here\n")
    assert "\n`place_order`\n" in page
    assert "  transaction  `sqlalchemy.orm.sessionmaker.begin`, shop/api.py:18\n" in page
    assert "  effect       http: `httpx.post`, shop/api.py:20\n" in page
    assert "\nanswers POST /orders\n" in page
    assert "  auth         `shop.auth.current_user` from parameter `user`, shop/api.py:17\n" in page


def test_line_in_a_function_with_a_finding_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, API)
    page = explained("shop/api.py:25", tmp_path)
    assert (
        "no constraint is broken here\n  but `cancel_order` around it has unguarded-endpoint at shop/api.py:24\n"
        in page
    )
    assert "no guard that tells who calls" in page


def test_public_endpoint_says_why_it_is_public(tmp_path: Path) -> None:
    write(tmp_path, API)
    assert "  public       by its path or name\n" in explained("shop/api.py:30", tmp_path)


def test_suppressed_finding_shows_its_reason(tmp_path: Path) -> None:
    allowed = 'charge")  # driftlint: allow[http-in-transaction] the bank is local'
    write(tmp_path, {"pay.py": PAY.replace('charge")', allowed)})
    assert "\nSuppressed: the bank is local\n" in explained("pay.py:8", tmp_path)


def test_line_in_no_function(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    assert "at the level of the module" in explained("pay.py:1", tmp_path)


def test_line_of_the_configuration_is_in_no_module(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY, "constraints.yaml": "version: 1\n"})
    assert explained("constraints.yaml:1", tmp_path) == "constraints.yaml:1: no constraint is broken here\n"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("pay.py:99", "`pay.py` has no line 99: it has 9 lines"),
        ("pay.py:0", "`pay.py` has no line 0"),
        ("pay.py", "which line of `pay.py`? `driftlint explain` takes a rule, or a line of a file: pay.py:12"),
        ("pai.py:3", "`pai.py` does not exist"),
        (".:3", "`.` is a folder"),
        ("zzz", "unknown rule `zzz`; the rules are "),
    ],
)
def test_target_that_cannot_be_explained(target: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    assert refused(target, tmp_path).startswith(f"driftlint: {message}")


def test_doubt_of_the_rule_is_told(tmp_path: Path) -> None:
    text = (
        "from fastapi import Depends, FastAPI, HTTPException\n\nimport actions\n\napp = FastAPI()\n\n\n"
        "def current_user() -> str:\n    raise HTTPException(401)\n\n\n"
        "@app.put('/orders')\ndef change(user: str = Depends(current_user)) -> None: ...\n\n\n"
        "@app.post('/orders')\ndef add(kind: str) -> None:\n    actions.get_action('add')(kind)\n"
    )
    (tmp_path / "api.py").write_text(text, encoding="utf-8")
    page = explained("api.py:17", tmp_path)
    assert "api.py:17: unknown: what `actions.get_action" in page
    assert "no constraint is broken" not in page
    assert "unknown      whether it is guarded: what" in page
