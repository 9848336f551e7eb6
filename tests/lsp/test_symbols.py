"""`textDocument/documentSymbol` and `workspace/symbol`: endpoints, layers and rules as things to jump to."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import Editor, editor, within
from tests.lsp.workspace import API, write

pytestmark = pytest.mark.asyncio

CONSTRAINTS = """\
version: 1
layers:
  api: shop.api
rules:
  unguarded-endpoint: {public: ["GET /orders"]}
"""


async def in_document(it: Editor, name: str) -> list[types.DocumentSymbol | types.SymbolInformation]:
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(it.uri(name)))
    return list(await within(it.client.text_document_document_symbol_async(params)) or ())


async def test_endpoints_of_a_document(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {"shop/api.py": API})) as it:
        it.open("shop/api.py")
        found = await in_document(it, "shop/api.py")
        assert [symbol.name for symbol in found] == ["GET /orders", "GET /carts", "DELETE /orders/{order_id}"]
        last = found[-1]
        assert isinstance(last, types.DocumentSymbol)
        assert last.detail == "delete_order"
        assert it.said("shop/api.py", last.selection_range) == "delete_order"
        assert it.said("shop/api.py", last.range).startswith("@router.delete")
        assert it.said("shop/api.py", last.range).endswith("return None")


async def test_older_client_gets_a_flat_list(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {"shop/api.py": API}), "vim9.0-ale3.3") as it:
        it.open("shop/api.py")
        found = await in_document(it, "shop/api.py")
        assert all(isinstance(symbol, types.SymbolInformation) for symbol in found)
        assert len(found) == 3


async def test_layers_and_rules_of_the_constraints(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {"shop/api.py": API, "constraints.yaml": CONSTRAINTS})) as it:
        it.open("constraints.yaml")
        found = await in_document(it, "constraints.yaml")
        named = [(symbol.detail, symbol.name) for symbol in found if isinstance(symbol, types.DocumentSymbol)]
        assert named == [("layers", "api"), ("rules", "unguarded-endpoint")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["DELETE /orders/{order_id}", "GET /carts", "GET /orders"]),
        ("orders", ["DELETE /orders/{order_id}", "GET /orders"]),
        ("get ord", ["GET /orders"]),
        ("carts get", []),
        ("list_carts", ["GET /carts"]),
    ],
)
async def test_endpoints_of_the_workspace(tmp_path: Path, query: str, expected: list[str]) -> None:
    async with editor(write(tmp_path, {"shop/api.py": API})) as it:
        found = await within(it.client.workspace_symbol_async(types.WorkspaceSymbolParams(query))) or ()
        assert sorted(symbol.name for symbol in found) == expected
        for symbol in found:
            assert isinstance(symbol.location, types.Location)
            assert symbol.location.uri == it.uri("shop/api.py")


async def test_layers_and_rules_of_the_workspace(tmp_path: Path) -> None:
    async with editor(write(tmp_path, {"shop/api.py": API, "constraints.yaml": CONSTRAINTS})) as it:
        found = await within(it.client.workspace_symbol_async(types.WorkspaceSymbolParams("api"))) or ()
        layer, rule = found
        assert (rule.name, rule.container_name) == ("unguarded-endpoint", "rules of constraints.yaml")
        assert (layer.name, layer.container_name) == ("api", "layers of constraints.yaml")
        assert isinstance(layer.location, types.Location)
        it.open("constraints.yaml")
        assert (layer.location.uri, it.said("constraints.yaml", layer.location.range)) == (
            it.uri("constraints.yaml"),
            "api",
        )
