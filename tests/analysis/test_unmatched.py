"""Patterns of `constraints.yaml` that mean nothing are told at their line, where it can be known."""

from pathlib import Path

import pytest

from driftlint.analysis.project import Project
from driftlint.diagnostic.model import Severity

FILES = {
    "shop/__init__.py": "from shop.gateway import Client\n",
    "shop/gateway.py": (
        "import httpx\nimport legacy\n\nclass Base:\n    def put(self): ...\n\nclass Client(Base):\n"
        "    def __init__(self):\n        self.http = httpx.Client()\n\n    def post(self): ...\n\n"
        "class Lib(httpx.Client): ...\n\ndef current_user(): ...\n\nthing = Client()\n"
    ),
    "shop/open.py": "from legacy import *\n",
    "shop/api.py": (
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/health')\ndef health(): ...\n\n"
        "@app.post('/orders/{key}')\ndef order(key: int): ...\n"
    ),
}


def said(root: Path, constraints: str) -> list[str]:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "constraints.yaml").write_text("version: 1\n" + constraints, encoding="utf-8")
    project = Project(str(root))
    found = [it.diagnostic for it in project.findings(project.config_path)]
    return [f"{it.location.range.start.line + 1} {it.rule} {it.message}" for it in found]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("shop.gatway.Client.*", "there is no `shop.gatway`; did you mean `shop.gateway.Client.*`?"),
        (
            "shop.gateway.Client.pots",
            "there is no `shop.gateway.Client.pots`; did you mean `shop.gateway.Client.post`?",
        ),
        (
            "shop.gateway.curent_user",
            "there is no `shop.gateway.curent_user`; did you mean `shop.gateway.current_user`?",
        ),
        ("shop.gateway.Qx*", "there is no `shop.gateway.Qx*`"),
        ("shop.gateway.current_user.inner", "there is no `shop.gateway.current_user.inner`"),
        ("shop.Client.post", "names count as they are defined; did you mean `shop.gateway.Client.post`?"),
        ("shop.gateway.Client.put", "names count as they are defined; did you mean `shop.gateway.Base.put`?"),
        ("shop.gateway", "`shop.gateway` is a module; did you mean `shop.gateway.**`?"),
        ("lagacy.pay", "there is no `lagacy`; did you mean `legacy.pay`?"),
        ("unheard.of", "there is no `unheard`"),
    ],
)
def test_a_name_that_nobody_has(tmp_path: Path, pattern: str, words: str) -> None:
    constraints = f"teach:\n  effects:\n    http:\n      - shop.gateway.**\n      - {pattern}\n"
    assert said(tmp_path, constraints) == [f"6 unmatched-pattern `{pattern}` matches nothing: {words}"]


@pytest.mark.parametrize(
    "pattern",
    [
        "shop.gateway.**",
        "shop.gateway.Cl*",
        "shop.gateway.Client",
        "shop.gateway.Client.*",
        "shop.gateway.Client.po*",
        "shop.gateway.Client.http.get",
        "shop.gateway.Lib.send",
        "shop.gateway.thing.anything",
        "shop.*.Client.post",
        "shop.open.whatever",
        "legacy.gateway.pay",
        '"**.unit_of_work"',
    ],
)
@pytest.mark.parametrize("section", ["transactions", "defers", "request_transactions"])
def test_a_name_that_is_there_or_cannot_be_known(tmp_path: Path, section: str, pattern: str) -> None:
    assert said(tmp_path, f"teach:\n  {section}: [{pattern}]\n") == []


def test_layers_and_guards_are_looked_at_too(tmp_path: Path) -> None:
    constraints = "layers:\n  api: shop.api\n  data: shop.date.**\nteach:\n  guards: {auth: shop.gateway.curent_user}\n"
    assert [it.partition(" ")[0] for it in said(tmp_path, constraints)] == ["4", "6"]


@pytest.mark.parametrize(
    ("pattern", "likely"),
    [("GET /helth", "GET /health"), ("/helth", "/health"), ("POST /order/{id}", "POST /orders/{key}")],
)
def test_a_public_endpoint_that_is_not_there(tmp_path: Path, pattern: str, likely: str) -> None:
    constraints = f"rules:\n  unguarded-endpoint:\n    public:\n      - {pattern}\n"
    expected = f"5 unmatched-pattern `{pattern}` matches no endpoint; did you mean `{likely}`?"
    assert said(tmp_path, constraints) == [expected]


@pytest.mark.parametrize("pattern", ["GET /health", "/health", "/orders/**", "/docs/**", "/metrics"])
def test_a_public_endpoint_that_is_there_or_may_be(tmp_path: Path, pattern: str) -> None:
    assert said(tmp_path, f"rules:\n  unguarded-endpoint:\n    public: ['{pattern}']\n") == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("source: [scr]", ["2 unmatched-pattern `scr` is no folder below the project's root"]),
        ("source: [shop]", []),
        (
            'exclude: ["**/migrations/**", "shop/open.py"]',
            ["2 unmatched-pattern `**/migrations/**` leaves out no Python file"],
        ),
        ('exclude: ["shop/legacy/**"]', ["2 unmatched-pattern `shop/legacy/**` leaves out no Python file"]),
        ('exclude: ["**/open.py", "shop", "shop/api*"]', []),
        ("exclude: [.venv/**, .venv]", []),
    ],
)
def test_a_folder_or_file_that_is_not_there(tmp_path: Path, entry: str, told: list[str]) -> None:
    (tmp_path / ".venv").mkdir()
    assert said(tmp_path, f"{entry}\n") == told


def test_an_exclusion_of_nothing_fails_no_check(tmp_path: Path) -> None:
    said(tmp_path, 'exclude: ["**/migrations/**"]\nsource: [shop]\n')
    (found,) = Project(str(tmp_path)).check().findings
    assert found.diagnostic.severity is Severity.HINT


def test_check_tells_it_and_a_new_definition_settles_it(tmp_path: Path) -> None:
    assert len(said(tmp_path, "teach:\n  defers: shop.gateway.later\n")) == 1
    project = Project(str(tmp_path))
    assert [it.diagnostic.rule for it in project.check([str(tmp_path)]).findings].count("unmatched-pattern") == 1
    gateway = str(tmp_path / "shop" / "gateway.py")
    assert "unmatched-pattern" not in [it.diagnostic.rule for it in project.check([gateway]).findings]
    project.open(gateway, FILES["shop/gateway.py"] + "\ndef later(work): ...\n")
    assert project.findings(project.config_path) == ()


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_at_least_one(tmp_path: Path, limit: int) -> None:
    found = said(tmp_path, f"rules:\n  business-logic-in-controller: {{limit: {limit}}}\n")
    wrong = f"`rules.business-logic-in-controller.limit` must be at least 1, not {limit}"
    assert found == [f"3 invalid-configuration {wrong}"]
