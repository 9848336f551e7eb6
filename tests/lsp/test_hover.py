"""`textDocument/hover`: a finding explained."""

from pathlib import Path

import pytest

from tests.harness.editor import editor
from tests.lsp.workspace import SHOP, write

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("client", ["vscode-1.139.1-lc11", "emacs30.1-eglot1.17"])
async def test_everything_one_wants_to_know(tmp_path: Path, client: str) -> None:
    write(tmp_path, SHOP)
    async with editor(tmp_path, client) as it:
        it.open("shop/orders.py")
        [found] = await it.diagnostics("shop/orders.py")
        shown = await it.hover("shop/orders.py", "charge(order)")
        assert shown is not None
        assert found.message in shown
        assert "http-in-transaction" in shown
        for part in ("Why", "How it gets there", "Instead", "For example"):
            assert part in shown
        assert "shop/orders.py:7: " in shown
        assert "shop/gateway.py:5: " in shown
        assert 'requests.post("https://psp.example' in shown.partition("shop/gateway.py:5: ")[2]
        assert "rules/transactions/http-in-transaction.yaml" in shown


NEIGHBOURS = {
    "shop/__init__.py": "",
    "shop/auth.py": """
        from fastapi import HTTPException

        def current_user(token: str = ""):
            if not token:
                raise HTTPException(401)
            return token
    """,
    "shop/api.py": """
        from fastapi import APIRouter, Depends, FastAPI

        from shop.auth import current_user

        router = APIRouter()

        @router.put("/orders/{number}")
        def change(number: int, user: str = Depends(current_user)):
            return number

        @router.delete("/orders/{number}")
        def drop(number: int):
            number.delete()

        app = FastAPI()
        app.include_router(router)
    """,
}

BUSY = """
    from fastapi import APIRouter, Depends

    from shop.auth import current_user
    from shop.models import Order, Line, Stock

    router = APIRouter()

    @router.post("/settle/{number}")
    def settle(number: int, user: str = Depends(current_user)):
        order = Order.objects.get(pk=number)
        lines = Line.objects.filter(order=order)
        total = 0
        for line in lines:
            if line.count > 10:
                total += line.price * line.count * 9 / 10
            elif line.count > 5:
                total += line.price * line.count * 19 / 20
            else:
                total += line.price * line.count
        if order.country == "de":
            total = total * 119 / 100
        elif order.country == "fr":
            total = total * 120 / 100
        stock = Stock.objects.get(order=order)
        stock.count -= len(lines)
        stock.save()
        order.total = total
        order.save()
        return {"total": total}
"""


async def test_good_example_is_one_of_this_project(tmp_path: Path) -> None:
    write(tmp_path, NEIGHBOURS)
    async with editor(tmp_path) as it:
        it.open("shop/api.py")
        shown = await it.hover("shop/api.py", "drop(number") or ""
    assert "For example** shop/api.py:8 is guarded by `current_user`" in shown
    assert "def change(number: int, user: str = Depends(current_user)):" in shown


async def test_good_example_is_cut_at_lines_alone(tmp_path: Path) -> None:
    api = NEIGHBOURS["shop/api.py"].replace("router = ", "# a page\fof its own\n        router = ")
    write(tmp_path, {**NEIGHBOURS, "shop/api.py": api})
    async with editor(tmp_path) as it:
        it.open("shop/api.py")
        shown = await it.hover("shop/api.py", "drop(number") or ""
    assert "For example** shop/api.py:9 is guarded by `current_user`\n\n```python\n@router" in shown


async def test_markup_only_where_it_is_rendered(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    shown = {}
    for client in ("vscode-1.139.1-lc11", "emacs30.1-eglot1.17"):
        async with editor(tmp_path, client) as it:
            it.open("shop/orders.py")
            shown[client] = await it.hover("shop/orders.py", "charge(order)") or ""
    assert "**" in shown["vscode-1.139.1-lc11"]
    assert "```python" in shown["vscode-1.139.1-lc11"]
    assert "**" not in shown["emacs30.1-eglot1.17"]
    assert "```" not in shown["emacs30.1-eglot1.17"]


async def test_nothing_beside_a_finding(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    async with editor(tmp_path) as it:
        it.open("shop/orders.py")
        assert await it.hover("shop/orders.py", "order.save") is None


async def test_finding_that_comes_from_no_rule_file(tmp_path: Path) -> None:
    write(tmp_path, {"shop.py": "x = 1  # driftlint: allow[http-in-transaction]\n"})
    async with editor(tmp_path) as it:
        it.open("shop.py")
        shown = await it.hover("shop.py", "driftlint: allow")
        assert shown is not None
        assert "**Why** A comment `# driftlint: allow[rule]` or `# driftlint: public` gives no reason after it" in shown


@pytest.mark.parametrize("client", ["vscode-1.139.1-lc11", "emacs30.1-eglot1.17"])
async def test_the_steps_are_called_what_they_are(tmp_path: Path, client: str) -> None:
    write(tmp_path, {**NEIGHBOURS, "shop/busy.py": BUSY})
    async with editor(tmp_path, client) as it:
        it.open("shop/busy.py")
        counted = await it.hover("shop/busy.py", "settle(number") or ""
        it.open("shop/api.py")
        compared = await it.hover("shop/api.py", "drop(number") or ""
    assert "What was counted" in counted
    assert "How it gets there" not in counted
    assert "Compare" in compared
    assert "user: str = Depends(current_user)" in compared.partition("Compare")[2].partition("Instead")[0]


@pytest.mark.parametrize("client", ["vscode-1.139.1-lc11", "emacs30.1-eglot1.17"])
async def test_rule_that_the_constraints_name(tmp_path: Path, client: str) -> None:
    constraints = "version: 1\nrules:\n  http-in-transaction: warning\n  unguarded-endpoint: off\n"
    async with editor(write(tmp_path, {**SHOP, "constraints.yaml": constraints}), client) as it:
        it.open("constraints.yaml")
        shown = await it.hover("constraints.yaml", "http-in-transaction")
        assert shown is not None
        assert "warning" in shown.partition("Why")[0]
        for part in ("detects outgoing requests", "Why", "Instead", "For example"):
            assert part in shown
        assert "off" in (await it.hover("constraints.yaml", "unguarded-endpoint") or "").partition("Why")[0]
        assert await it.hover("constraints.yaml", "version") is None
