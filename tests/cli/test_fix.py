"""`driftlint fix`: what can be mended is mended on the disk, everything else stays byte for byte."""

import codecs
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from driftlint.text.files import UnwritableFileError, encoded, replace_bytes
from tests.cli.backends import API, CALM, PAY
from tests.harness.command import driftlint, write

SEND = """\
import requests
from django.db import transaction


def pay(order):
    with transaction.atomic():
        order.save()
        requests.post("https://psp.example/charge")
        requests.post("https://bank.example/charge")
"""
IDLE = "def total(prices):\n    return sum(prices)  # driftlint: allow[http-in-transaction] no request\n"
CONFIRM = '''\
"""Orders."""
from decimal import Decimal

from fastapi import APIRouter, FastAPI

from shop.models import find

router = APIRouter()


@router.post("/orders/{order_id}/confirm")
def confirm_order(order_id: int, express: bool = False):
    order = find(order_id)
    total = Decimal(0)
    for line in order.lines:
        if line.quantity > 10:
            total += line.price * line.quantity * Decimal("0.9")
        else:
            total += line.price * line.quantity
    if express:
        total += 5
    if order.gift:
        total += 1
    order.total = total
    order.status = "confirmed"
    order.save()
    return {"total": total}


app = FastAPI()
app.include_router(router)
'''
SHOP = {"shop/__init__.py": "", "shop/models.py": "def find(order_id): ...\n", "shop/api.py": CONFIRM}


def put(folder: Path, contents: dict[str, bytes]) -> Path:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        it.relative_to(folder).as_posix(): it.read_bytes()
        for it in folder.rglob("*")
        if it.is_file() and ".git" not in it.relative_to(folder).parts
    }


def test_unsafe_fixes_are_made_when_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": PAY})
    ended = driftlint("fix", folder=tmp_path)
    assert (tmp_path / "pay.py").read_text(encoding="utf-8") == dedent(PAY).lstrip("\n")
    assert ended.out == (
        "left:\n  pay.py:8  http-in-transaction: its fix may change what the code does and is made with --unsafe only\n"
        "Nothing to fix, but 1 finding left\n"
    )
    assert ended.code == 1
    ended = driftlint("fix", "--unsafe", folder=tmp_path)
    assert ended.out == (
        "fixed:\n  pay.py:8  http-in-transaction: Run `requests.post` after the commit (unsafe)\n"
        "Fixed 1 of 1 finding in 1 file\n"
    )
    assert ended.code == 0
    assert driftlint("check", folder=tmp_path).code == 0


def test_safe_fixes_are_made_unasked(tmp_path: Path) -> None:
    write(tmp_path, {"total.py": IDLE})
    ended = driftlint("fix", folder=tmp_path)
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "Fixed 1 of 1 finding in 1 file")
    assert (tmp_path / "total.py").read_text(encoding="utf-8") == "def total(prices):\n    return sum(prices)\n"


def test_fixes_of_one_place_are_made_one_after_the_other(tmp_path: Path) -> None:
    write(tmp_path, {"pay.py": SEND})
    ended = driftlint("fix", "--unsafe", folder=tmp_path)
    assert ended.out.splitlines()[-1] == "Fixed 2 of 2 findings in 1 file"
    assert driftlint("check", folder=tmp_path).code == 0


def test_only_the_rules_and_files_named(tmp_path: Path) -> None:
    write(tmp_path, {**API, "pay.py": SEND, "other.py": SEND})
    before = contents(tmp_path)
    ended = driftlint("fix", "--unsafe", "--rule", "http-in-transaction", "pay.py", folder=tmp_path)
    assert ended.out.splitlines()[-1] == "Fixed 2 of 2 findings in 1 file"
    after = contents(tmp_path)
    assert [it for it in after if after[it] != before[it]] == ["pay.py"]


def test_nothing_is_written_where_nothing_is_to_be(tmp_path: Path) -> None:
    write(tmp_path, {"calm.py": CALM, "pay.py": SEND})
    before = contents(tmp_path)
    for option in ("--diff", "--dry-run"):
        ended = driftlint("fix", "--unsafe", option, folder=tmp_path)
        assert contents(tmp_path) == before
        assert "Would fix 2 of 2 findings in 1 file" in ended.out + ended.err
        assert ended.code == 0
    assert driftlint("fix", "calm.py", folder=tmp_path).out == "Nothing to fix\n"


@pytest.mark.parametrize("mode", [0o640, 0o755])
def test_mode_stays(tmp_path: Path, mode: int) -> None:
    write(tmp_path, {"pay.py": PAY})
    (tmp_path / "pay.py").chmod(mode)
    assert driftlint("fix", "--unsafe", folder=tmp_path).code == 0
    assert stat.S_IMODE((tmp_path / "pay.py").stat().st_mode) == mode
    assert [it.name for it in tmp_path.iterdir()] == ["pay.py"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"real/pay.txt": PAY})
    (tmp_path / "project").mkdir()
    link = tmp_path / "project" / "pay.py"
    link.symlink_to(tmp_path / "real" / "pay.txt")
    assert driftlint("fix", "--unsafe", folder=tmp_path / "project").code == 0
    assert link.is_symlink()
    assert "on_commit" in (tmp_path / "real" / "pay.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("asked", [(), ("link.py",)])
def test_a_file_with_two_names_is_mended_once(tmp_path: Path, asked: tuple[str, ...]) -> None:
    write(tmp_path, {"pay.py": PAY})
    (tmp_path / "link.py").symlink_to("pay.py")
    ended = driftlint("fix", "--unsafe", *asked, folder=tmp_path)
    assert ended.code == 0
    assert ended.out.count("http-in-transaction") == 1
    assert (tmp_path / "link.py").is_symlink()
    assert "on_commit" in (tmp_path / "pay.py").read_text(encoding="utf-8")


ODD = {
    "line feeds": SEND.encode(),
    "carriage returns": SEND.replace("\n", "\r\n").encode(),
    "no line end": SEND.rstrip("\n").encode(),
    "byte order mark": codecs.BOM_UTF8 + SEND.encode(),
    "latin-1": ("# coding: latin-1\n# été\n" + SEND).encode("latin-1"),
    "trailing space": SEND.replace("order):", "order):   ").encode() + b"\n\n   \n",
    "tabs": SEND.replace("    ", "\t").encode(),
    "form feed": SEND.replace("\n\n\ndef", "\n\n\x0c\ndef").encode(),
}


def test_only_the_lines_of_the_edits_change(tmp_path: Path) -> None:
    put(tmp_path, {f"{name.replace(' ', '_')}/pay.py": content for name, content in ODD.items()})
    assert driftlint("fix", "--unsafe", folder=tmp_path).code == 0
    for name, content in ODD.items():
        after = (tmp_path / name.replace(" ", "_") / "pay.py").read_bytes()
        assert after.count(b"\r\n") == (after.count(b"\n") if b"\r\n" in content else 0), name
        assert after.endswith(b"\n") == content.endswith(b"\n"), name
        assert after.startswith(codecs.BOM_UTF8) == content.startswith(codecs.BOM_UTF8), name
        kept = [it for it in content.removeprefix(codecs.BOM_UTF8).split(b"\n") if b"requests.post" not in it]
        rest = iter(after.removeprefix(codecs.BOM_UTF8).split(b"\n"))
        assert [it for it in kept if it not in rest] == [], name


def test_git_takes_the_patch(tmp_path: Path) -> None:
    texts = {name: text.encode() for name, text in SHOP.items()}
    texts["constraints.yaml"] = b"version: 1\nrules:\n  business-logic-in-controller: {limit: 3}\n"
    texts |= {f"{name}/\N{LATIN SMALL LETTER E WITH ACUTE}/pay.py": content for name, content in ODD.items()}
    written, patched = put(tmp_path / "written", texts), put(tmp_path / "patched", texts)
    git("init", "-q", folder=patched)
    patch = tmp_path / "fixes.patch"
    with patch.open("wb") as out:
        command = [sys.executable, "-m", "driftlint", "fix", "--unsafe", "--diff"]
        subprocess.run(command, cwd=patched / "shop", stdout=out, check=False)
        subprocess.run([*command, *map(str, patched.glob("*/*/pay.py"))], cwd=patched, stdout=out, check=False)
    assert contents(patched) == contents(written), "nothing is written yet"
    git("apply", "--whitespace=nowarn", str(patch), folder=patched)
    assert "Fixed" in driftlint("fix", "--unsafe", folder=written).out
    assert contents(patched) == contents(written)
    assert "shop/services.py" in contents(patched)


def test_lines_are_those_of_the_file_as_it_is(tmp_path: Path) -> None:
    idle = "# driftlint: allow[http-in-transaction] no request\n"
    left = "\n\ndef ask():\n    with transaction.atomic():\n        return requests.get('https://x.example')\n"
    write(tmp_path, {"pay.py": idle + SEND + left})
    told = driftlint("check", folder=tmp_path).out
    lines = re.findall(r"--> pay.py:(\d+)", told)
    assert len(lines) == 4
    for options in (["--dry-run"], ["--diff"]):
        ended = driftlint("fix", "--unsafe", *options, folder=tmp_path)
        said = re.findall(r"^  pay.py:(\d+)  ", ended.out + ended.err, re.MULTILINE)
        assert sorted(said, key=int) == sorted(lines, key=int)
    ended = driftlint("fix", "--unsafe", folder=tmp_path)
    fixed, _, rest = ended.out.partition("left:")
    assert set(re.findall(r"pay.py:(\d+)  ", fixed)) < set(lines)
    (line,) = re.findall(r"pay.py:(\d+)  ", rest)
    assert "requests.get" in (tmp_path / "pay.py").read_text().splitlines()[int(line) - 1]


@pytest.mark.parametrize("repository", [True, False])
def test_where_to_apply_a_patch_that_reaches_out_of_the_folder_is_said(tmp_path: Path, *, repository: bool) -> None:
    top = tmp_path / "a folder"
    put(top, {"pyproject.toml": b"", "near/pay.py": SEND.encode(), "far/pay.py": SEND.encode()})
    if repository:
        git("init", "-q", folder=top)
    inside = driftlint("fix", "--unsafe", "--diff", ".", folder=top / "near")
    assert "git -C" not in inside.err
    both = driftlint("fix", "--unsafe", "--diff", "..", folder=top / "near")
    assert "`git -C .. apply` takes all of it" in both.err
    (tmp_path / "fixes.patch").write_text(both.out, encoding="utf-8")
    git("-C", "..", "apply", str(tmp_path / "fixes.patch"), folder=top / "near")
    assert all("on_commit" in (top / it / "pay.py").read_text() for it in ("near", "far"))


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "pay.py"
    path.write_bytes(b"new\n")
    for before in (b"old\n", None):
        with pytest.raises(UnwritableFileError, match="by now"):
            replace_bytes(str(path), b"fixed\n", before)
    with pytest.raises(UnwritableFileError, match="by now"):
        replace_bytes(str(tmp_path / "gone.py"), b"fixed\n", b"old\n")
    assert contents(tmp_path) == {"pay.py": b"new\n"}
    replace_bytes(str(path), b"fixed\n", b"new\n")
    replace_bytes(str(tmp_path / "made" / "here.py"), b"", None)
    assert contents(tmp_path) == {"pay.py": b"fixed\n", "made/here.py": b""}


def test_what_the_encoding_cannot_say_is_not_written() -> None:
    assert encoded("\N{LATIN SMALL LETTER E WITH ACUTE}", b"# coding: latin-1\n") == b"\xe9"
    with pytest.raises(UnwritableFileError, match="latin-1"):
        encoded("\N{PILE OF POO}", b"# coding: latin-1\n")


def git(*arguments: str, folder: Path) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
