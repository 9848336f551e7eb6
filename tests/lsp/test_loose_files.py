"""Documents that are in no workspace folder."""

from pathlib import Path

from tests.harness.wire import Wire
from tests.lsp.workspace import PAY, SHOP, write


def test_what_was_opened_before_does_not_matter(tmp_path: Path, wire: Wire) -> None:
    """A file in the folder of somebody's home is no reason to read what lies further inside as part of the same."""
    home = write(
        tmp_path / "home", {"pay.py": PAY, "notes.md": "", **{f"code/{it}": text for it, text in SHOP.items()}}
    )
    (tmp_path / "elsewhere").mkdir()
    wire.initialize(tmp_path / "elsewhere")
    wire.open(home / "notes.md", "# notes\n")
    wire.open(home / "pay.py", PAY)
    assert len(wire.pushed(home / "pay.py", 1)) == 2
    wire.open(home / "code" / "shop" / "orders.py", SHOP["shop/orders.py"])
    [found] = wire.pushed(home / "code" / "shop" / "orders.py", 1)
    assert found["code"] == "http-in-transaction"


def test_files_of_one_package_are_read_together(tmp_path: Path, wire: Wire) -> None:
    code = write(tmp_path / "code", SHOP)
    (tmp_path / "elsewhere").mkdir()
    wire.initialize(tmp_path / "elsewhere")
    orders, gateway = code / "shop" / "orders.py", code / "shop" / "gateway.py"
    wire.open(orders, SHOP["shop/orders.py"])
    assert len(wire.pushed(orders, 1)) == 1
    wire.open(gateway, "def charge(order):\n    return order\n")
    assert wire.pushed(orders, 1) == []
    wire.send("textDocument/didClose", params={"textDocument": {"uri": gateway.as_uri()}})
    assert len(wire.pushed(orders, 1)) == 1


def test_rule_file_of_the_registry_is_checked_as_it_is_typed(tmp_path: Path, wire: Wire) -> None:
    rule = Path(__file__).parents[2] / "rules" / "transactions" / "http-in-transaction.yaml"
    wire.initialize(tmp_path)
    wire.open(rule, rule.read_text().replace("severity: error", "severity: terror"))
    assert [it["code"] for it in wire.pushed(rule, 1)] == ["invalid-rule"]
