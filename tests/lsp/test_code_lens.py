"""`textDocument/codeLens`: what a handler is guarded by and does, above it."""

import re
from pathlib import Path

import pytest
from lsprotocol import types

from tests.harness.editor import Editor, editor, within
from tests.lsp.workspace import write

pytestmark = pytest.mark.asyncio

API = {
    "shop/__init__.py": "",
    "shop/gateway.py": "import httpx\n\n\ndef charge(order):\n    httpx.post('https://psp.example')\n",
    "shop/access.py": "from fastapi import HTTPException\n\n\ndef current_user():\n    raise HTTPException(401)\n",
    "shop/api.py": """\
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from shop.access import current_user
from shop.gateway import charge

router = APIRouter(dependencies=[Depends(current_user)])


@router.post("/pay")
def pay(order: int, session: Session):
    with session.begin():
        charge(order)


@router.get("/health")
def health():
    return {}
""",
}


async def lenses(it: Editor, name: str) -> list[types.CodeLens]:
    params = types.CodeLensParams(types.TextDocumentIdentifier(it.uri(name)))
    found = await within(it.client.text_document_code_lens_async(params))
    return list(found or ())


async def titles(it: Editor, name: str) -> list[str]:
    resolved = [await within(it.client.code_lens_resolve_async(lens)) for lens in await lenses(it, name)]
    return [lens.command.title if lens.command else "" for lens in resolved]


async def test_lens_says_guards_transaction_and_effects(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        it.open("shop/api.py")
        pay, health = await lenses(it, "shop/api.py")
        assert it.said("shop/api.py", pay.range) == "pay"
        assert it.said("shop/api.py", health.range) == "health"
        assert pay.command is None
        assert await titles(it, "shop/api.py") == [
            "auth: current_user ← router · in transaction · http via gateway.charge",
            "auth: current_user ← router",
        ]


async def test_lens_leads_to_the_explanation(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        it.open("shop/api.py")
        first, _ = await lenses(it, "shop/api.py")
        resolved = await within(it.client.code_lens_resolve_async(first))
        assert resolved.command is not None
        assert resolved.range == first.range
        said = await it.command(resolved.command.command, *(resolved.command.arguments or ()))
        assert "POST /pay" in said


async def test_lens_is_of_the_text_as_it_is_now(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        it.open("shop/api.py")
        await titles(it, "shop/api.py")
        it.replace("shop/api.py", "(dependencies=[Depends(current_user)])", "()")
        first, second = await titles(it, "shop/api.py")
        assert first.startswith("no guard · in transaction")
        assert second == "public: by its path or name"


async def test_lens_that_is_not_ours_comes_back_unharmed(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        start = types.Range(types.Position(0, 0), types.Position(0, 1))
        foreign = types.CodeLens(start, types.Command("run", "test.run"), data={"of": "another server"})
        assert await within(it.client.code_lens_resolve_async(foreign)) == foreign
        gone = types.CodeLens(start, data={"uri": it.uri("shop/gone.py"), "handler": "gone"})
        assert await within(it.client.code_lens_resolve_async(gone)) == gone


async def test_client_asks_again_once_another_file_is_saved(tmp_path: Path) -> None:
    async with editor(write(tmp_path, API)) as it:
        it.open("shop/api.py")
        await titles(it, "shop/api.py")
        seen = it.lens_refreshes
        (tmp_path / "shop/gateway.py").write_text("def charge(order):\n    return order\n")
        it.tell_of("shop/gateway.py")
        await it.until(lambda: it.lens_refreshes > seen)
        first, _ = await titles(it, "shop/api.py")
        assert first == "auth: current_user ← router · in transaction"


async def test_no_lens_where_the_user_wants_none(tmp_path: Path) -> None:
    def off(params: types.InitializeParams) -> None:
        params.initialization_options = {"codeLens": False}

    async with editor(write(tmp_path, API), "emacs30.1-eglot1.17", parameters=off) as it:
        it.open("shop/api.py")
        assert await lenses(it, "shop/api.py") == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ('delete("/a")', r"DELETE guards unknown: .* \| GET auth: current_user ← decorator"),
        ('get("/b")', r"GET /a auth: current_user ← decorator \| GET /b guards unknown: .*"),
    ],
)
async def test_handler_of_several_endpoints_says_which_is_guarded(tmp_path: Path, second: str, expected: str) -> None:
    api = f"""\
from fastapi import APIRouter, Depends

from shop.access import current_user

router = APIRouter()


@router.get("/a", dependencies=[Depends(current_user)])
@router.{second}
def answer():
    return 1
"""
    async with editor(write(tmp_path, {**API, "shop/api.py": api})) as it:
        it.open("shop/api.py")
        [said] = await titles(it, "shop/api.py")
        assert re.fullmatch(expected, said)
