"""However a text is laid out, what a fix does not change stays byte for byte as it was."""

import ast
import difflib
import io
import tempfile
import tokenize
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from driftlint.syntax.rewrite import split_lines
from tests.fixes.mending import Backend

LAYOUTS = st.fixed_dictionaries({
    "indent": st.sampled_from(["  ", "   ", "    ", "\t", "        "]),
    "newline": st.sampled_from(["\n", "\r\n"]),
    "blank": st.sampled_from(["", "\n", "\n\n", "   \n"]),
    "comment": st.sampled_from(["", "  # why", "  # été \N{PILE OF POO}", "#"]),
    "above": st.sampled_from(["", "# above\n", "# above\n\n"]),
    "end": st.sampled_from(["", "\n", "\n\n", "\n# the end"]),
    "call": st.sampled_from([
        "requests.post(URL, order.id)",
        "requests.post(\n>>>>URL,\n>>>>order.id,  # whose\n>>>)",
        "requests.post(URL, json={'id': (n := order.id)}, data=f'{order.id!r:>{3}}')",
        "rate = requests.get(URL)",
        'rate = requests.get("""a\n  b\n\tc""")',
    ]),
})  # fmt: skip

TEMPLATE = '''"""Päyments. \N{PILE OF POO}"""
import requests
from django.db import transaction  # the one
URL = "https://psp.example"
{blank}
class Payments:{comment}
>def pay(self, order):{comment}
>>"""Pays
>>    the   order."""
{blank}>>with transaction.atomic():{comment}
>>>{call}{comment}
{blank}>>>self.note({{"a":1 , "b" :2}}){comment}
{blank}>>return [ order ,] \\
>>>or None
{end}'''


def laid_out(layout: dict[str, str]) -> str:
    text = TEMPLATE.format(**{**layout, "end": ""}).replace(">", "\0")
    text = text.replace("{3\0", "{3>").replace(":\0{", ":>{").replace("\0", layout["indent"])
    return (layout["above"] + text.rstrip("\n") + layout["end"]).replace("\n", layout["newline"])


@given(LAYOUTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_lines_that_no_fix_is_about_stay(layout: dict[str, str]) -> None:
    text = laid_out(layout)
    with tempfile.TemporaryDirectory() as folder:
        backend = Backend(Path(folder), {"payments.py": text})
        findings = backend.findings("http-in-transaction")
        assert len(findings) == 1
        for fix in backend.fixes(findings[0]):
            after = backend.mended(fix)["payments.py"]
            assert (after.count("\r\n") == after.count("\n")) is (layout["newline"] == "\r\n")
            for line in _changed(text, after):
                assert any(
                    it in line for it in ("requests", "import", "URL", "order.id", "rate", "# whose", '"""', ")")
                ) or (not line.strip())


def _changed(before: str, after: str) -> list[str]:
    """The lines of `before` that are not in `after` any more."""
    matcher = difflib.SequenceMatcher(None, split_lines(before), split_lines(after), autojunk=False)
    lines = split_lines(before)
    return [line for kind, i1, i2, _, _ in matcher.get_opcodes() if kind != "equal" for line in lines[i1:i2]]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["  ", "\t"])
def test_example_of_the_property_is_mended_in_every_layout(tmp_path: Path, indent: str, newline: str) -> None:
    text = laid_out({
        "indent": indent, "newline": newline, "blank": "", "comment": "", "above": "", "end": "\n",
        "call": "requests.post(URL, order.id)",
    })  # fmt: skip
    backend = Backend(tmp_path, {"payments.py": text})
    assert [it.id for it in backend.fixes(backend.findings("http-in-transaction")[0])] != []


API = '''"""Orders. \N{PILE OF POO}"""
from decimal import Decimal{comment}
from fastapi import APIRouter, Depends, FastAPI
router = APIRouter ( ){comment}
def current_user(token: str = Depends(lambda: "")):
>if not token: raise PermissionError
>return token
{blank}@router.get("/a")
def a(user = Depends( current_user )): return {{"a" :1}}{comment}
@router.post("/b")
def b(user = Depends( current_user )): return [ 1 ,]
@router.delete("/c")
def c(user = Depends( current_user )): return f"{{1 + 1 !r:>3}}"
{blank}@router.post("/orders/{{order_id}}"){comment}
def confirm(order_id: int, order = None{comma}):{comment}
>"""Confirms
>    the   order."""
{blank}>total = Decimal ( 0 ) # type: Decimal
>for line in order.lines:{comment}
{blank}>>if (n := line.quantity) > 10:
>>>total += line.price*n
>>elif line.free : continue
>>else:
>>>total += line.price{comment}
>order . total = total
>order.save( ){comment}
{blank}>return {{"total" : total ,}}
app = FastAPI() ; app.include_router(router)
{end}'''


LIMITED = "version: 1\nrules:\n  business-logic-in-controller: {limit: 2}\n"


@given(LAYOUTS, st.sampled_from(["", ",", " ,"]))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_definitions_that_no_fix_is_about_stay(layout: dict[str, str], comma: str) -> None:
    text = API.format(**{**layout, "end": "", "comma": comma}).replace("\n>", "\n\0").replace("\0>", "\0\0")
    text = text.replace("\0>", "\0\0").replace("\0", layout["indent"])
    text = (layout["above"] + text.rstrip("\n") + layout["end"]).replace("\n", layout["newline"])
    with tempfile.TemporaryDirectory() as folder:
        backend = Backend(Path(folder), {"constraints.yaml": LIMITED, "shop/__init__.py": "", "shop/api.py": text})
        mended = [fix for it in backend.findings() for fix in backend.fixes(it)]
        assert {fix.id for fix in mended} >= {"add-neighbours-guard", "extract-to-service"}
        for fix in mended:
            after = backend.mended(fix)
            for said in (it for path, it in after.items() if path.endswith(".py")):
                assert (said.count("\r\n") == said.count("\n")) is (layout["newline"] == "\r\n") or not said
            assert _definitions(after["shop/api.py"]) == _definitions(text)
            kept = [comment for path, it in after.items() if path.endswith(".py") for comment in _comments(it)]
            assert Counter(kept) >= Counter(_comments(text)), fix.title


def _definitions(text: str) -> list[str]:
    """What stands in the file besides its imports and the one handler, character by character."""
    kept = [
        it
        for it in ast.parse(text).body
        if not isinstance(it, ast.Import | ast.ImportFrom) and getattr(it, "name", "") != "confirm"
    ]
    return [ast.get_source_segment(text, it) or "" for it in kept]


def _comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return [it.string for it in tokens if it.type == tokenize.COMMENT]
