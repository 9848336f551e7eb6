"""However a text is laid out, what a fix does not change stays byte for byte as it was."""

import difflib
import tempfile
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
