"""`driftlint/endpoints`: the ways in, for a view of them in any editor."""

from pathlib import Path

import pytest
from pygls.exceptions import JsonRpcException

from tests.harness.editor import editor
from tests.lsp.test_code_lens import API
from tests.lsp.workspace import write

pytestmark = pytest.mark.asyncio


async def test_endpoint_with_guards_transaction_and_effects(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        it.open("shop/api.py")
        found = {entry["title"]: entry for entry in (await it.request("driftlint/endpoints", None))["endpoints"]}
        assert list(found) == ["POST /pay", "GET /health"]
        pay = found["POST /pay"]
        assert (pay["methods"], pay["path"], pay["handler"], pay["kind"]) == (["POST"], "/pay", "pay", "http")
        assert pay["guarded"] is True
        assert pay["guards"] == ["current_user (router)"]
        assert pay["transaction"] == "sqlalchemy.orm.Session.begin"
        assert [(it["effect"], it["route"]) for it in pay["effects"]] == [
            ("http", ["shop.gateway.charge", "httpx.post"])
        ]
        assert pay["summary"] == "auth: current_user ← router · in transaction · http via gateway.charge"
        assert pay["uri"] == it.uri("shop/api.py")
        assert pay["range"] == {"start": {"line": 10, "character": 4}, "end": {"line": 10, "character": 7}}


async def test_endpoints_of_one_file_only(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        elsewhere = await it.request("driftlint/endpoints", {"uri": it.uri("shop/gateway.py")})
        assert elsewhere == {"endpoints": []}
        everything = await it.request("driftlint/endpoints", [])  # so Neovim spells an empty table
        assert len(everything["endpoints"]) == 2
        below = await it.request("driftlint/endpoints", {"uri": it.uri("shop")})
        assert len(below["endpoints"]) == 2


async def test_parameters_of_another_shape_are_refused(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        with pytest.raises(JsonRpcException, match="Expected"):
            await it.request("driftlint/endpoints", {"uri": 7})


async def test_methods_stand_in_the_usual_order(tmp_path: Path) -> None:
    app = """
        from flask import Flask

        app = Flask(__name__)

        @app.route("/things", methods=["DELETE", "PUT", "GET", "POST"])
        def things():
            return {}
    """
    async with editor(write(tmp_path, {"shop/api.py": app})) as it:
        [found] = (await it.request("driftlint/endpoints", {}))["endpoints"]
        assert found["title"] == "GET POST PUT DELETE /things"
